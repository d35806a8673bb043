// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each nvdimm namespace in the mode devdax is a static region with one device.
 */
#include <linux/dax.h>
#include <linux/memremap.h>
#include <linux/module.h>
#include <linux/nd.h>
#include "../nvdimm/nd.h"
#include "../nvdimm/pfn.h"
#include "bus.h"
#include "memory.h"

/* Reads the info block of the namespace, which says where the struct pages and the data are. */
static int dax_pmem_read_info(struct nd_pfn *nd_pfn, struct nd_namespace_common *ndns,
			      struct dev_pagemap *pgmap)
{
	struct device *dev = &nd_pfn->dev;
	int rc;

	rc = devm_namespace_enable(dev, ndns, nd_info_block_reserve());
	if (rc)
		return rc;
	rc = nvdimm_setup_pfn(nd_pfn, pgmap);
	/* From now on, a driver of the bus uses the data, with its own mappings. */
	devm_namespace_disable(dev, ndns);
	return rc;
}

static int dax_pmem_probe(struct device *dev)
{
	struct nd_pfn *nd_pfn = &to_nd_dax(dev)->nd_pfn;
	struct nd_region *nd_region = to_nd_region(dev->parent);
	struct nd_namespace_common *ndns;
	struct dev_pagemap pgmap = { };
	struct dev_dax_data data = { .pgmap = &pgmap };
	struct range metadata, range;
	int region_id, rc;
	u64 offset;

	ndns = nvdimm_namespace_common_probe(dev);
	if (IS_ERR(ndns))
		return PTR_ERR(ndns);
	if (sscanf(dev_name(&ndns->dev), "namespace%d.%d", &region_id, &data.id) != 2)
		return -EINVAL;
	rc = dax_pmem_read_info(nd_pfn, ndns, &pgmap);
	if (rc)
		return rc;

	offset = le64_to_cpu(nd_pfn->pfn_sb->dataoff);
	metadata = (struct range) { pgmap.range.start, pgmap.range.start + offset - 1 };
	if (!devm_request_mem_region(dev, metadata.start, offset, dev_name(&ndns->dev)))
		return dax_request_failed(dev, &metadata);

	range = (struct range) { pgmap.range.start + offset, pgmap.range.end };
	data.region = alloc_dax_region(dev, region_id, &range, nd_region->target_node,
				       le32_to_cpu(nd_pfn->pfn_sb->align), DAX_REGION_STATIC);
	if (IS_ERR(data.region))
		return PTR_ERR(data.region);
	data.size = range_len(&range);
	return PTR_ERR_OR_ZERO(devm_create_dev_dax(&data));
}

static struct nd_device_driver dax_pmem_driver = {
	.probe = dax_pmem_probe,
	.drv = {
		.name = "dax_pmem",
	},
	.type = ND_DRIVER_DAX_PMEM,
};
module_nd_driver(dax_pmem_driver);

MODULE_DESCRIPTION("DAX regions of persistent memory");
MODULE_LICENSE("GPL");
MODULE_ALIAS_ND_DEVICE(ND_DEVICE_DAX_PMEM);
