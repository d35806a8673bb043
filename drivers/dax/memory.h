/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a driver gets the memory of a device that it binds. These functions are part of each
 * driver's object, since tools/testing/nvdimm replaces what they call there.
 */
#ifndef DAX_MEMORY_H
#define DAX_MEMORY_H

#include <linux/device.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "dax-private.h"

/**
 * dax_find_memory() - find the address of a page of a bound device
 * @dev_dax: the device
 * @pgoff: the offset of the page, in pages
 * @phys: is set to the address
 *
 * Return: the number of bytes from there to the end of the range, 0 without such a page.
 */
static inline u64 dax_find_memory(const struct dev_dax *dev_dax, pgoff_t pgoff,
				  phys_addr_t *phys)
{
	const struct dev_dax_range *piece;
	u64 offset;
	int i;

	/* The page is in the last range that does not begin behind it. */
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

static inline int dax_stop_search(struct resource *res, void *data)
{
	return 1;
}

/**
 * dax_request_failed() - find out why request_mem_region() failed, and warn of memory in use
 * @dev: the device for the warning
 * @range: the memory that was requested
 *
 * Return: -EBUSY if a part of the memory is in use, otherwise -ENOMEM.
 */
static inline int dax_request_failed(struct device *dev, const struct range *range)
{
	/* Only busy resources conflict. The new resource can be inside of any other. */
	if (walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_MEM | IORESOURCE_BUSY, range->start,
				range->end, NULL, dax_stop_search) != 1)
		return -ENOMEM;
	dev_warn(dev, "%#llx-%#llx is already in use\n", range->start, range->end);
	return -EBUSY;
}

static inline int dax_request_memory(struct dev_dax *dev_dax)
{
	struct device *dev = &dev_dax->dev;
	const struct range *range;
	int i;

	for (i = 0; i < dev_dax->nr_range; i++) {
		range = &dev_dax->ranges[i].range;
		if (!devm_request_mem_region(dev, range->start, range_len(range), dev_name(dev)))
			return dax_request_failed(dev, range);
	}
	return 0;
}

/* Returns where the struct pages of a device go. A static device knows it already. */
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

/* How often to look whether a page is still in use, and when to warn of it, in jiffies. */
#define DAX_HELD_POLL	msecs_to_jiffies(20)
#define DAX_HELD_WARN	(5 * HZ)

/* Waits until nobody but the driver has a reference to a page. */
static inline void dax_wait_for_page(struct device *dev, struct page *page)
{
	unsigned long waited = 0;

	for (; page_ref_count(page) > 1; waited += DAX_HELD_POLL) {
		if (waited >= DAX_HELD_WARN && waited - DAX_HELD_WARN < DAX_HELD_POLL)
			dev_warn(dev, "unbinding waits for the page at %#llx, which is in use\n",
				 (u64)PFN_PHYS(page_to_pfn(page)));
		schedule_timeout_idle(DAX_HELD_POLL);
	}
}

/*
 * The kernel may have references to pages for direct I/O, in a pipe, or in a registered
 * buffer, even after the mappings are gone. memunmap_pages() does not wait for them. The
 * driver has removed all mappings, so nobody without a reference can get one.
 *
 * The devices of tools/testing/nvdimm have no struct pages at their addresses.
 */
static inline void dax_wait_for_pages(void *data)
{
	struct dev_pagemap *pgmap = data;
	struct dev_dax *dev_dax = pgmap->owner;
	unsigned long pfn, end;
	int i;

	for (i = 0; i < dev_dax->nr_range; i++) {
		pfn = PHYS_PFN(dev_dax->ranges[i].range.start);
		end = PHYS_PFN(dev_dax->ranges[i].range.end + 1);
		if (!pfn_valid(pfn) || !is_zone_device_page(pfn_to_page(pfn)) ||
		    pfn_to_page(pfn)->pgmap != pgmap)
			continue;
		for (; pfn < end; pfn += 1UL << pgmap->vmemmap_shift) {
			dax_wait_for_page(&dev_dax->dev, pfn_to_page(pfn));
			cond_resched();
		}
	}
}

/**
 * dax_map_memory() - create the struct pages of a device until it is unbound
 * @dev_dax: the device, which is being probed
 * @type: the type of the pages
 * @ops: the callbacks of the pages, or NULL
 * @align: the size of each compound page in bytes; PAGE_SIZE makes single pages
 *
 * After the driver's later devres actions were undone, unbinding waits until nobody else
 * has a reference to a page.
 *
 * Return: 0, -EBUSY if the memory is in use, or another -errno.
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
	rc = PTR_ERR_OR_ZERO(devm_memremap_pages(&dev_dax->dev, pgmap));
	if (rc)
		return rc;
	return devm_add_action_or_reset(&dev_dax->dev, dax_wait_for_pages, pgmap);
}

#endif /* DAX_MEMORY_H */
