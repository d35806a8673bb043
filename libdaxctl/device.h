/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One device of a region. */
#ifndef LIBDAXCTL_DEVICE_H
#define LIBDAXCTL_DEVICE_H

#include <libdaxctl/region.h>
#include <util/range.h>

struct daxctl_dev {
	struct daxctl_region *region;
	struct daxctl_dev *next;	/* of a destroyed device: what followed it last */
	struct daxctl_dev *next_destroyed;
	int region_id, id;		/* the X and Y of daxX.Y */
	char *dir;			/* "daxX.Y", or "dax/daxX.Y" in the older model */
	const char *name;		/* last component of dir */
	bool gone;			/* not found by the last refresh */
	struct lock lock;
	unsigned long changes;		/* bumped whenever anyone may have changed the device */
	u64 size;			/* read while the region was locked shared, */
	unsigned long size_of;		/* the region lock's count at that time */
	char *node;			/* path of the device node, once asked for */
	struct daxctl_mapping *mappings;
	struct daxctl_memory *memory;	/* memory.c */
};

/* @name is "daxX.Y" with these numbers. */
struct daxctl_dev *dax_device_new(struct daxctl_region *region, const char *subdir,
				  const char *name, int region_id, int id);
/* Free it without its memory object. */
void dax_device_free(struct daxctl_dev *dev);

/*
 * Begin a change of the device: discard the last failure and take the device's lock, a
 * flock on its attribute "resource".  The lock is held from the first check to the last
 * write, also during binding and onlining, however long they take.
 */
int dax_device_begin(struct daxctl_dev *dev);
void dax_device_unlock(struct daxctl_dev *dev);

/*
 * Begin a change of the device's space: also take the region's exclusive lock.  If only
 * that lock is held already, the device's lock is not taken, because that would be the
 * wrong order; the region's lock alone keeps others from changing the space.
 */
int dax_device_begin_space(struct daxctl_dev *dev);
void dax_device_end_space(struct daxctl_dev *dev);

/* Compare names by their numbers: dax0.2 comes before dax0.10. */
int dax_device_compare(const struct daxctl_dev *a, const struct daxctl_dev *b);

/* Store the name of the bound driver in @name; -ENOENT if there is none. */
int dax_device_driver(struct daxctl_dev *dev, char *name, size_t size);

/*
 * The ranges of a device by page offset, read under the region's shared lock.  Free them
 * with free(ranges->at).
 */
int dax_device_ranges(struct daxctl_dev *dev, struct ranges *ranges);

#endif
