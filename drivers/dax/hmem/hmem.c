// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions of the memory that firmware sets aside for drivers. Each range has a platform device
 * hmem.N, and each of these has a region.
 *
 * Ranges in a window of CXL wait until all devices were probed. Then those that the CXL driver
 * made no DAX region of get a platform device too.
 */
#include <linux/dax.h>
#include <linux/ioport.h>
#include <linux/memregion.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/platform_device.h>
#include <linux/workqueue.h>
#include "../bus.h"
#include "../compat.h"
#include "cxl.h"

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
 * struct hmem_host - what hmem_platform waits for
 * @dev: hmem_platform
 * @leftovers: registers what CXL has left
 * @late: whether CXL had its chance, so that only its leftovers are registered
 * @waiting: whether a range is in a window of CXL
 */
struct hmem_host {
	struct device *dev;
	struct work_struct leftovers;
	bool late;
	bool waiting;
};

/**
 * struct hmem_part - what the parts of a range have in common
 * @host: the host of their platform devices
 * @target_nid: the node that the memory belongs to
 */
struct hmem_part {
	struct hmem_host *host;
	int target_nid;
};

/* Decides whether to register a range now. Memory in a window of CXL waits for the CXL driver. */
static bool hmem_is_due(struct hmem_host *host, const struct resource *res)
{
	if (!hmem_in_cxl_window(res))
		return !host->late;
	if (host->late && !hmem_in_cxl_region(res))
		return true;
	host->waiting = true;
	dev_dbg(host->dev, "%pr is left to CXL\n", res);
	return false;
}

/* Returns 0 if it fails too, so that the other ranges are registered. */
static int hmem_register_range(struct resource *res, void *data)
{
	const struct hmem_part *part = data;
	struct device *dev = part->host->dev;
	int id, rc;

	if (!hmem_is_due(part->host, res))
		return 0;
	id = memregion_alloc(GFP_KERNEL);
	rc = id < 0 ? id : devm_add_action_or_reset(dev, hmem_free_id, (void *)(long)id);
	if (!rc)
		rc = hmem_add_device(dev, id, part->target_nid, res);
	if (rc)
		dev_err(dev, "%pr: no device can be created: %d\n", res, rc);
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
static int hmem_register_reserved(struct device *dev, int target_nid,
				  const struct resource *res)
{
	struct hmem_part part = { .host = dev_get_drvdata(dev), .target_nid = target_nid };
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

static void hmem_register_leftovers(struct work_struct *work)
{
	struct hmem_host *host = container_of(work, struct hmem_host, leftovers);

	wait_for_device_probe();
	host->late = true;
	walk_hmem_resources(host->dev, hmem_register_reserved);
}

static int hmem_platform_probe(struct platform_device *pdev)
{
	struct hmem_host *host;
	int rc;

	if (!IS_ENABLED(CONFIG_DEV_DAX_HMEM_DEVICES))
		return -ENODEV;
	host = devm_kzalloc(&pdev->dev, sizeof(*host), GFP_KERNEL);
	if (!host)
		return -ENOMEM;
	host->dev = &pdev->dev;
	INIT_WORK(&host->leftovers, hmem_register_leftovers);
	platform_set_drvdata(pdev, host);
	rc = walk_hmem_resources(&pdev->dev, hmem_register_reserved);
	if (host->waiting)
		schedule_work(&host->leftovers);
	return rc;
}

/* The work adds to what devres undoes, so it ends first. */
static void hmem_platform_stop(struct platform_device *pdev)
{
	struct hmem_host *host = platform_get_drvdata(pdev);

	cancel_work_sync(&host->leftovers);
}

static struct platform_driver hmem_platform_driver = {
	.probe = hmem_platform_probe,
	.remove_new = hmem_platform_stop,
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
/* CXL claims its ranges first. Its regions need all of these drivers. */
MODULE_SOFTDEP("pre: cxl_acpi cxl_pci cxl_port cxl_mem");
