// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of the memory that firmware sets aside for drivers. It is built in, since it is
 * filled while the kernel starts: first by HMAT, which knows the nodes of memory, then from
 * the Soft Reserved ranges of the memory map. The module dax_hmem creates regions of them.
 * The platform device "hmem_platform" makes user space load that module.
 *
 * Ranges can be added at any time. In Linux 6.1, HMAT adds them again when a node gets memory,
 * with the lock of memory hotplug held. Ranges are never removed.
 */
#include <linux/dax.h>
#include <linux/ioport.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/numa.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include "../compat.h"

static bool nohmem;
module_param_named(disable, nohmem, bool, 0444);
MODULE_PARM_DESC(disable, "ignore soft-reserved memory");

/**
 * struct hmem_range - a range of soft-reserved memory
 * @res: the range, a child of hmem_ranges
 * @node: the node that the memory belongs to
 */
struct hmem_range {
	struct resource res;
	int node;
};

static DEFINE_MUTEX(hmem_lock);
/* Its children are the ranges in the order of addresses. hmem_lock protects them. */
static struct resource hmem_ranges = {
	.name = "hmem",
	.start = 0,
	.end = -1,
	.flags = IORESOURCE_MEM,
};

static struct resource *hmem_next(struct resource *res)
{
	mutex_lock(&hmem_lock);
	res = res ? res->sibling : hmem_ranges.child;
	mutex_unlock(&hmem_lock);
	return res;
}

/**
 * walk_hmem_resources() - call a function for each range in the order of addresses
 * @dev: the first argument of @fn
 * @fn: the function. The walk ends when it returns anything but 0. It is called without a
 *	lock, since it may add memory to the system
 *
 * Return: what @fn returned last, or 0.
 */
int walk_hmem_resources(struct device *dev, walk_hmem_fn fn)
{
	struct resource *res;
	int rc = 0;

	for (res = hmem_next(NULL); res && !rc; res = hmem_next(res))
		rc = fn(dev, container_of(res, struct hmem_range, res)->node, res);
	return rc;
}
EXPORT_SYMBOL_GPL(walk_hmem_resources);

static void hmem_add(int target_nid, resource_size_t start, resource_size_t end)
{
	struct hmem_range *range = kzalloc(sizeof(*range), GFP_KERNEL);

	if (!range)
		return;
	range->res.name = "hmem";
	range->res.start = start;
	range->res.end = end;
	range->res.flags = IORESOURCE_MEM;
	range->node = target_nid;
	if (request_resource(&hmem_ranges, &range->res)) {
		pr_debug("hmem: %pr is known already\n", &range->res);
		kfree(range);
	}
}

/* Makes user space load dax_hmem, whose probe walks the list, so hmem_lock is not held. */
static void hmem_announce(void)
{
	static bool announced;
	struct platform_device *pdev;

	if (!hmem_next(NULL) || xchg(&announced, true))
		return;
	pdev = platform_device_register_simple("hmem_platform", 0, NULL, 0);
	if (IS_ERR(pdev))
		pr_err("hmem: no device for soft-reserved memory: %ld\n", PTR_ERR(pdev));
}

/**
 * hmem_register_resource() - add a range, unless a part of it is in the list already
 * @target_nid: the node that the memory belongs to
 * @res: the range
 */
void hmem_register_resource(int target_nid, struct resource *res)
{
	if (nohmem)
		return;
	mutex_lock(&hmem_lock);
	hmem_add(target_nid, res->start, res->end);
	mutex_unlock(&hmem_lock);
	hmem_announce();
}

/* Adds the parts of a Soft Reserved range that HMAT did not add. */
static int __init hmem_register_rest(struct resource *res, void *data)
{
	int node = phys_to_target_node(res->start);
	resource_size_t start = res->start;
	const struct resource *known;

	mutex_lock(&hmem_lock);
	for (known = hmem_ranges.child; known; known = known->sibling) {
		if (known->end < start || known->start > res->end)
			continue;
		if (known->start > start)
			hmem_add(node, start, known->start - 1);
		start = known->end + 1;
	}
	if (start <= res->end)
		hmem_add(node, start, res->end);
	mutex_unlock(&hmem_lock);
	return 0;
}

static int __init hmem_init(void)
{
	if (nohmem)
		return 0;
	walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM, 0, -1, NULL,
			    hmem_register_rest);
	hmem_announce();
	return 0;
}

/* HMAT is read by an earlier initcall. */
device_initcall(hmem_init);
