/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this directory share. The kernel's own tests (tools/testing/nvdimm)
 * look into these structures too.
 */
#ifndef DAX_PRIVATE_H
#define DAX_PRIVATE_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/idr.h>
#include <linux/ioport.h>
#include <linux/kobject.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/range.h>
#include <linux/rwsem.h>

struct dax_device;
struct dax_device_driver;
struct dax_holder_operations;
struct dax_operations;
struct dev_pagemap;

/**
 * struct dax_region - a range of memory that a device gives out
 * @id: number, the X of daxX.Y
 * @target_node: node that the memory becomes part of when onlined, or NUMA_NO_NODE
 * @flags: of enum dax_region_flags
 * @kref: held by the owner and by each device
 * @dev: the device that gives it, parent of all its devices
 * @align: least alignment of its devices, in bytes
 * @ids: numbers of its devices
 * @res: the range; its children are what devices have. Changed under @layout
 * @layout: see region.c
 * @devices: in the order of their creation; under @layout
 * @seed: the device that was made without a size while there was no other such, until it
 *	is bound; under @layout
 * @dead: its owner has taken it away; under @layout
 */
struct dax_region {
	int id;
	int target_node;
	unsigned long flags;
	struct kref kref;
	struct device *dev;
	unsigned int align;
	struct ida ids;
	struct resource res;
	struct rw_semaphore layout;
	struct list_head devices;
	struct dev_dax *seed;
	bool dead;
};

/**
 * struct dax_mapping - the directory mappingN of a device
 * @kobj: the directory
 * @dev_dax: the device, pinned
 * @start: first address
 * @pgoff: where it starts in the device, in pages
 * @end: last address; changes while readers look, so use READ_ONCE() and WRITE_ONCE()
 * @res: the range in the region's resource
 */
struct dax_mapping {
	struct kobject kobj;
	struct dev_dax *dev_dax;
	u64 start;
	u64 pgoff;
	u64 end;
	struct resource *res;
};

/**
 * struct dev_dax_range - one contiguous piece of a device
 * @pgoff: where it starts in the device, in pages
 * @range: where it is in memory
 * @mapping: how sysfs shows it
 */
struct dev_dax_range {
	unsigned long pgoff;
	struct range range;
	struct dax_mapping *mapping;
};

/**
 * struct dev_dax - a device daxX.Y
 * @region: where its memory is from, pinned
 * @dax_dev: anchor of its page cache mapping and of its liveness
 * @dev: the driver core's part
 * @link: in the region's list
 * @align: of its faults and of its ranges, in bytes
 * @target_node: the region's
 * @id: number in the region, the Y of daxX.Y; owned until the last reference goes
 * @pgmap: static devices: where the struct pages are. Others: NULL
 * @nr_range: count of @ranges
 * @ranges: by page offset, without gaps. Under the region's layout; a bound device's
 *	do not change, so its driver needs no lock
 * @generation: counts each time that device_dax begins or ends to serve the device. It is
 *	odd while device_dax serves it. A file remembers the number of its own binding
 * @bound: the driver that has it, is about to, or has still resources of it; under layout
 * @live: is registered in full, so that it may be deleted; under layout
 * @dead: is being deleted; under layout
 * @memmap_on_memory: kmem puts the memory's struct pages on that memory; under layout
 */
struct dev_dax {
	struct dax_region *region;
	struct dax_device *dax_dev;
	struct device dev;
	struct list_head link;
	unsigned int align;
	int target_node;
	int id;
	struct dev_pagemap *pgmap;
	int nr_range;
	struct dev_dax_range *ranges;
	unsigned long generation;
	const struct dax_device_driver *bound;
	bool live;
	bool dead;
	bool memmap_on_memory;
};

static inline struct dev_dax *to_dev_dax(const struct device *dev)
{
	return container_of(dev, struct dev_dax, dev);
}

/**
 * dev_dax_size() - the bytes of all ranges
 * @dev_dax: a device that is bound, or whose region's layout is held
 */
static inline u64 dev_dax_size(const struct dev_dax *dev_dax)
{
	u64 size = 0;
	int i;

	for (i = 0; i < dev_dax->nr_range; i++)
		size += range_len(&dev_dax->ranges[i].range);
	return size;
}

/* device.c; tools/testing/nvdimm puts another in its place */
phys_addr_t dax_pgoff_to_phys(struct dev_dax *dev_dax, pgoff_t pgoff, unsigned long size);

/* super.c, for drivers of the bus */
void run_dax(struct dax_device *dax_dev);
struct inode *dax_inode(struct dax_device *dax_dev);
int dax_set_ops(struct dax_device *dax_dev, const struct dax_operations *ops);
int fs_dax_get(struct dax_device *dax_dev, void *holder,
	       const struct dax_holder_operations *hops);
struct dax_device *inode_dax(struct inode *inode);
struct dax_device *dax_dev_find(dev_t devt);
int dax_add_cdev(struct dax_device *dax_dev, struct kobject *parent);
void dax_remove_cdev(struct dax_device *dax_dev);
void dax_serve_files(struct dax_device *dax_dev, const struct file_operations *fops);

#endif /* DAX_PRIVATE_H */
