/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations that the objects of the module dax share. Drivers of the bus use
 * dax-private.h; other code uses bus.h and include/linux/dax.h.
 */
#ifndef DAX_CORE_H
#define DAX_CORE_H

#include <linux/fs.h>
#include <linux/types.h>
#include "compat.h"

struct cdev;
struct dax_device;
struct dax_holder_operations;
struct dax_operations;
struct dax_region;
struct dev_dax;
struct dev_dax_data;
struct range;

/* ---- super.c ---- */

enum dax_device_flag {
	DAX_ALIVE,
	DAX_WRITE_CACHE,	/* dax_flush() has work to do */
	DAX_SYNCHRONOUS,	/* stores are durable without fsync() */
	DAX_NOCACHE,		/* copies to the device must bypass the CPU's cache */
	DAX_NOMC,		/* copies from the device must survive poison */
};

/**
 * struct dax_device - memory that is accessed directly
 * @inode: holds the references and the mapping
 * @flags: bits of enum dax_device_flag
 * @ops: the owner's operations, or NULL
 * @private: the owner's data
 * @cdev: the character device of its node, or NULL
 * @fops: the file operations while a driver serves the node, else NULL
 * @holder: the filesystem or driver that uses all of the device, or NULL
 * @holder_ops: how to tell the holder of a failure
 */
struct dax_device {
	struct inode inode;
	unsigned long flags;
	const struct dax_operations *ops;
	void *private;
	struct cdev *cdev;
	const struct file_operations *fops;
	void *holder;
	const struct dax_holder_operations *holder_ops;
};

int dax_super_init(void);
void dax_super_exit(void);

/* ---- bus.c ---- */

extern DAX_BUS_CONST struct bus_type dax_bus_type;

/* ---- region.c ---- */

void dax_region_get(struct dax_region *region);
void dax_region_put(struct dax_region *region);

/* ---- dev-dax.c ---- */

struct dev_dax *dev_dax_create(const struct dev_dax_data *data);
void dev_dax_mark_dead(struct dev_dax *dev_dax);
void dev_dax_unregister(struct dev_dax *dev_dax, bool added);
void dev_dax_clear_seed(struct dev_dax *dev_dax);

/* ---- mapping.c ---- */

int dev_dax_grow(struct dev_dax *dev_dax, u64 more, u64 align);
int dev_dax_shrink(struct dev_dax *dev_dax, u64 less);
int dev_dax_add_ranges(struct dev_dax *dev_dax, const struct range *ranges, int nr,
		       bool visible);
void dev_dax_drop_ranges(struct dev_dax *dev_dax, int keep);
int dev_dax_show_mappings(struct dev_dax *dev_dax);
void dev_dax_hide_mappings(struct dev_dax *dev_dax);

#endif /* DAX_CORE_H */
