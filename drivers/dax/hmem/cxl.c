// SPDX-License-Identifier: GPL-2.0-only
/*
 * Firmware sets CXL memory up too, and then says that it is soft-reserved. The CXL driver makes
 * DAX regions of what it understands, and hmem of the rest.
 */
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/range.h>
#include <linux/string.h>
#include "../../cxl/cxl.h"
#include "cxl.h"

/**
 * hmem_in_cxl_window() - ask whether CXL memory may be in a range
 * @res: the range
 *
 * Return: true if a window of CXL has a part of it.
 */
bool hmem_in_cxl_window(const struct resource *res)
{
	return region_intersects(res->start, resource_size(res), IORESOURCE_MEM,
				 IORES_DESC_CXL) != REGION_DISJOINT;
}

static int hmem_overlaps(struct device *dev, void *data)
{
	const struct resource *res = data;
	const struct range *range;

	if (!dev->type || strcmp(dev->type->name, "cxl_dax_region"))
		return 0;
	range = &to_cxl_dax_region(dev)->hpa_range;
	return range->start <= res->end && range->end >= res->start;
}

/**
 * hmem_in_cxl_region() - ask whether the CXL driver has made a DAX region of a range
 * @res: the range
 *
 * Return: true if a region has a part of it.
 */
bool hmem_in_cxl_region(const struct resource *res)
{
	return bus_for_each_dev(&cxl_bus_type, NULL, (void *)res, hmem_overlaps);
}

MODULE_IMPORT_NS(CXL);
