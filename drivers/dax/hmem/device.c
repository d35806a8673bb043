// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of memory that firmware set aside for drivers, built in, since it is filled
 * while the kernel starts: first by HMAT, which knows nodes, then from what the memory map
 * says to be Soft Reserved. The module dax_hmem makes regions of it; the platform device
 * "hmem_platform" is what makes that module load.
 */
#include <linux/ioport.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/numa.h>
#include <linux/platform_device.h>
#include "ranges.h"

static bool nohmem;
module_param_named(disable, nohmem, bool, 0444);
MODULE_PARM_DESC(disable, "leave all such memory alone");

static DEFINE_MUTEX(hmem_lock);
/* The ranges are its children, by address; desc is the node. Under hmem_lock. */
static struct resource hmem_ranges = {
	.name = "hmem",
	.start = 0,
	.end = -1,
	.flags = IORESOURCE_MEM,
};
static struct platform_device *hmem_platform;

/**
 * walk_hmem_resources() - calls a function for each range, by address
 * @dev: passed to @fn
 * @fn: what to call; anything but 0 ends the walk
 *
 * Return: what @fn did.
 */
int walk_hmem_resources(struct device *dev, walk_hmem_fn fn)
{
	struct resource *res;
	int rc = 0;

	mutex_lock(&hmem_lock);
	for (res = hmem_ranges.child; res && !rc; res = res->sibling)
		rc = fn(dev, (int)res->desc, res);
	mutex_unlock(&hmem_lock);
	return rc;
}
EXPORT_SYMBOL_GPL(walk_hmem_resources);

static void hmem_add(int target_nid, const struct resource *res)
{
	struct platform_device *pdev;
	struct resource *range;

	range = __request_region(&hmem_ranges, res->start, resource_size(res), "hmem", 0);
	if (!range) {
		pr_debug("hmem: %pr is known already\n", res);
		return;
	}
	range->desc = target_nid;
	if (hmem_platform)
		return;

	pdev = platform_device_register_simple("hmem_platform", 0, NULL, 0);
	if (IS_ERR(pdev))
		pr_err("hmem: no device for soft-reserved memory: %ld\n", PTR_ERR(pdev));
	else
		hmem_platform = pdev;
}

/**
 * hmem_register_resource() - adds a range, unless some of it is known already
 * @target_nid: the node that it belongs to
 * @res: the range
 */
void hmem_register_resource(int target_nid, struct resource *res)
{
	if (nohmem)
		return;
	mutex_lock(&hmem_lock);
	hmem_add(target_nid, res);
	mutex_unlock(&hmem_lock);
}

static int __init hmem_register_one(struct resource *res, void *data)
{
	hmem_register_resource(phys_to_target_node(res->start), res);
	return 0;
}

static int __init hmem_init(void)
{
	walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM, 0, -1, NULL,
			    hmem_register_one);
	return 0;
}

/* HMAT, which knows more, is read by an earlier one. */
device_initcall(hmem_init);
