// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions of the memory that firmware sets aside for drivers. Each range has a platform device
 * hmem.N, and each of these has a region.
 */
#include <linux/dax.h>
#include <linux/ioport.h>
#include <linux/memregion.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/platform_device.h>
#include "../bus.h"
#include "../compat.h"

static bool region_idle;
module_param(region_idle, bool, 0644);
MODULE_PARM_DESC(region_idle, "create regions with all of their memory free");

/**
 * struct hmem_info - the platform data of hmem.N
 * @range: the memory
 * @target_node: the node that the memory belongs to
 */
struct hmem_info {
	struct range range;
	int target_node;
};

/* ---- hmem.N ---- */

static void hmem_withdraw(void *res)
{
	remove_resource(res);
}

/*
 * Adds the memory to /proc/iomem. It is not a resource of the platform device, since
 * removing such a resource also removes the resources inside it, such as system RAM that
 * cannot be removed.
 */
static int hmem_announce(struct device *dev, const struct range *range)
{
	struct resource *res = devm_kzalloc(dev, sizeof(*res), GFP_KERNEL);
	int rc;

	if (!res)
		return -ENOMEM;
	res->name = dev_name(dev);
	res->start = range->start;
	res->end = range->end;
	res->flags = IORESOURCE_MEM;
	res->desc = IORES_DESC_SOFT_RESERVED;
	rc = insert_resource(&iomem_resource, res);
	return rc ?: devm_add_action_or_reset(dev, hmem_withdraw, res);
}

static int hmem_probe(struct platform_device *pdev)
{
	const struct hmem_info *info = dev_get_platdata(&pdev->dev);
	struct dev_dax_data data = { .id = -1 };
	int rc;

	rc = hmem_announce(&pdev->dev, &info->range);
	if (rc)
		return rc;
	data.region = alloc_dax_region(&pdev->dev, pdev->id, &info->range, info->target_node,
				       PMD_SIZE, region_idle ? 0 : DAX_REGION_RAM);
	if (IS_ERR(data.region))
		return PTR_ERR(data.region);
	if (!region_idle)
		data.size = range_len(&info->range);
	return PTR_ERR_OR_ZERO(devm_create_dev_dax(&data));
}

static struct platform_driver hmem_driver = {
	.probe = hmem_probe,
	.driver = {
		.name = "hmem",
	},
};

/* ---- hmem_platform, the host of all hmem.N ---- */

static void hmem_free_id(void *data)
{
	memregion_free((long)data);
}

static void hmem_unregister(void *data)
{
	platform_device_unregister(data);
}

static int hmem_add_device(struct device *host, int id, int target_nid,
			   const struct resource *res)
{
	const struct hmem_info info = {
		.range = { .start = res->start, .end = res->end },
		.target_node = target_nid,
	};
	struct platform_device *pdev;
	int rc;

	pdev = platform_device_alloc("hmem", id);
	if (!pdev)
		return -ENOMEM;
	pdev->dev.numa_node = numa_map_to_online_node(target_nid);
	rc = platform_device_add_data(pdev, &info, sizeof(info));
	if (!rc)
		rc = platform_device_add(pdev);
	if (rc) {
		platform_device_put(pdev);
		return rc;
	}
	return devm_add_action_or_reset(host, hmem_unregister, pdev);
}

/**
 * struct hmem_part - what the parts of a range have in common
 * @host: hmem_platform
 * @target_nid: the node that the memory belongs to
 */
struct hmem_part {
	struct device *host;
	int target_nid;
};

/* Returns 0 if it fails too, so that the other ranges are registered. */
static int hmem_register_range(struct resource *res, void *data)
{
	const struct hmem_part *part = data;
	int id, rc;

	if (IS_ENABLED(CONFIG_DEV_DAX_CXL) &&
	    region_intersects(res->start, resource_size(res), IORESOURCE_MEM, IORES_DESC_CXL) !=
	    REGION_DISJOINT) {
		dev_dbg(part->host, "%pr is left to CXL\n", res);
		return 0;
	}
	id = memregion_alloc(GFP_KERNEL);
	rc = id < 0 ? id : devm_add_action_or_reset(part->host, hmem_free_id, (void *)(long)id);
	if (!rc)
		rc = hmem_add_device(part->host, id, part->target_nid, res);
	if (rc)
		dev_err(part->host, "%pr: no device can be created: %d\n", res, rc);
	return 0;
}

static int hmem_add_up(struct resource *res, void *data)
{
	*(u64 *)data += resource_size(res);
	return 0;
}

/*
 * HMAT also lists ordinary memory, even in one range with soft-reserved memory. If all of a
 * range is soft-reserved, it becomes one region, even if the memory map has it in pieces.
 */
static int hmem_register_reserved(struct device *host, int target_nid,
				  const struct resource *res)
{
	struct hmem_part part = { .host = host, .target_nid = target_nid };
	struct resource whole = *res;
	u64 reserved = 0;

	walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM, res->start, res->end,
			    &reserved, hmem_add_up);
	if (reserved == resource_size(res))
		return hmem_register_range(&whole, &part);
	walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM, res->start, res->end,
			    &part, hmem_register_range);
	return 0;
}

static int hmem_platform_probe(struct platform_device *pdev)
{
	if (!IS_ENABLED(CONFIG_DEV_DAX_HMEM_DEVICES))
		return -ENODEV;
	return walk_hmem_resources(&pdev->dev, hmem_register_reserved);
}

static struct platform_driver hmem_platform_driver = {
	.probe = hmem_platform_probe,
	.driver = {
		.name = "hmem_platform",
	},
};

static struct platform_driver * const hmem_drivers[] = {
	/* hmem_platform creates devices for the first of these. */
	&hmem_driver,
	&hmem_platform_driver,
};

static int __init hmem_init(void)
{
	return platform_register_drivers(hmem_drivers, ARRAY_SIZE(hmem_drivers));
}

static void __exit hmem_exit(void)
{
	platform_unregister_drivers(hmem_drivers, ARRAY_SIZE(hmem_drivers));
}

module_init(hmem_init);
module_exit(hmem_exit);

MODULE_DESCRIPTION("DAX regions of soft-reserved memory");
MODULE_LICENSE("GPL");
MODULE_ALIAS("platform:hmem*");
MODULE_ALIAS("platform:hmem_platform*");
/* CXL claims its ranges first. */
MODULE_SOFTDEP("pre: cxl_acpi");
