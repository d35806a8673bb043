// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of memory that firmware set aside for drivers, built in, since it is filled
 * while the kernel starts: first by HMAT, which knows nodes, then from what the memory map
 * says to be Soft Reserved. The module dax_hmem makes regions of it; the platform device
 * "hmem_platform" is what makes that module load.
 *
 * Ranges are added at any time (6.1's HMAT comes again when a node gets memory, with the
 * memory hotplug lock held) and never removed.
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
MODULE_PARM_DESC(disable, "leave all such memory alone");

/**
 * struct hmem_range - a range of such memory
 * @res: where it is, a child of hmem_ranges
 * @node: the node that it belongs to
 */
struct hmem_range {
	struct resource res;
	int node;
};

static DEFINE_MUTEX(hmem_lock);
/* The ranges are its children, by address. Under hmem_lock. */
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
 * walk_hmem_resources() - calls a function for each range, by address
 * @dev: passed to @fn
 * @fn: what to call; anything but 0 ends the walk. It may add memory to the system, so it
 *	is called without a lock
 *
 * Return: what @fn did.
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

/* Has dax_hmem loaded once there is a range. Without the lock: its probe walks the list. */
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
 * hmem_register_resource() - adds a range, unless some of it is known already
 * @target_nid: the node that it belongs to
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

/* What HMAT does not know of a Soft Reserved range. */
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

/* HMAT, which knows more, is read by an earlier one. */
device_initcall(hmem_init);
