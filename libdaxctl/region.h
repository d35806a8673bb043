/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One region.  The list of its devices is in device-list.c, which is above this file. */
#ifndef LIBDAXCTL_REGION_H
#define LIBDAXCTL_REGION_H

#include <libdaxctl/lock.h>

struct daxctl_region {
	struct daxctl_ctx *ctx;
	struct daxctl_region *next;
	unsigned int refcount;
	int id;
	uuid_t uuid;
	struct sysfs_dir dir;		/* of the parent device */
	struct lock lock;
	int target_node;		/* of its devices; -1: none, or not read yet */
	bool scanned;			/* one reference is the context's own */
	bool gone;			/* not found by the last refresh */

	/* device-list.c */
	bool devices_read;
	struct daxctl_dev *devices;	/* by region id, then instance */
	struct daxctl_dev *destroyed;	/* programs may still hold these */
};

/*
 * The region at @path, a directory of sysfs; a new one if there is none yet.  Takes no
 * reference.  NULL: out of memory.
 */
struct daxctl_region *dax_region_at(struct daxctl_ctx *ctx, int id, const char *path);
/* Free it without its devices. */
void dax_region_free(struct daxctl_region *region);

/* The first region from @at on that is not gone. */
struct daxctl_region *dax_region_listed(struct daxctl_region *at);

/*
 * Notice that the region's directory was removed and created again, as happens when a
 * namespace is disabled and enabled.  Then the descriptor of the old directory is useless,
 * and so is the list of devices read from it.  Returns true if this happened.
 */
bool dax_region_reopen(struct daxctl_region *region);

/*
 * The region's lock, a flock on its dax_region/align, is held while its space or its list
 * of devices changes (exclusive), and while ranges are read (shared): on stock kernels,
 * reading a range beside a resize hangs both processes forever.  Long operations do not
 * hold it.  Lock order: device, region, bus, driver.
 */
int dax_region_lock(struct daxctl_region *region, bool exclusive);
void dax_region_unlock(struct daxctl_region *region);

#endif
