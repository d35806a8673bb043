/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a driver gets at the memory of the device that it binds. In a header, since drivers
 * are modules of one object each.
 */
#ifndef DAX_MEMORY_H
#define DAX_MEMORY_H

#include <linux/device.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/log2.h>
#include <linux/memremap.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include "dax-private.h"

/**
 * dax_find_memory() - where a page of a bound device is
 * @dev_dax: the device
 * @pgoff: offset in pages
 * @phys: set to the address
 *
 * Return: the bytes from there to the end of the range, 0 if there is none.
 */
static inline u64 dax_find_memory(const struct dev_dax *dev_dax, pgoff_t pgoff,
				  phys_addr_t *phys)
{
	const struct dev_dax_range *piece;
	u64 offset;
	int i;

	/* the last one that does not begin behind it */
	for (i = dev_dax->nr_range - 1; i >= 0; i--) {
		piece = &dev_dax->ranges[i];
		if (piece->pgoff > pgoff)
			continue;
		offset = PFN_PHYS(pgoff - piece->pgoff);
		if (offset >= range_len(&piece->range))
			return 0;
		*phys = piece->range.start + offset;
		return range_len(&piece->range) - offset;
	}
	return 0;
}

static inline int dax_request_memory(struct dev_dax *dev_dax)
{
	struct device *dev = &dev_dax->dev;
	const struct range *range;
	int i;

	for (i = 0; i < dev_dax->nr_range; i++) {
		range = &dev_dax->ranges[i].range;
		if (devm_request_mem_region(dev, range->start, range_len(range), dev_name(dev)))
			continue;
		dev_warn(dev, "mapping%d: %#llx-%#llx is in use by another\n",
			 i, range->start, range->end);
		return -EBUSY;
	}
	return 0;
}

/* Where the struct pages of a device are to be; a static one's comes with it. */
static inline struct dev_pagemap *dax_describe_memory(struct dev_dax *dev_dax)
{
	struct dev_pagemap *pgmap = dev_dax->pgmap;
	int i;

	if (pgmap)
		return pgmap;
	pgmap = devm_kzalloc(&dev_dax->dev, struct_size(pgmap, ranges, dev_dax->nr_range),
			     GFP_KERNEL);
	if (!pgmap)
		return NULL;
	pgmap->nr_range = dev_dax->nr_range;
	for (i = 0; i < dev_dax->nr_range; i++)
		pgmap->ranges[i] = dev_dax->ranges[i].range;
	return pgmap;
}

/**
 * dax_map_memory() - gives all of a device's memory struct pages until it is unbound
 * @dev_dax: a device that is being probed
 * @type: how they are used
 * @ops: called back for them, or NULL
 * @align: bytes of each compound page; PAGE_SIZE for single ones
 *
 * Return: 0, -EBUSY if the memory is somebody else's, or another -errno.
 */
static inline int dax_map_memory(struct dev_dax *dev_dax, enum memory_type type,
				 const struct dev_pagemap_ops *ops, unsigned long align)
{
	struct dev_pagemap *pgmap;
	int rc;

	rc = dax_request_memory(dev_dax);
	if (rc)
		return rc;
	pgmap = dax_describe_memory(dev_dax);
	if (!pgmap)
		return -ENOMEM;
	pgmap->type = type;
	pgmap->ops = ops;
	pgmap->owner = dev_dax;
	pgmap->vmemmap_shift = ilog2(align >> PAGE_SHIFT);
	return PTR_ERR_OR_ZERO(devm_memremap_pages(&dev_dax->dev, pgmap));
}

#endif /* DAX_MEMORY_H */
