// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each CXL region of volatile memory is a dynamic DAX region.
 */
#include <linux/dax.h>
#include <linux/module.h>
#include <linux/numa.h>
#include "../cxl/cxl.h"
#include "bus.h"

/*
 * Memory that firmware describes has its own node; other memory has the node of its window.
 */
static int cxl_dax_node(u64 start)
{
	int node = phys_to_target_node(start);

	return node == NUMA_NO_NODE ? memory_add_physaddr_to_nid(start) : node;
}

static int cxl_dax_region_probe(struct device *dev)
{
	struct cxl_dax_region *cxlr_dax = to_cxl_dax_region(dev);
	const struct range *range = &cxlr_dax->hpa_range;
	struct dev_dax_data data = {
		.id = -1,
		.size = range_len(range),
		/* This memory may be too large for its struct pages to fit elsewhere. */
		.memmap_on_memory = true,
	};

	data.region = alloc_dax_region(dev, cxlr_dax->cxlr->id, range,
				       cxl_dax_node(range->start), PMD_SIZE, DAX_REGION_RAM);
	if (IS_ERR(data.region))
		return PTR_ERR(data.region);
	return PTR_ERR_OR_ZERO(devm_create_dev_dax(&data));
}

static struct cxl_driver cxl_dax_region_driver = {
	.id = CXL_DEVICE_DAX_REGION,
	.name = "cxl_dax_region",
	/* The CXL core decides how regions are used. */
	.drv.suppress_bind_attrs = true,
	.probe = cxl_dax_region_probe,
};

MODULE_IMPORT_NS(CXL);
MODULE_ALIAS_CXL(CXL_DEVICE_DAX_REGION);
module_cxl_driver(cxl_dax_region_driver);

MODULE_DESCRIPTION("DAX regions of CXL memory");
MODULE_LICENSE("GPL");
