/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of memory blocks, which only built-in code can read and change. */
#ifndef DAX_BLOCKS_H
#define DAX_BLOCKS_H

#include <linux/kconfig.h>
#include <linux/notifier.h>
#include <linux/range.h>
#include <linux/types.h>

struct task_struct;

/* The attribute state of kmem needs these functions. */
#define DAX_BLOCKS_SUPPORTED (IS_BUILTIN(CONFIG_DAX) && IS_ENABLED(CONFIG_MEMORY_HOTREMOVE))

/**
 * struct dax_block_count - the number of memory blocks in each state
 * @offline: the number of blocks that are offline
 * @movable: the number of blocks that are online in ZONE_MOVABLE
 * @kernel: the number of blocks that are online in other zones
 */
struct dax_block_count {
	unsigned long offline;
	unsigned long movable;
	unsigned long kernel;
};

/**
 * struct dax_block_guard - keeps others from bringing blocks online
 * @notifier: is called when a block is about to go online
 * @range: the memory that is guarded
 * @admitted: the task that is bringing a block online with dax_online_block(), or NULL
 */
struct dax_block_guard {
	struct notifier_block notifier;
	struct range range;
	struct task_struct *admitted;
};

void dax_count_blocks(u64 start, u64 size, struct dax_block_count *count);
int dax_block_online_type(u64 start);
int dax_guard_blocks(struct dax_block_guard *guard, const struct range *range);
void dax_unguard_blocks(struct dax_block_guard *guard);
int dax_online_block(struct dax_block_guard *guard, u64 start, int online_type);

#endif /* DAX_BLOCKS_H */
