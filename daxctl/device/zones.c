// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"
#include "daxctl/device/zones.h"

static const char *const zone_names[] = {
	[DAXCTL_BLOCK_OFFLINE] = "offline",
	[DAXCTL_BLOCK_KERNEL] = "in a kernel zone (Normal)",
	[DAXCTL_BLOCK_MOVABLE] = "in zone Movable",
};

static bool misplaced(int state, enum daxctl_block_state wanted)
{
	return state > DAXCTL_BLOCK_OFFLINE && state != (int)wanted;
}

/*
 * Print a list such as "memory40-47, memory50", in which consecutive blocks are one entry.
 * An entry is printed when the next one begins; @flush prints the last one.
 */
static void print_block(long block, long *first, long *last, bool flush)
{
	if (*first >= 0 && !flush && block == *last + 1) {
		*last = block;
		return;
	}
	if (*first >= 0) {
		fprintf(stderr, *first == *last ? "memory%ld" : "memory%ld-%ld", *first, *last);
		if (!flush)
			fputs(", ", stderr);
	}
	*first = *last = block;
}

int check_zones_from(struct daxctl_memory *mem, long from, enum daxctl_block_state wanted,
		     const char *remark)
{
	const char *name = daxctl_dev_get_devname(daxctl_memory_get_dev(mem));
	struct daxctl_ctx *ctx = daxctl_dev_get_ctx(daxctl_memory_get_dev(mem));
	long block, first = -1, last = -1;
	int found = 0, where = 0;

	daxctl_memory_block_foreach(mem, block) {
		int state = block < from ? -ENOENT : daxctl_memory_get_block_state(mem, block);

		if (state < 0 && state != -ENOENT) {	/* -ENOENT: kmem did not add it */
			block = state;
			break;
		}
		if (!misplaced(state, wanted))
			continue;
		if (!found++)
			fprintf(stderr, "daxctl: %s: ", name);
		where = state;
		print_block(block, &first, &last, false);
	}
	if (!found)
		return block == -ENOENT ? 0 : report_failure(ctx, name, block,
							     "check its memory's zones");
	print_block(-1, &first, &last, true);
	fprintf(stderr, " %s %s, not %s%s\n", found == 1 ? "is" : "are",
		wanted == DAXCTL_BLOCK_OFFLINE ? "online" : zone_names[where],
		zone_names[wanted], remark);
	return -EBUSY;
}

int check_zones(struct daxctl_memory *mem, enum daxctl_block_state wanted,
		const char *remark)
{
	return check_zones_from(mem, 0, wanted, remark);
}

int move_to_zone(struct daxctl_memory *mem, enum daxctl_block_state wanted)
{
	struct daxctl_dev *dev = daxctl_memory_get_dev(mem);
	struct daxctl_ctx *ctx = daxctl_dev_get_ctx(dev);
	unsigned long done = 0, total = 0;
	int status = 0;
	long block;

	daxctl_memory_block_foreach(mem, block)
		total++;
	daxctl_memory_block_foreach(mem, block) {
		int state = daxctl_memory_get_block_state(mem, block);
		char what[64];

		if (progress_tick(ctx, done++, total))
			break;
		if (!misplaced(state, wanted))
			continue;
		state = daxctl_memory_set_block_state(mem, block, wanted);
		if (state == -ECANCELED)
			break;
		if (state >= 0)
			continue;
		progress_tick(ctx, done, 0);
		snprintf(what, sizeof(what), "move memory%ld %s", block,
			 wanted == DAXCTL_BLOCK_OFFLINE ? "offline" : "to the requested zone");
		report_failure(ctx, daxctl_dev_get_devname(dev), state, what);
		status = -EBUSY;
	}
	if (progress_tick(ctx, done, 0) && block >= 0)
		return report(daxctl_dev_get_devname(dev), -EINTR, "interrupted");
	if (status < 0)
		report(daxctl_dev_get_devname(dev), status,
		       "the kernel uses pages there that cannot be moved; boot with "
		       "memhp_default_state=offline to keep it from onlining memory");
	return status;
}

/* Print "memory40-47, memory50 online (9 blocks)". */
static void print_blocks(struct daxctl_memory *mem, bool online)
{
	long block, first = -1, last = -1;
	unsigned long count = 0;

	daxctl_memory_block_foreach(mem, block) {
		int state = daxctl_memory_get_block_state(mem, block);

		if (state < 0 || (state != DAXCTL_BLOCK_OFFLINE) != online)
			continue;
		print_block(block, &first, &last, false);
		count++;
	}
	print_block(-1, &first, &last, true);
	fprintf(stderr, count ? " %s (%lu block%s)" : "nothing %s", online ? "online" : "offline",
		count, count == 1 ? "" : "s");
}

int report_interrupted(struct daxctl_memory *mem)
{
	struct daxctl_dev *dev = daxctl_memory_get_dev(mem);
	const char *name = daxctl_dev_get_devname(dev);

	/* The kernel may have tried in vain to move the pages of a block. */
	progress_failed(daxctl_dev_get_ctx(dev), name);
	/* During the wait for a lock, the blocks cannot be listed: nothing has changed. */
	if (daxctl_memory_num_sections(mem) < 0)
		return report(name, -EINTR, "interrupted; its memory was not changed");
	fprintf(stderr, "daxctl: %s: interrupted: ", name);
	print_blocks(mem, true);
	fputs(", ", stderr);
	print_blocks(mem, false);
	fputc('\n', stderr);
	return -EINTR;
}
