// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/block.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/memory.h>
#include <libdaxctl/sysfs.h>

struct daxctl_memory {
	struct daxctl_dev *dev;
	char *node_path;
	struct ranges ranges;		/* as last read */
	unsigned long ranges_of;	/* the device's count of changes at that time */
};

EXPORT struct daxctl_memory *daxctl_dev_get_memory(struct daxctl_dev *dev)
{
	if (!daxctl_dev_is_system_ram_mode(dev))
		return NULL;
	if (!dev->memory)
		dev->memory = calloc(1, sizeof(*dev->memory));
	if (dev->memory)
		dev->memory->dev = dev;
	return dev->memory;
}

void dax_memory_free(struct daxctl_memory *mem)
{
	if (!mem)
		return;
	free(mem->ranges.at);
	free(mem->node_path);
	free(mem);
}

/* ---- iteration over blocks ---- */

/* Returns the lowest block of @ranges above @block, or -ENOENT. */
static long next_block(const struct ranges *ranges, u64 size, long block)
{
	u64 after = block + 1, best = LONG_MAX;

	for (size_t i = 0; size && i < ranges->count; i++) {
		u64 first;
		unsigned long count = dax_blocks_in_range(&ranges->at[i], size, &first);

		if (!count || first + count <= after)
			continue;
		if (first < after)
			first = after;
		if (first < best)
			best = first;
	}
	return best == LONG_MAX ? -ENOENT : (long)best;
}

#define for_each_block(ranges, size, block) \
	for (block = next_block(ranges, size, -1); block >= 0; \
	     block = next_block(ranges, size, block))

static unsigned long count_blocks(const struct ranges *ranges, u64 size)
{
	unsigned long total = 0;
	u64 first;

	for (size_t i = 0; size && i < ranges->count; i++)
		total += dax_blocks_in_range(&ranges->at[i], size, &first);
	return total;
}

/* The number of blocks of a device, and how many are online or movable. */
struct census {
	int present, online, movable;
};

static int take_census(struct daxctl_ctx *ctx, const struct ranges *ranges,
		       struct census *census)
{
	u64 size = dax_block_size(ctx);
	long block;

	*census = (struct census){0};
	for_each_block (ranges, size, block) {
		int state = dax_block_get(ctx, block);

		if (state == -ENOENT)	/* kmem could not add this block */
			continue;
		if (state < 0)
			return dax_fail(ctx, -state, "reading %s/memory%ld/state: %m",
					ctx->memory.path, block);
		census->present++;
		census->online += state != DAXCTL_BLOCK_OFFLINE;
		census->movable += state == DAXCTL_BLOCK_MOVABLE;
	}
	return 0;
}

static int memory_census(struct daxctl_memory *mem, struct census *census)
{
	struct ranges ranges;
	int rc;

	dax_failure_clear(mem->dev->region->ctx);
	rc = dax_device_ranges(mem->dev, &ranges);
	if (rc < 0)
		return rc;
	rc = take_census(mem->dev->region->ctx, &ranges, census);
	free(ranges.at);
	return rc;
}

int dax_blocks_online(struct daxctl_ctx *ctx, const struct ranges *ranges)
{
	struct census census;
	int rc = take_census(ctx, ranges, &census);

	return rc < 0 ? rc : census.online;
}

/* ---- changing all blocks, or none ---- */

struct change {
	long block;
	enum daxctl_block_state before;
};

static void undo(struct daxctl_ctx *ctx, const struct change *done, size_t count)
{
	ctx->rolling_back = true;
	while (count--)
		if (dax_block_move(ctx, done[count].block, done[count].before) < 0)
			log_error(ctx,
				  "memory%ld could not be restored to its former state",
				  done[count].block);
	ctx->rolling_back = false;
}

/* Report progress.  Returns -ECANCELED if the program wants to stop. */
static int report(struct daxctl_ctx *ctx, unsigned long done, unsigned long total)
{
	ctx->blocks_done = done;
	ctx->blocks_total = total;
	return dax_progress(ctx, done, total);
}

/*
 * List the blocks in the order in which they go online; they go offline in the reverse
 * order.  The second block goes online last.  Whenever a block is onlined or offlined, the
 * kernel searches the zone from its start for the first hole.  A hole right after the first
 * block ends that search at once, so the time does not grow with the number of blocks.
 */
static size_t blocks_in_order(const struct ranges *ranges, u64 size,
			      enum daxctl_block_state state, struct change *list)
{
	size_t count = 0;
	long block;

	for_each_block (ranges, size, block)
		list[count++].block = block;
	if (count > 2) {
		struct change second = list[1];

		memmove(&list[1], &list[2], (count - 2) * sizeof(*list));
		list[count - 1] = second;
	}
	for (size_t i = 0; state == DAXCTL_BLOCK_OFFLINE && i < count / 2; i++) {
		struct change other = list[i];

		list[i] = list[count - 1 - i];
		list[count - 1 - i] = other;
	}
	return count;
}

/*
 * Switch the @total blocks of @list, in that order.  Afterwards, the blocks that were
 * changed are the first *@count of the list.
 */
static int switch_blocks(struct daxctl_ctx *ctx, struct change *list, size_t total,
			 enum daxctl_block_state state, size_t *count)
{
	int rc = report(ctx, 0, total);

	for (size_t i = 0; i < total; i++) {
		struct change change = list[i];

		if (rc < 0)
			return rc;
		rc = dax_block_switch(ctx, change.block, state, &change.before);
		if (rc < 0 && rc != -ENOENT)	/* kmem could not add this block */
			return rc;
		if (rc > 0)
			list[(*count)++] = change;
		rc = i + 1 < total ? report(ctx, i + 1, total) : 0;
	}
	/* After the last block, the result is ignored: it is too late to stop. */
	dax_progress_call(ctx, total, total);
	return 0;
}

/*
 * Online the offline blocks, or offline the online ones.  Blocks that are online in another
 * zone stay there.
 */
static int change_blocks(struct daxctl_ctx *ctx, const struct ranges *ranges,
			 enum daxctl_block_state state)
{
	u64 size = dax_block_size(ctx);
	size_t total = count_blocks(ranges, size), count = 0;
	struct change *done;
	int rc;

	if (!total)
		return 0;
	done = calloc(total, sizeof(*done));
	if (!done)
		return dax_fail(ctx, ENOMEM, "%m");
	total = blocks_in_order(ranges, size, state, done);
	rc = switch_blocks(ctx, done, total, state, &count);
	dax_progress_call(ctx, count, 0);
	if (rc < 0 && rc != -ECANCELED)
		undo(ctx, done, count);
	free(done);
	return rc < 0 ? rc : (int)count;
}

int dax_blocks_offline(struct daxctl_ctx *ctx, const struct ranges *ranges)
{
	return change_blocks(ctx, ranges, DAXCTL_BLOCK_OFFLINE);
}

/*
 * The attribute "state" of the whole device, which newer kernels have while kmem is bound.
 * Without it, the memory is always plugged.
 */
static bool is_unplugged(struct daxctl_dev *dev)
{
	char text[64];

	return dax_sysfs_readf(&dev->region->dir, text, sizeof(text), "%s/state", dev->dir) >=
		       0 &&
	       !strcmp(text, "unplugged");
}

static int write_device_state(struct daxctl_dev *dev, const char *state)
{
	return dax_sysfs_writef(dev->region->ctx, &dev->region->dir, state, "%s/state",
				dev->dir);
}

/* Add the blocks, online in the zone of @state.  Returns the number of blocks. */
static int plug(struct daxctl_dev *dev, const struct ranges *ranges,
		enum daxctl_block_state state)
{
	int rc = write_device_state(dev, dax_block_state_word(state));

	return rc < 0 ? rc : dax_blocks_online(dev->region->ctx, ranges);
}

static int change_memory(struct daxctl_memory *mem, enum daxctl_block_state state)
{
	struct daxctl_region *region = mem->dev->region;
	struct ranges ranges;
	int rc;

	rc = dax_device_begin(mem->dev);
	if (rc < 0)
		return rc;
	rc = dax_device_ranges(mem->dev, &ranges);
	if (rc == 0) {
		if (state != DAXCTL_BLOCK_OFFLINE && is_unplugged(mem->dev))
			rc = plug(mem->dev, &ranges, state);
		else
			rc = change_blocks(region->ctx, &ranges, state);
		free(ranges.at);
	}
	dax_device_unlock(mem->dev);
	return rc;
}

EXPORT int daxctl_memory_online(struct daxctl_memory *mem)
{
	return change_memory(mem, DAXCTL_BLOCK_MOVABLE);
}

EXPORT int daxctl_memory_online_no_movable(struct daxctl_memory *mem)
{
	return change_memory(mem, DAXCTL_BLOCK_KERNEL);
}

EXPORT int daxctl_memory_offline(struct daxctl_memory *mem)
{
	return change_memory(mem, DAXCTL_BLOCK_OFFLINE);
}

EXPORT int daxctl_memory_is_unplugged(struct daxctl_memory *mem)
{
	return is_unplugged(mem->dev);
}

EXPORT int daxctl_memory_unplug(struct daxctl_memory *mem)
{
	struct daxctl_dev *dev = mem->dev;
	int rc = dax_device_begin(dev);

	if (rc < 0)
		return rc;
	if (!dax_sysfs_existsf(&dev->region->dir, "%s/state", dev->dir))
		rc = dax_fail(dev->region->ctx, EOPNOTSUPP,
			      "this kernel can only take memory offline, not unplug it");
	else if (!is_unplugged(dev))
		rc = write_device_state(dev, "unplugged");
	dax_device_unlock(dev);
	return rc;
}

/* ---- block by block ---- */

static int refresh_ranges(struct daxctl_memory *mem)
{
	struct ranges ranges;
	int rc = dax_device_ranges(mem->dev, &ranges);

	if (rc < 0)
		return rc;
	free(mem->ranges.at);
	mem->ranges = ranges;
	mem->ranges_of = mem->dev->changes;
	return 0;
}

EXPORT long daxctl_memory_next_block(struct daxctl_memory *mem, long block)
{
	struct daxctl_ctx *ctx = mem->dev->region->ctx;
	int rc;

	if (block < 0) {
		dax_failure_clear(ctx);
		rc = refresh_ranges(mem);
		if (rc < 0)
			return rc;
		block = -1;
	}
	return next_block(&mem->ranges, dax_block_size(ctx), block);
}

/*
 * Is the block one of the device's?  As long as the device stays locked, nobody can change
 * its ranges, and they need not be read again for each block.
 */
static bool owns_block(struct daxctl_memory *mem, long block)
{
	struct daxctl_region *region = mem->dev->region;

	if (block < 0 || (mem->ranges_of != mem->dev->changes && refresh_ranges(mem) < 0))
		return false;
	return next_block(&mem->ranges, dax_block_size(region->ctx), block - 1) == block;
}

EXPORT int daxctl_memory_get_block_state(struct daxctl_memory *mem, long block)
{
	struct daxctl_ctx *ctx = mem->dev->region->ctx;
	int state = dax_block_get(ctx, block);

	dax_failure_clear(ctx);
	return state < 0 ? dax_fail(ctx, -state, "reading %s/memory%ld/state: %m",
				    ctx->memory.path, block)
			 : state;
}

EXPORT int daxctl_memory_set_block_state(struct daxctl_memory *mem, long block,
					 enum daxctl_block_state state)
{
	struct daxctl_region *region = mem->dev->region;
	int rc;

	rc = dax_device_begin(mem->dev);
	if (rc < 0)
		return rc;
	if (state < DAXCTL_BLOCK_OFFLINE || state > DAXCTL_BLOCK_MOVABLE) {
		rc = dax_fail(region->ctx, EINVAL, "invalid memory block state: %d", state);
	} else if (!owns_block(mem, block)) {
		rc = dax_fail(region->ctx, EINVAL, "memory%ld does not belong to %s", block,
			      mem->dev->name);
	} else {
		region->ctx->blocks_done = 0;
		region->ctx->blocks_total = 1;
		rc = dax_block_move(region->ctx, block, state);
	}
	dax_device_unlock(mem->dev);
	return rc;
}

/* ---- getters ---- */

EXPORT struct daxctl_dev *daxctl_memory_get_dev(struct daxctl_memory *mem)
{
	return mem->dev;
}

EXPORT const char *daxctl_memory_get_node_path(struct daxctl_memory *mem)
{
	int node = daxctl_dev_get_target_node(mem->dev);

	if (!mem->node_path && node >= 0 &&
	    asprintf(&mem->node_path, "%s/devices/system/node/node%d",
		     mem->dev->region->ctx->sysfs_root, node) < 0)
		mem->node_path = NULL;
	return mem->node_path;
}

EXPORT unsigned long daxctl_memory_get_block_size(struct daxctl_memory *mem)
{
	return dax_block_size(mem->dev->region->ctx);
}

EXPORT int daxctl_memory_num_sections(struct daxctl_memory *mem)
{
	struct census census;
	int rc = memory_census(mem, &census);

	return rc < 0 ? rc : census.present;
}

EXPORT int daxctl_memory_is_online(struct daxctl_memory *mem)
{
	struct census census;
	int rc = memory_census(mem, &census);

	return rc < 0 ? rc : census.online;
}

EXPORT int daxctl_memory_is_movable(struct daxctl_memory *mem)
{
	struct census census;
	int rc = memory_census(mem, &census);

	if (rc < 0)
		return rc;
	if (!census.present || census.online < census.present)
		return -ENXIO;
	return census.movable == census.present;
}

EXPORT int daxctl_dev_has_online_memory(struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);

	return mem ? daxctl_memory_is_online(mem) : 0;
}
