// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"
#include "daxctl/device/snapshot.h"
#include "util/array.h"
#include "util/range.h"

struct block {
	long number;
	int state;
};

struct snapshot {
	enum daxctl_dev_mode mode;
	unsigned long align;		/* 0: unknown */
	int memmap;			/* on memory; negative: unknown */
	struct ranges ranges;
	struct block *blocks;
	size_t block_count;
	bool unplugged;			/* system RAM without blocks */
};

/*
 * Read the ranges of a device.  Returns -EIO if they do not add up to its size, because
 * some could not be read then.
 */
static int read_ranges(struct daxctl_dev *dev, struct ranges *out)
{
	struct daxctl_mapping *mapping;
	struct ranges ranges = { 0 };
	u64 sum = 0;
	int rc = 0;

	daxctl_mapping_foreach(dev, mapping) {
		struct range range = {
			.start = daxctl_mapping_get_start(mapping),
			.end = daxctl_mapping_get_end(mapping),
		};

		rc = ranges_add(&ranges, &range);
		if (rc < 0)
			break;
		sum += range_size(&range);
	}
	if (rc == 0 && sum != daxctl_dev_get_size(dev))
		rc = -EIO;
	if (rc < 0)
		free(ranges.at);
	else
		*out = ranges;
	return rc;
}

static int read_blocks(struct daxctl_dev *dev, struct snapshot *snapshot)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	struct block *blocks;
	long number;

	if (!mem)
		return 0;
	snapshot->unplugged = daxctl_memory_is_unplugged(mem);
	daxctl_memory_block_foreach(mem, number) {
		blocks = array_grow(snapshot->blocks, snapshot->block_count, sizeof(*blocks));
		if (!blocks)
			return -ENOMEM;
		snapshot->blocks = blocks;
		snapshot->blocks[snapshot->block_count++] = (struct block){
			number, daxctl_memory_get_block_state(mem, number)
		};
	}
	return number == -ENOENT ? 0 : number;
}

int snapshot_take(struct daxctl_dev *dev, struct snapshot **out)
{
	const char *name = daxctl_dev_get_devname(dev);
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));
	int rc;

	if (!snapshot)
		return report(name, -ENOMEM, "out of memory");
	snapshot->mode = daxctl_dev_get_mode(dev);
	snapshot->align = daxctl_dev_get_align(dev);
	snapshot->memmap = daxctl_dev_get_memmap_on_memory(dev);
	rc = read_ranges(dev, &snapshot->ranges);
	if (rc == 0)
		rc = read_blocks(dev, snapshot);
	if (rc < 0) {
		snapshot_free(snapshot);
		return report(name, rc, "cannot be changed: its ranges or memory blocks cannot "
					"be read: %s", strerror(-rc));
	}
	*out = snapshot;
	return 0;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot)
		return;
	free(snapshot->ranges.at);
	free(snapshot->blocks);
	free(snapshot);
}

int enable_mode(struct daxctl_dev *dev, enum daxctl_dev_mode mode,
		enum daxctl_block_state blocks)
{
	switch (mode) {
	case DAXCTL_DEV_MODE_DEVDAX:
		return daxctl_dev_enable_devdax(dev);
	case DAXCTL_DEV_MODE_RAM:
		return daxctl_dev_enable_ram_state(dev, blocks);
	case DAXCTL_DEV_MODE_FAMFS:
		return daxctl_dev_enable_famfs(dev);
	default:
		return 0;
	}
}

/*
 * Have the ranges stayed the same?  Ranges that cannot be read count as unchanged, because
 * restoring them begins with deleting them.
 */
static bool same_ranges(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct ranges now;
	bool same;

	if (read_ranges(dev, &now) < 0)
		return true;
	same = now.count == snapshot->ranges.count &&
	       (!now.count ||
		!memcmp(now.at, snapshot->ranges.at, now.count * sizeof(*now.at)));
	free(now.at);
	return same;
}

static bool same_blocks(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);

	if (mem && daxctl_memory_is_unplugged(mem) != snapshot->unplugged)
		return false;
	for (size_t i = 0; mem && i < snapshot->block_count; i++)
		if (daxctl_memory_get_block_state(mem, snapshot->blocks[i].number) !=
		    snapshot->blocks[i].state)
			return false;
	return true;
}

bool snapshot_differs(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	return snapshot->mode != daxctl_dev_get_mode(dev) ||
	       snapshot->align != daxctl_dev_get_align(dev) ||
	       snapshot->memmap != daxctl_dev_get_memmap_on_memory(dev) ||
	       !same_ranges(snapshot, dev) || !same_blocks(snapshot, dev);
}

/* Unbind the driver, after offlining the memory if the device is system RAM. */
static int unbind(struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc = mem ? daxctl_memory_offline(mem) : 0;

	return rc < 0 ? rc : daxctl_dev_disable(dev);
}

/*
 * The kernel checks a range against the present alignment, so a smaller former alignment is
 * set before the ranges, and a larger one after them.
 */
static int restore_locked(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	unsigned long now = daxctl_dev_get_align(dev), align = snapshot->align;
	bool ranges = !same_ranges(snapshot, dev);
	int rc = 0;

	if (ranges)
		rc = daxctl_dev_set_size(dev, 0);
	if (rc == 0 && align && align < now)
		rc = daxctl_dev_set_align(dev, align);
	for (size_t i = 0; ranges && rc == 0 && i < snapshot->ranges.count; i++)
		rc = daxctl_dev_set_mapping(dev, snapshot->ranges.at[i].start,
					    snapshot->ranges.at[i].end);
	if (rc == 0 && align > now)
		rc = daxctl_dev_set_align(dev, align);
	return rc;
}

int snapshot_restore_space(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	int rc = daxctl_region_lock(region, true);

	if (rc < 0)
		return rc;
	rc = restore_locked(snapshot, dev);
	daxctl_region_unlock(region);
	return rc;
}

static int restore_blocks(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	const char *name = daxctl_dev_get_devname(dev);
	int rc = 0;

	if (mem && snapshot->unplugged) {
		rc = daxctl_memory_unplug(mem);
		return rc < 0 ? report_failure(daxctl_dev_get_ctx(dev), name, rc,
					       "unplug its memory again") : 0;
	}
	for (size_t i = 0; mem && i < snapshot->block_count; i++) {
		const struct block *block = &snapshot->blocks[i];
		int now = daxctl_memory_get_block_state(mem, block->number);
		int set = 0;

		if (block->state >= 0 && now >= 0 && now != block->state)
			set = daxctl_memory_set_block_state(mem, block->number,
							    block->state);
		if (set < 0)	/* and go on with the other blocks */
			rc = report_failure(daxctl_dev_get_ctx(dev), name, set,
					    "restore the state of a memory block");
	}
	return rc;
}

static int restore(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	bool same = same_ranges(snapshot, dev) &&
		    (!snapshot->align || snapshot->align == daxctl_dev_get_align(dev));
	bool memmap = snapshot->memmap >= 0 &&
		      snapshot->memmap != daxctl_dev_get_memmap_on_memory(dev);
	int rc = 0;

	if (!same || memmap || daxctl_dev_get_mode(dev) != snapshot->mode)
		rc = unbind(dev);
	if (rc == 0 && !same)
		rc = snapshot_restore_space(snapshot, dev);
	if (rc == 0 && memmap)
		rc = daxctl_dev_set_memmap_on_memory(dev, snapshot->memmap);
	if (rc == 0)
		rc = enable_mode(dev, snapshot->mode, DAXCTL_BLOCK_OFFLINE);
	if (rc == 0)
		rc = restore_blocks(snapshot, dev);
	return rc;
}

int snapshot_release(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	int rc = 0;

	if (!daxctl_dev_is_present(dev) || same_ranges(snapshot, dev))
		return 0;
	rc = unbind(dev);
	if (rc == 0)
		rc = daxctl_dev_set_size(dev, 0);
	if (rc < 0)
		report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc,
			       "free the memory that it had not before");
	return rc;
}

void snapshot_restore(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = daxctl_dev_get_ctx(dev);
	const char *name = daxctl_dev_get_devname(dev);
	int rc;

	if (!daxctl_dev_is_present(dev))
		return;		/* the failure says so */
	progress_suspend(ctx);
	rc = restore(snapshot, dev);
	progress_resume(ctx);
	if (rc < 0)
		report_failure(ctx, name, rc, "restore its former state");
	else if (interrupted())
		report(name, 0, "interrupted; its former state is restored");
}
