// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"
#include "daxctl/device/memory-part.h"
#include "daxctl/device/plan.h"
#include "daxctl/device/snapshot.h"
#include "util/array.h"
#include "util/clock.h"

struct blocks {
	long *at;
	size_t count;
};

static int fail(struct daxctl_memory *mem, int rc, const char *what)
{
	struct daxctl_dev *dev = daxctl_memory_get_dev(mem);

	return report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc, what);
}

/* List the blocks from @first on.  Those that kmem could not add are left out. */
static int list_blocks(struct daxctl_memory *mem, long first, struct blocks *blocks)
{
	long block;

	*blocks = (struct blocks){ 0 };
	daxctl_memory_block_foreach(mem, block) {
		int state = block < first ? -ENOENT : daxctl_memory_get_block_state(mem, block);
		long *grown;

		if (state == -ENOENT)
			continue;
		if (state < 0) {
			block = state;
			break;
		}
		grown = array_grow(blocks->at, blocks->count, sizeof(*grown));
		if (!grown) {
			block = -ENOMEM;
			break;
		}
		blocks->at = grown;
		blocks->at[blocks->count++] = block;
	}
	if (block == -ENOENT)
		return 0;
	free(blocks->at);
	return fail(mem, block, "read its memory blocks");
}

int find_part(struct daxctl_memory *mem, unsigned long long size, long *first)
{
	const char *name = daxctl_dev_get_devname(daxctl_memory_get_dev(mem));
	unsigned long long unit = daxctl_memory_get_block_size(mem);
	struct blocks blocks;
	int rc = list_blocks(mem, 0, &blocks);

	if (rc < 0)
		return rc;
	rc = check_part(name, size, unit, blocks.count * unit);
	if (rc == 0)
		*first = blocks.at[blocks.count - size / unit];
	free(blocks.at);
	return rc;
}

/* Returns 1 if the block was changed, 0 if that was not necessary, or an errno. */
static int switch_block(struct daxctl_memory *mem, long block, enum daxctl_block_state state)
{
	int now = daxctl_memory_get_block_state(mem, block);

	if (now < 0)
		return now;
	if ((now == DAXCTL_BLOCK_OFFLINE) == (state == DAXCTL_BLOCK_OFFLINE))
		return 0;
	return daxctl_memory_set_block_state(mem, block, state);
}

static bool may_pass(int rc)
{
	return rc == -EBUSY || rc == -EAGAIN || rc == -ENOMEM;
}

/*
 * Try each block of the list once.  Blocks that refuse stay in the list.  After the
 * deadline, the first refusal is the result, so that its failure text is the last one.
 * Returns the number of blocks that changed.
 */
static int try_blocks(struct daxctl_memory *mem, struct blocks *list, size_t total,
		      enum daxctl_block_state state, long long deadline)
{
	struct daxctl_ctx *ctx = daxctl_dev_get_ctx(daxctl_memory_get_dev(mem));
	size_t refused = 0, before = total - list->count;
	int changed = 0;

	for (size_t i = 0; i < list->count; i++) {
		int rc;

		if (progress_tick(ctx, before + i - refused, total))
			return -ECANCELED;
		rc = switch_block(mem, list->at[i], state);
		if (may_pass(rc) && now_ms() < deadline)
			list->at[refused++] = list->at[i];
		else if (rc < 0)
			return rc;
		else
			changed += rc;
	}
	list->count = refused;
	return changed;
}

/* A signal ends the pause. */
static void pause_between_tries(void)
{
	const struct timespec pause = { .tv_nsec = 250000000 };

	nanosleep(&pause, NULL);
}

static int change_blocks(struct daxctl_memory *mem, struct blocks *list,
			 enum daxctl_block_state state, unsigned long seconds)
{
	struct daxctl_ctx *ctx = daxctl_dev_get_ctx(daxctl_memory_get_dev(mem));
	long long deadline = now_ms() + 1000LL * seconds;
	size_t total = list->count;
	int rc, changed = 0;

	for (;;) {
		rc = try_blocks(mem, list, total, state, deadline);
		if (rc < 0)
			break;
		changed += rc;
		if (!list->count)
			break;
		pause_between_tries();
	}
	if (rc < 0 && rc != -ECANCELED)
		fail(mem, rc, state == DAXCTL_BLOCK_OFFLINE ? "take its memory offline"
							    : "online its memory");
	progress_tick(ctx, changed, 0);
	return rc < 0 ? rc : changed;
}

/* Memory goes offline in the reverse order, from its end. */
static void reverse(struct blocks *list)
{
	for (size_t i = 0; i < list->count / 2; i++) {
		long other = list->at[i];

		list->at[i] = list->at[list->count - 1 - i];
		list->at[list->count - 1 - i] = other;
	}
}

int change_part(struct daxctl_memory *mem, long first, enum daxctl_block_state state,
		unsigned long seconds)
{
	struct daxctl_dev *dev = daxctl_memory_get_dev(mem);
	struct snapshot *snapshot;
	struct blocks list;
	int rc = snapshot_take(dev, &snapshot);

	if (rc < 0)
		return rc;
	rc = list_blocks(mem, first, &list);
	if (rc == 0) {
		if (state == DAXCTL_BLOCK_OFFLINE)
			reverse(&list);
		rc = change_blocks(mem, &list, state, seconds);
		free(list.at);
	}
	if (rc < 0 && rc != -ECANCELED)
		snapshot_restore(snapshot, dev);
	snapshot_free(snapshot);
	return rc;
}
