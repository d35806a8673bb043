// SPDX-License-Identifier: LGPL-2.1-or-later
/* The memory of a device bound to kmem: the memory blocks inside its ranges. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/attributes.h>

struct daxctl_memory *memory_new(struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = calloc(1, sizeof(*mem));

	if (mem)
		mem->dev = dev;
	return mem;
}

void memory_free(struct daxctl_memory *mem)
{
	if (!mem)
		return;
	free(mem->ranges.at);
	free(mem->node_path);
	free(mem);
}

/* ---- iteration over blocks ---- */

/* The lowest block of @ranges that comes after @block; -ENOENT if none does. */
static long next_block(const struct ranges *ranges, u64 size, long block)
{
	u64 after = block + 1, best = LONG_MAX;

	for (size_t i = 0; size && i < ranges->count; i++) {
		u64 first;
		unsigned long count = range_blocks(&ranges->at[i], size, &first);

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
		total += range_blocks(&ranges->at[i], size, &first);
	return total;
}

/* What is known of all blocks of a device at once. */
struct census {
	int present, online, movable;
};

static int take_census(struct daxctl_ctx *ctx, const struct ranges *ranges,
		       struct census *census)
{
	u64 size = block_size(ctx);
	long block;

	*census = (struct census){ 0 };
	for_each_block(ranges, size, block) {
		int state = block_get(ctx, block);

		if (state == -ENOENT)	/* kmem could not add this one */
			continue;
		if (state < 0)
			return fail(ctx, -state, "reading %s/memory%ld/state: %m",
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

	failure_clear(mem->dev->region->ctx);
	rc = device_ranges(mem->dev, &ranges);
	if (rc < 0)
		return rc;
	rc = take_census(mem->dev->region->ctx, &ranges, census);
	free(ranges.at);
	return rc;
}

int blocks_online(struct daxctl_ctx *ctx, const struct ranges *ranges)
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
	ctx->putting_back = true;
	while (count--)
		if (block_move(ctx, done[count].block, done[count].before) < 0)
			log_error(ctx, "memory%ld could not be put back as it was",
				  done[count].block);
	ctx->putting_back = false;
}

/* Tell the program of the blocks that are done; -ECANCELED if it wants to stop. */
static int tell(struct daxctl_ctx *ctx, unsigned long done, unsigned long total)
{
	ctx->blocks_done = done;
	ctx->blocks_total = total;
	return progress(ctx, done, total);
}

/*
 * The blocks in the order in which they go online, or the reverse one, in which they go
 * offline.  The second is last: whenever a block comes or goes, the kernel searches the
 * zone for a hole, from its start to the first that it finds.  With one right behind the
 * first block, what that takes does not grow with the number of blocks.
 */
static size_t blocks_in_order(const struct ranges *ranges, u64 size,
			      enum daxctl_block_state state, struct change *list)
{
	size_t count = 0;
	long block;

	for_each_block(ranges, size, block)
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
 * Switch the @total blocks of @list, in that order.  The *@count that were changed are at
 * its beginning afterwards.
 */
static int switch_blocks(struct daxctl_ctx *ctx, struct change *list, size_t total,
			 enum daxctl_block_state state, size_t *count)
{
	int rc = tell(ctx, 0, total);

	for (size_t i = 0; i < total; i++) {
		struct change change = list[i];

		if (rc < 0)
			return rc;
		rc = block_switch(ctx, change.block, state, &change.before);
		if (rc < 0 && rc != -ENOENT)	/* kmem could not add that one */
			return rc;
		if (rc > 0)
			list[(*count)++] = change;
		rc = i + 1 < total ? tell(ctx, i + 1, total) : 0;
	}
	/* who wants to stop after the last one comes too late */
	if (ctx->progress)
		ctx->progress(ctx, total, total, ctx->progress_data);
	return 0;
}

/* The program may ask the library, which must not lose the words for what failed. */
static void end_progress(struct daxctl_ctx *ctx, unsigned long done)
{
	char *failure = failure_put_aside(ctx);

	if (ctx->progress)
		ctx->progress(ctx, done, 0, ctx->progress_data);
	failure_bring_back(ctx, failure);
}

/*
 * Bring the offline blocks online, or the online ones offline: to @state.  Blocks
 * that are online in another zone are left alone.
 */
static int change_blocks(struct daxctl_ctx *ctx, const struct ranges *ranges,
			 enum daxctl_block_state state)
{
	u64 size = block_size(ctx);
	size_t total = count_blocks(ranges, size), count = 0;
	struct change *done;
	int rc;

	if (!total)
		return 0;
	done = calloc(total, sizeof(*done));
	if (!done)
		return fail(ctx, ENOMEM, "%m");
	total = blocks_in_order(ranges, size, state, done);
	rc = switch_blocks(ctx, done, total, state, &count);
	end_progress(ctx, count);
	if (rc < 0 && rc != -ECANCELED)
		undo(ctx, done, count);
	free(done);
	return rc < 0 ? rc : (int)count;
}

int blocks_offline(struct daxctl_ctx *ctx, const struct ranges *ranges)
{
	return change_blocks(ctx, ranges, DAXCTL_BLOCK_OFFLINE);
}

static int change_memory(struct daxctl_memory *mem, enum daxctl_block_state state)
{
	struct daxctl_region *region = mem->dev->region;
	struct ranges ranges;
	int rc;

	rc = region_begin(region);
	if (rc < 0)
		return rc;
	rc = device_ranges(mem->dev, &ranges);
	if (rc == 0) {
		rc = change_blocks(region->ctx, &ranges, state);
		free(ranges.at);
	}
	region_unlock(region);
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

/* ---- block by block ---- */

static int refresh_ranges(struct daxctl_memory *mem)
{
	struct ranges ranges;
	int rc = device_ranges(mem->dev, &ranges);

	if (rc < 0)
		return rc;
	free(mem->ranges.at);
	mem->ranges = ranges;
	mem->ranges_of = mem->dev->region->changes;
	return 0;
}

EXPORT long daxctl_memory_next_block(struct daxctl_memory *mem, long block)
{
	struct daxctl_ctx *ctx = mem->dev->region->ctx;
	int rc;

	if (block < 0) {
		failure_clear(ctx);
		rc = refresh_ranges(mem);
		if (rc < 0)
			return rc;
		block = -1;
	}
	return next_block(&mem->ranges, block_size(ctx), block);
}

/*
 * Whether the block is one of the device's.  The ranges need not be read for each of its
 * blocks while nobody can have changed them, which the lock sees to.
 */
static bool owns_block(struct daxctl_memory *mem, long block)
{
	struct daxctl_region *region = mem->dev->region;

	if (block < 0 || (mem->ranges_of != region->changes && refresh_ranges(mem) < 0))
		return false;
	return next_block(&mem->ranges, block_size(region->ctx), block - 1) == block;
}

EXPORT int daxctl_memory_get_block_state(struct daxctl_memory *mem, long block)
{
	struct daxctl_ctx *ctx = mem->dev->region->ctx;
	int state = block_get(ctx, block);

	failure_clear(ctx);
	return state < 0 ? fail(ctx, -state, "reading %s/memory%ld/state: %m",
				ctx->memory.path, block) : state;
}

EXPORT int daxctl_memory_set_block_state(struct daxctl_memory *mem, long block,
					 enum daxctl_block_state state)
{
	struct daxctl_region *region = mem->dev->region;
	int rc;

	rc = region_begin(region);
	if (rc < 0)
		return rc;
	if (state < DAXCTL_BLOCK_OFFLINE || state > DAXCTL_BLOCK_MOVABLE) {
		rc = fail(region->ctx, EINVAL, "no such memory block state: %d", state);
	} else if (!owns_block(mem, block)) {
		rc = fail(region->ctx, EINVAL, "memory%ld is no memory of %s", block,
			  mem->dev->name);
	} else {
		region->ctx->blocks_done = 0;
		region->ctx->blocks_total = 1;
		rc = block_move(region->ctx, block, state);
	}
	region_unlock(region);
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
	return block_size(mem->dev->region->ctx);
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

EXPORT int daxctl_get_auto_online_policy(struct daxctl_ctx *ctx, char *policy, size_t size)
{
	static const char name[] = "auto_online_blocks";
	int rc;

	failure_clear(ctx);
	rc = sysfs_read(&ctx->memory, name, policy, size);
	if (rc < 0)
		return fail(ctx, -rc, "reading %s/%s: %m", ctx->memory.path, name);
	return 0;
}

EXPORT int daxctl_dev_will_auto_online_memory(struct daxctl_dev *dev)
{
	char policy[64];

	return daxctl_get_auto_online_policy(dev->region->ctx, policy, sizeof(policy)) == 0 &&
	       !strncmp(policy, "online", 6);
}
