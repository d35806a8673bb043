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

/*
 * The ranges of the moment; -EIO if they do not add up to the device's size, as
 * when one of them could not be read.
 */
static int read_ranges(struct daxctl_dev *dev, struct range **out, size_t *out_count)
{
	unsigned long long sum = 0;
	struct daxctl_mapping *mapping;
	struct range *ranges = NULL;
	size_t count = 0;

	daxctl_mapping_foreach(dev, mapping) {
		struct range *more = array_grow(ranges, count, sizeof(*ranges));

		if (!more) {
			free(ranges);
			return -ENOMEM;
		}
		ranges = more;
		ranges[count].start = daxctl_mapping_get_start(mapping);
		ranges[count].end = daxctl_mapping_get_end(mapping);
		sum += daxctl_mapping_get_size(mapping);
		count++;
	}
	if (sum != daxctl_dev_get_size(dev)) {
		free(ranges);
		return -EIO;
	}
	*out = ranges;
	*out_count = count;
	return 0;
}

static int read_blocks(struct daxctl_dev *dev, struct snapshot *snapshot)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	struct block *blocks;
	long number;

	if (!mem)
		return 0;
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
	rc = read_ranges(dev, &snapshot->ranges, &snapshot->range_count);
	if (rc == 0)
		rc = read_blocks(dev, snapshot);
	if (rc < 0) {
		snapshot_free(snapshot);
		return report(name, rc, "cannot be changed: its ranges or memory blocks cannot "
					"be read (%s)", strerror(-rc));
	}
	*out = snapshot;
	return 0;
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

/* Ranges that cannot be read are left as they are: writing could only lose them. */
static bool same_ranges(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct range *now;
	size_t count;
	bool same;

	if (read_ranges(dev, &now, &count) < 0)
		return true;
	same = count == snapshot->range_count &&
	       (!count || !memcmp(now, snapshot->ranges, count * sizeof(*now)));
	free(now);
	return same;
}

/* Take the driver away, and online memory before it. */
static int unbind(struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc = mem ? daxctl_memory_offline(mem) : 0;

	return rc < 0 ? rc : daxctl_dev_disable(dev);
}

/* Ranges must suit the alignment of the moment: the smaller of the two goes with them. */
static int restore_ranges(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	unsigned long now = daxctl_dev_get_align(dev), align = snapshot->align;
	bool ranges = !same_ranges(snapshot, dev);
	int rc = 0;

	if (ranges)
		rc = daxctl_dev_set_size(dev, 0);
	if (rc == 0 && align && align < now)
		rc = daxctl_dev_set_align(dev, align);
	for (size_t i = 0; ranges && rc == 0 && i < snapshot->range_count; i++)
		rc = daxctl_dev_set_mapping(dev, snapshot->ranges[i].start,
					    snapshot->ranges[i].end);
	if (rc == 0 && align > now)
		rc = daxctl_dev_set_align(dev, align);
	return rc;
}

static int restore_blocks(const struct snapshot *snapshot, struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	const char *name = daxctl_dev_get_devname(dev);
	int rc = 0;

	for (size_t i = 0; mem && i < snapshot->block_count; i++) {
		const struct block *block = &snapshot->blocks[i];
		int now = daxctl_memory_get_block_state(mem, block->number);
		int set = 0;

		if (block->state >= 0 && now >= 0 && now != block->state)
			set = daxctl_memory_set_block_state(mem, block->number,
							    block->state);
		if (set < 0)	/* with the rest going on: this is all that is said of it */
			rc = report_failure(daxctl_dev_get_ctx(dev), name, set,
					    "bring a memory block back to what it was");
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
	struct daxctl_ctx *ctx = daxctl_dev_get_ctx(dev);
	const char *name = daxctl_dev_get_devname(dev);
	int rc;

	progress_suspend(ctx);
	rc = restore(snapshot, dev);
	progress_resume(ctx);
	if (rc < 0)
		report_failure(ctx, name, rc, "bring it back to what it was");
	else if (interrupted())
		report(name, 0, "interrupted; it is again what it was");
}
