// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver kmem: a device's memory becomes memory blocks of its target node.
 *
 * Each range is added as one chunk, rounded inwards to memory blocks; where 6.1 can put the
 * memmap on the memory of single blocks only, each block is a chunk. All are one static
 * memory group, so that the kernel sees them as one thing when it chooses zones.
 *
 * Lifetimes: when the driver unbinds, each chunk without an online block goes. What remains
 * stays plugged until reboot, and so do the group, its resources and all their names, even
 * after the module went.
 */
#include <linux/dax.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "blocks.h"
#include "bus.h"
#include "compat.h"
#include "kmem.h"
#include "ranges.h"

#define CREATE_TRACE_POINTS
#include "trace-kmem.h"

/*
 * The name that tells user space whose memory blocks they are. /proc/iomem has it for as
 * long as there are any, which may be longer than the module.
 */
static const char *kmem_resource_name;
static bool kmem_resource_stays;

/* ---- chunks ---- */

static void kmem_release(struct kmem_chunk *chunk)
{
	/* only what is busy can be released */
	chunk->res->flags |= IORESOURCE_BUSY;
	release_mem_region(chunk->range.start, range_len(&chunk->range));
	chunk->res = NULL;
}

/* Adds a chunk's memory to the system's. */
static int kmem_plug(struct kmem_data *data, struct kmem_chunk *chunk)
{
	struct device *dev = &data->dev_dax->dev;
	const struct range *range = &chunk->range;
	int rc;

	chunk->res = request_mem_region(range->start, range_len(range), data->name);
	if (!chunk->res) {
		dev_warn(dev, "mapping%d: %#llx-%#llx is in use by another\n", chunk->mapping,
			 range->start, range->end);
		return -EBUSY;
	}
	/* Not busy, so that the memory's own resource can lie in it. */
	chunk->res->flags = IORESOURCE_SYSTEM_RAM;
	rc = add_memory_driver_managed(data->mgid, range->start, range_len(range),
				       kmem_resource_name, data->flags);
	trace_kmem_plug(data->dev_dax, range, rc);
	if (rc) {
		dev_warn(dev, "mapping%d: %#llx-%#llx cannot be added: %d\n", chunk->mapping,
			 range->start, range->end, rc);
		kmem_release(chunk);
	}
	return rc;
}

/* Follows on the removal of a chunk's memory, whose result is @rc. */
static int kmem_unplugged(struct kmem_data *data, struct kmem_chunk *chunk, int rc)
{
	trace_kmem_unplug(data->dev_dax, &chunk->range, rc);
	if (!rc)
		kmem_release(chunk);
	return rc;
}

/* Removes a chunk that is offline. */
static int kmem_unplug(struct kmem_data *data, struct kmem_chunk *chunk)
{
	return kmem_unplugged(data, chunk,
			      remove_memory(chunk->range.start, range_len(&chunk->range)));
}

/* Whole memory blocks of a range. */
static struct range kmem_blocks(const struct range *range)
{
	u64 block = memory_block_size_bytes();
	u64 start = ALIGN(range->start, block), end = ALIGN_DOWN(range->end + 1, block);

	return (struct range) { start, max(start, end) - 1 };
}

/* Fills in the chunks of all ranges, or only counts them. */
static int kmem_fill_chunks(struct dev_dax *dev_dax, bool single_blocks,
			    struct kmem_chunk *chunks)
{
	u64 step = memory_block_size_bytes(), start;
	int i, nr = 0;

	for (i = 0; i < dev_dax->nr_range; i++) {
		struct range blocks = kmem_blocks(&dev_dax->ranges[i].range);

		if (!single_blocks)
			step = range_len(&blocks);
		for (start = blocks.start; start < blocks.end; start += step, nr++) {
			if (chunks)
				chunks[nr] = (struct kmem_chunk) {
					.range = { start, start + step - 1 },
					.mapping = i,
				};
		}
	}
	return nr;
}

static u64 kmem_size(const struct kmem_data *data)
{
	u64 size = 0;
	int i;

	for (i = 0; i < data->nr; i++)
		size += range_len(&data->chunks[i].range);
	return size;
}

/* ---- tiers ---- */

/* Without better knowledge, device memory is slower than DRAM by far. */
#define KMEM_ADISTANCE (MEMTIER_ADISTANCE_DRAM * 5)

static DAX_MEMORY_TYPES(kmem_types);

#if DAX_BLOCKS_SUPPORTED
#include "kmem-state.c"
#else
#define kmem_groups NULL
#endif

/* ---- binding ---- */

static struct kmem_data *kmem_alloc(struct dev_dax *dev_dax)
{
	/* that it is possible was asked when the device was made or it was set */
	bool memmap = dev_dax->memmap_on_memory;
	bool single_blocks = memmap && !DAX_MEMMAP_SPANS_BLOCKS;
	struct kmem_data *data;
	int nr;

	nr = kmem_fill_chunks(dev_dax, single_blocks, NULL);
	if (!nr) {
		dev_warn(&dev_dax->dev,
			 "no range has a whole memory block of %lu MiB: nothing to add\n",
			 memory_block_size_bytes() >> 20);
		return ERR_PTR(-EINVAL);
	}
	data = kzalloc(struct_size(data, chunks, nr), GFP_KERNEL);
	if (!data)
		return ERR_PTR(-ENOMEM);
	data->nr = nr;
	kmem_fill_chunks(dev_dax, single_blocks, data->chunks);
	data->dev_dax = dev_dax;
	mutex_init(&data->lock);
	data->flags = MHP_NID_IS_MGID | (memmap ? MHP_MEMMAP_ON_MEMORY : MHP_NONE);
	data->name = kstrdup(dev_name(&dev_dax->dev), GFP_KERNEL);
	if (!data->name) {
		kfree(data);
		return ERR_PTR(-ENOMEM);
	}
	return data;
}

static void kmem_free(struct kmem_data *data)
{
	kfree(data->name);
	kfree(data);
}

/* What remains plugged needs the group and the name; the rest can go. */
static void kmem_end(struct kmem_data *data, int left)
{
	if (left) {
		kmem_resource_stays = true;
		kfree(data);
		return;
	}
	memory_group_unregister(data->mgid);
	clear_node_memory_type(data->dev_dax->target_node, data->type);
	kmem_free(data);
}

static int kmem_begin(struct kmem_data *data)
{
	int node = data->dev_dax->target_node;

	data->type = dax_find_memory_type(&kmem_types, node, KMEM_ADISTANCE);
	if (IS_ERR(data->type))
		return PTR_ERR(data->type);
	init_node_memory_type(node, data->type);
	data->mgid = memory_group_register_static(node, PFN_UP(kmem_size(data)));
	if (data->mgid < 0) {
		clear_node_memory_type(node, data->type);
		return data->mgid;
	}
	return 0;
}

/* As much as there is: what one range lacks is no reason to refuse the others. */
static int kmem_plug_all(struct kmem_data *data)
{
	int i, rc, first = 0, plugged = 0;

	for (i = 0; i < data->nr; i++) {
		rc = kmem_plug(data, &data->chunks[i]);
		if (!rc)
			plugged++;
		else if (!first)
			first = rc;
	}
	return plugged ? 0 : first;
}

static int dev_dax_kmem_probe(struct dev_dax *dev_dax)
{
	struct kmem_data *data;
	int rc;

	if (dev_dax->target_node < 0) {
		dev_warn(&dev_dax->dev, "no target_node: the memory would belong to no node\n");
		return -EINVAL;
	}
	data = kmem_alloc(dev_dax);
	if (IS_ERR(data))
		return PTR_ERR(data);
	rc = kmem_begin(data);
	if (rc) {
		kmem_free(data);
		return rc;
	}
	rc = kmem_plug_all(data);
	if (rc) {
		kmem_end(data, 0);
		return rc;
	}
	dev_set_drvdata(&dev_dax->dev, data);
	return 0;
}

static void dev_dax_kmem_remove(struct dev_dax *dev_dax)
{
	struct kmem_data *data = dev_get_drvdata(&dev_dax->dev);
	int i, rc, left = 0;

	for (i = 0; i < data->nr; i++) {
		struct kmem_chunk *chunk = &data->chunks[i];

		if (!chunk->res)
			continue;
		rc = kmem_unplug(data, chunk);
		if (!rc)
			continue;
		dev_warn(&dev_dax->dev,
			 "mapping%d: %#llx-%#llx stays until reboot: it cannot be removed (%d)\n",
			 chunk->mapping, chunk->range.start, chunk->range.end, rc);
		left++;
	}
	dev_set_drvdata(&dev_dax->dev, NULL);
	kmem_end(data, left);
}

static struct dax_device_driver kmem_driver = {
	.drv = {
		.name = "kmem",
		.dev_groups = kmem_groups,
	},
	.type = DAX_DRIVER_KMEM,
	.probe = dev_dax_kmem_probe,
	.remove = dev_dax_kmem_remove,
};

static int __init kmem_init(void)
{
	int rc;

	kmem_resource_name = kstrdup("System RAM (kmem)", GFP_KERNEL);
	if (!kmem_resource_name)
		return -ENOMEM;
	rc = dax_driver_register(&kmem_driver);
	if (rc)
		kfree(kmem_resource_name);
	return rc;
}

static void __exit kmem_exit(void)
{
	dax_driver_unregister(&kmem_driver);
	dax_put_memory_types(&kmem_types);
	if (!kmem_resource_stays)
		kfree(kmem_resource_name);
}

module_init(kmem_init);
module_exit(kmem_exit);

MODULE_DESCRIPTION("DAX devices as system RAM");
MODULE_LICENSE("GPL");
MODULE_ALIAS_DAX();
