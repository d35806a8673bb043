// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver kmem: the memory of a device becomes memory blocks of its target node.
 *
 * The driver adds each range as one chunk, which it rounds inwards to memory blocks. Where
 * the kernel puts the memmap on the memory of single blocks only, each block is a chunk. All
 * chunks are one static memory group, so that the kernel chooses zones for them together.
 *
 * When the driver unbinds, it removes each chunk that has no online block. The other chunks
 * stay until reboot, with the group, the resources and their names, even after the module
 * is unloaded.
 *
 * The attribute state brings all of a device's memory online or unplugs it with one write,
 * all of it or nothing. It exists while the driver is bound. The driver core removes it with
 * the device lock held, so it must not take that lock.
 */
#include <linux/dax.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "blocks.h"
#include "bus.h"
#include "compat.h"
#include "dax-private.h"
#include "memory.h"
#include "ranges.h"

#define CREATE_TRACE_POINTS
#include "trace-kmem.h"

/**
 * struct kmem_chunk - memory that is added and removed as one
 * @range: whole memory blocks
 * @mapping: the index of the device's range that they belong to
 * @res: the resource in iomem, or NULL while the chunk is not plugged
 */
struct kmem_chunk {
	struct range range;
	int mapping;
	struct resource *res;
};

/**
 * struct kmem_data - a device that is bound to kmem
 * @dev_dax: the device
 * @lock: serializes changes of the chunks. It is taken before the locks of memory hotplug
 * @mgid: the number of the memory group of all chunks
 * @name: the name of resources. It outlives the device if memory stays behind
 * @type: the type of the memory, for memory tiers
 * @flags: the flags for adding memory
 * @nr: the number of chunks
 * @chunks: the chunks, in the order of page offsets
 */
struct kmem_data {
	struct dev_dax *dev_dax;
	struct mutex lock;
	int mgid;
	const char *name;
	struct memory_dev_type *type;
	mhp_t flags;
	int nr;
	struct kmem_chunk chunks[] __counted_by(nr);
};

/*
 * This name tells user space whose memory blocks they are. /proc/iomem refers to it as long
 * as any of them exists, which may be longer than the module does.
 */
static const char *kmem_resource_name;
static bool kmem_resource_stays;

/* ---- chunks ---- */

static void kmem_release(struct kmem_chunk *chunk)
{
	/* Only busy resources can be released. */
	chunk->res->flags |= IORESOURCE_BUSY;
	release_mem_region(chunk->range.start, range_len(&chunk->range));
	chunk->res = NULL;
}

/* Adds the memory of a chunk to the system. */
static int kmem_plug(struct kmem_data *data, struct kmem_chunk *chunk)
{
	struct device *dev = &data->dev_dax->dev;
	const struct range *range = &chunk->range;
	int rc;

	chunk->res = request_mem_region(range->start, range_len(range), data->name);
	if (!chunk->res)
		return dax_request_failed(dev, range);
	/* It is not busy, so that the resource of the memory can be inside of it. */
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

/* Called after the memory of a chunk was removed, or was not, as @rc says. */
static int kmem_unplugged(struct kmem_data *data, struct kmem_chunk *chunk, int rc)
{
	trace_kmem_unplug(data->dev_dax, &chunk->range, rc);
	if (!rc)
		kmem_release(chunk);
	return rc;
}

/* Removes the memory of a chunk that is offline. */
static int kmem_unplug(struct kmem_data *data, struct kmem_chunk *chunk)
{
	return kmem_unplugged(data, chunk,
			      remove_memory(chunk->range.start, range_len(&chunk->range)));
}

/* Returns the whole memory blocks of a range. */
static struct range kmem_blocks(const struct range *range)
{
	u64 block = memory_block_size_bytes();
	u64 start = ALIGN(range->start, block), end = ALIGN_DOWN(range->end + 1, block);

	return (struct range) { start, max(start, end) - 1 };
}

/* Fills the array with the chunks of all ranges, unless it is NULL. Returns their number. */
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

/* Where nothing better is known, device memory is much slower than DRAM. */
#define KMEM_ADISTANCE (MEMTIER_ADISTANCE_DRAM * 5)

static DAX_MEMORY_TYPES(kmem_types);

/* ---- the attribute state ---- */

#if DAX_BLOCKS_SUPPORTED

enum kmem_state {
	KMEM_UNPLUGGED,
	KMEM_OFFLINE,
	KMEM_ONLINE,
	KMEM_ONLINE_KERNEL,
	KMEM_ONLINE_MOVABLE,
	KMEM_INCONSISTENT,
};

static const char * const kmem_state_names[] = {
	[KMEM_UNPLUGGED] = "unplugged",
	[KMEM_OFFLINE] = "offline",
	[KMEM_ONLINE] = "online",
	[KMEM_ONLINE_KERNEL] = "online_kernel",
	[KMEM_ONLINE_MOVABLE] = "online_movable",
	[KMEM_INCONSISTENT] = "inconsistent",
};

/* Looks at the blocks, which others may have changed. Called with the lock held. */
static enum kmem_state kmem_look(struct kmem_data *data)
{
	struct dax_block_count count = { };
	int i, plugged = 0;

	for (i = 0; i < data->nr; i++) {
		struct kmem_chunk *chunk = &data->chunks[i];

		if (!chunk->res)
			continue;
		plugged++;
		dax_count_blocks(chunk->range.start, range_len(&chunk->range), &count);
	}
	if (!plugged)
		return KMEM_UNPLUGGED;
	if (plugged < data->nr || (count.offline && (count.movable || count.kernel)))
		return KMEM_INCONSISTENT;
	if (count.offline)
		return KMEM_OFFLINE;
	if (count.movable && count.kernel)
		return KMEM_ONLINE;
	return count.movable ? KMEM_ONLINE_MOVABLE : KMEM_ONLINE_KERNEL;
}

static int kmem_mmop(enum kmem_state state)
{
	switch (state) {
	case KMEM_ONLINE_KERNEL:
		return MMOP_ONLINE_KERNEL;
	case KMEM_ONLINE_MOVABLE:
		return MMOP_ONLINE_MOVABLE;
	default:
		return MMOP_ONLINE;
	}
}

/*
 * Plugs a chunk, unless it is plugged, and brings its blocks online. types has the type of
 * each block, of which MMOP_OFFLINE and negative ones stay offline. If this fails, some of
 * the blocks may be online.
 */
static int kmem_bring(struct kmem_data *data, struct kmem_chunk *chunk, const s8 *types)
{
	u64 block = memory_block_size_bytes(), start;
	struct dax_block_guard guard;
	int rc;

	rc = dax_guard_blocks(&guard, &chunk->range);
	if (rc)
		return rc;
	if (!chunk->res)
		rc = kmem_plug(data, chunk);
	for (start = chunk->range.start; start < chunk->range.end && !rc; start += block, types++) {
		if (*types > MMOP_OFFLINE)
			rc = dax_online_block(&guard, start, *types);
	}
	dax_unguard_blocks(&guard);
	return rc;
}

static unsigned long kmem_blocks_of(const struct kmem_chunk *chunk)
{
	return div64_ul(range_len(&chunk->range), memory_block_size_bytes());
}

/* Takes a chunk offline and unplugs it. A failure leaves the chunk as it was. */
static int kmem_withdraw(struct kmem_data *data, struct kmem_chunk *chunk)
{
	if (!chunk->res)
		return 0;
	return kmem_unplugged(data, chunk,
			      offline_and_remove_memory(chunk->range.start,
							range_len(&chunk->range)));
}

/*
 * Returns an array with a type for each block of the device, in the order of page offsets.
 * The caller frees it.
 */
static s8 *kmem_alloc_types(const struct kmem_data *data)
{
	return kvzalloc(div64_ul(kmem_size(data), memory_block_size_bytes()), GFP_KERNEL);
}

static int kmem_set_online(struct kmem_data *data, enum kmem_state to)
{
	s8 *types = kmem_alloc_types(data);
	const s8 *type = types;
	int i, rc = 0;

	if (!types)
		return -ENOMEM;
	memset(types, kmem_mmop(to), div64_ul(kmem_size(data), memory_block_size_bytes()));
	for (i = 0; i < data->nr && !rc; i++) {
		rc = kmem_bring(data, &data->chunks[i], type);
		type += kmem_blocks_of(&data->chunks[i]);
	}
	for (i = rc ? data->nr - 1 : -1; i >= 0; i--) {
		if (kmem_withdraw(data, &data->chunks[i]))
			dev_warn(&data->dev_dax->dev, "mapping%d: it cannot be unplugged again\n",
				 data->chunks[i].mapping);
	}
	kvfree(types);
	return rc;
}

static void kmem_look_at_types(const struct kmem_data *data, s8 *types)
{
	u64 start;
	int i;

	for (i = 0; i < data->nr; i++) {
		const struct range *range = &data->chunks[i].range;

		for (start = range->start; start < range->end; start += memory_block_size_bytes())
			*types++ = dax_block_online_type(start);
	}
}

/* Plugs chunks that are missing, and brings blocks online that are offline. */
static void kmem_restore(struct kmem_data *data, const s8 *types)
{
	int i, rc;

	for (i = 0; i < data->nr; i++) {
		struct kmem_chunk *chunk = &data->chunks[i];

		rc = *types < 0 ? 0 : kmem_bring(data, chunk, types);
		types += kmem_blocks_of(chunk);
		if (rc)
			dev_warn(&data->dev_dax->dev, "mapping%d: it cannot be restored: %d\n",
				 chunk->mapping, rc);
	}
}

static int kmem_set_unplugged(struct kmem_data *data)
{
	s8 *types = kmem_alloc_types(data);
	int i, rc = 0;

	if (!types)
		return -ENOMEM;
	kmem_look_at_types(data, types);
	for (i = data->nr - 1; i >= 0 && !rc; i--)
		rc = kmem_withdraw(data, &data->chunks[i]);
	if (rc)
		kmem_restore(data, types);
	kvfree(types);
	return rc;
}

static bool kmem_is_online(enum kmem_state state)
{
	return state == KMEM_ONLINE || state == KMEM_ONLINE_KERNEL ||
	       state == KMEM_ONLINE_MOVABLE;
}

static int kmem_set(struct kmem_data *data, enum kmem_state to)
{
	enum kmem_state is = kmem_look(data);
	int rc;

	if (is == to || (to == KMEM_ONLINE && kmem_is_online(is)))
		return 0;
	if (to == KMEM_UNPLUGGED)
		rc = kmem_set_unplugged(data);
	else if (is == KMEM_UNPLUGGED)
		rc = kmem_set_online(data, to);
	else
		rc = -EBUSY;
	trace_kmem_state(data->dev_dax, kmem_state_names[is], kmem_state_names[to], rc);
	return rc;
}

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct kmem_data *data = dev_get_drvdata(dev);
	enum kmem_state state;

	mutex_lock(&data->lock);
	state = kmem_look(data);
	mutex_unlock(&data->lock);
	return sysfs_emit(buf, "%s\n", kmem_state_names[state]);
}

static ssize_t state_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count)
{
	struct kmem_data *data = dev_get_drvdata(dev);
	int to, rc;

	if (!dax_is_text(buf, count))
		return -EINVAL;
	to = sysfs_match_string(kmem_state_names, buf);
	if (to != KMEM_UNPLUGGED && (to < 0 || !kmem_is_online(to)))
		return -EINVAL;

	mutex_lock(&data->lock);
	rc = kmem_set(data, to);
	mutex_unlock(&data->lock);
	return rc ?: count;
}
static DEVICE_ATTR_RW(state);

static struct attribute *kmem_attrs[] = {
	&dev_attr_state.attr,
	NULL,
};

ATTRIBUTE_GROUPS(kmem);

#else
#define kmem_groups NULL
#endif /* DAX_BLOCKS_SUPPORTED */

/* ---- binding ---- */

static struct kmem_data *kmem_alloc(struct dev_dax *dev_dax)
{
	/* This is set only if the kernel supports it. */
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
	if (kmem_size(data) < dev_dax_size(dev_dax))
		dev_warn(&dev_dax->dev,
			 "%llu of %llu MiB are not whole memory blocks, and are not added\n",
			 (dev_dax_size(dev_dax) - kmem_size(data)) >> 20,
			 dev_dax_size(dev_dax) >> 20);
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

/* Chunks that stay plugged need the group and the name. */
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

/* Plugs as many chunks as it can. It fails if it can plug none. */
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
