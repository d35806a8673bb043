// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "daxctl/report.h"
#include "daxctl/snapshot.h"

struct block {
	long number;
	int state;
};

struct range {
	unsigned long long start, end;
};

struct snapshot {
	enum daxctl_dev_mode mode;
	unsigned long align;
	struct range *ranges;
	size_t range_count;
	struct block *blocks;
	size_t block_count;
};

static bool take_ranges(struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct daxctl_mapping *mapping;

	daxctl_mapping_foreach(dev, mapping) {
		size_t count = snapshot->range_count;
		struct range *ranges = reallocarray(snapshot->ranges, count + 1,
						    sizeof(*ranges));

		if (!ranges)
			return false;
		ranges[count].start = daxctl_mapping_get_start(mapping);
		ranges[count].end = daxctl_mapping_get_end(mapping);
		snapshot->ranges = ranges;
		snapshot->range_count++;
	}
	return true;
}

static bool take_blocks(struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	size_t room = 0;
	long number;

	if (!mem)
		return true;
	daxctl_memory_block_foreach(mem, number) {
		if (snapshot->block_count == room) {
			struct block *blocks;

			room = room ? room * 2 : 64;
			blocks = reallocarray(snapshot->blocks, room, sizeof(*blocks));
			if (!blocks)
				return false;
			snapshot->blocks = blocks;
		}
		snapshot->blocks[snapshot->block_count++] = (struct block){
			number, daxctl_memory_get_block_state(mem, number)
		};
	}
	return true;
}

struct snapshot *snapshot_take(struct daxctl_dev *dev)
{
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));

	if (!snapshot)
		return NULL;
	snapshot->mode = daxctl_dev_get_mode(dev);
	snapshot->align = daxctl_dev_get_align(dev);
	if (take_ranges(snapshot, dev) && take_blocks(snapshot, dev))
		return snapshot;
	snapshot_free(snapshot);
	return NULL;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot)
		return;
	free(snapshot->ranges);
	free(snapshot->blocks);
	free(snapshot);
}

int enable_mode(struct daxctl_dev *dev, enum daxctl_dev_mode mode)
{
	switch (mode) {
	case DAXCTL_DEV_MODE_DEVDAX:
		return daxctl_dev_enable_devdax(dev);
	case DAXCTL_DEV_MODE_RAM:
		return daxctl_dev_enable_ram(dev);
	case DAXCTL_DEV_MODE_FAMFS:
		return daxctl_dev_enable_famfs(dev);
	default:
		return 0;
	}
}

static bool same_ranges(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct daxctl_mapping *mapping;
	size_t i = 0;

	daxctl_mapping_foreach(dev, mapping) {
		if (i == snapshot->range_count ||
		    snapshot->ranges[i].start != daxctl_mapping_get_start(mapping) ||
		    snapshot->ranges[i].end != daxctl_mapping_get_end(mapping))
			return false;
		i++;
	}
	return i == snapshot->range_count;
}

/* Take the driver away, and online memory before it. */
static int unbind(struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc = mem ? daxctl_memory_offline(mem) : 0;

	return rc < 0 ? rc : daxctl_dev_disable(dev);
}

/* An alignment that the ranges of the moment forbid has to wait for the others. */
static int restore_ranges(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	bool ranges = !same_ranges(snapshot, dev);
	int rc = 0;

	if (ranges)
		rc = daxctl_dev_set_size(dev, 0);
	if (rc == 0 && snapshot->align && snapshot->align != daxctl_dev_get_align(dev))
		rc = daxctl_dev_set_align(dev, snapshot->align);
	for (size_t i = 0; ranges && rc == 0 && i < snapshot->range_count; i++)
		rc = daxctl_dev_set_mapping(dev, snapshot->ranges[i].start,
					    snapshot->ranges[i].end);
	return rc;
}

static int restore_blocks(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc = 0;

	for (size_t i = 0; mem && i < snapshot->block_count; i++) {
		const struct block *block = &snapshot->blocks[i];
		int now = daxctl_memory_get_block_state(mem, block->number);
		int set = 0;

		if (block->state >= 0 && now >= 0 && now != block->state)
			set = daxctl_memory_set_block_state(mem, block->number,
							    block->state);
		if (set < 0)
			rc = set;
	}
	return rc;
}

static int restore(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	bool same = same_ranges(snapshot, dev) &&
		    (!snapshot->align || snapshot->align == daxctl_dev_get_align(dev));
	int rc = 0;

	if (!same || daxctl_dev_get_mode(dev) != snapshot->mode)
		rc = unbind(dev);
	if (rc == 0 && !same)
		rc = restore_ranges(snapshot, dev);
	if (rc == 0)
		rc = enable_mode(dev, snapshot->mode);
	if (rc == 0)
		rc = restore_blocks(snapshot, dev);
	return rc;
}

void snapshot_restore(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	int rc = restore(snapshot, dev);

	if (rc < 0)
		report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc,
			       "bring it back to what it was");
}
