/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations that the core and the drivers of the bus share. The kernel's own tests, in
 * tools/testing/nvdimm, use these structures too.
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
 * struct dax_region - memory that is divided into devices
 * @id: the number of the region, the X of daxX.Y
 * @target_node: the node that the memory belongs to as system RAM, or NUMA_NO_NODE
 * @flags: flags of enum dax_region_flags
 * @kref: the owner and each device have a reference
 * @dev: the device that provides the memory, the parent of all devices
 * @align: the least alignment of devices, in bytes
 * @ids: the numbers of the devices
 * @res: the memory. Its children are the ranges of devices, protected by @layout
 * @available: the number of bytes of @res without a range, protected by @layout
 * @layout: the lock; see bus.c
 * @devices: the devices in the order of their creation, protected by @layout
 * @seed: the first device that was created without a size and was not bound since, or NULL;
 *	protected by @layout
 * @dead: whether the owner has taken the memory away; protected by @layout
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
	u64 available;
	struct rw_semaphore layout;
	struct list_head devices;
	struct dev_dax *seed;
	bool dead;
};

/**
 * struct dax_mapping - the directory mappingN of a range
 * @kobj: the directory
 * @dev_dax: the device, which is pinned
 * @start: the first address
 * @pgoff: the offset of the range in the device, in pages
 * @end: the last address. It changes beside readers, so use READ_ONCE() and WRITE_ONCE()
 * @res: the range, a child of the region's resource
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
 * @pgoff: the offset of the range in the device, in pages
 * @range: the addresses
 * @mapping: the directory of the range
 */
struct dev_dax_range {
	unsigned long pgoff;
	struct range range;
	struct dax_mapping *mapping;
};

/**
 * struct dev_dax - a device daxX.Y
 * @region: the region, which is pinned
 * @dax_dev: has the mapping of all users and knows whether the device is alive
 * @dev: the driver core's structure
 * @link: the entry in the region's list
 * @align: the size of faults and the alignment of ranges, in bytes
 * @target_node: the target node of the region
 * @id: the number in the region, the Y of daxX.Y, until the device was removed; then -1
 * @pgmap: where the struct pages of a static device are, else NULL
 * @nr_range: the number of @ranges
 * @ranges: the ranges in the order of page offsets, without gaps; protected by the region's
 *	layout. They do not change while the device is bound, so drivers need no lock
 * @generation: is incremented each time device_dax starts or stops serving the device, so
 *	it is odd while device_dax serves it. A file stores the number of its own binding
 * @bound: the driver that is probing or has the device, until devres has released all of the
 *	driver's resources, else NULL; protected by the region's layout
 * @live: whether the device is in sysfs with all its ranges, so that it may be deleted;
 *	protected by the region's layout
 * @dead: whether the device is being removed; protected by the region's layout
 * @memmap_on_memory: whether kmem puts the struct pages of the memory on that memory;
 *	protected by the region's layout
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
 * dev_dax_size() - add up the sizes of all ranges of a device
 * @dev_dax: the device. It is bound, or the caller holds the layout of its region
 *
 * Return: the number of bytes.
 */
static inline u64 dev_dax_size(const struct dev_dax *dev_dax)
{
	int i = dev_dax->nr_range;
	u64 size = 0;

	while (i--)
		size += range_len(&dev_dax->ranges[i].range);
	return size;
}

/* Of device.c. tools/testing/nvdimm replaces it. */
phys_addr_t dax_pgoff_to_phys(struct dev_dax *dev_dax, pgoff_t pgoff, unsigned long size);

/* Of super.c, holder.c and cdev.c. */
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
