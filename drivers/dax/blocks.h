/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of memory blocks, which only built-in code can read and change. */
#ifndef DAX_BLOCKS_H
#define DAX_BLOCKS_H

#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/types.h>

/* The state attribute of kmem needs them. */
#define DAX_BLOCKS_SUPPORTED (IS_BUILTIN(CONFIG_DAX) && IS_ENABLED(CONFIG_MEMORY_HOTREMOVE))

/**
 * struct dax_block_count - how many memory blocks are in which state
 * @offline: are offline
 * @movable: are online in ZONE_MOVABLE
 * @kernel: are online in another zone, or in several
 */
struct dax_block_count {
	unsigned long offline;
	unsigned long movable;
	unsigned long kernel;
};

void dax_count_blocks(u64 start, u64 size, struct dax_block_count *count);
int dax_online_block(u64 start, int online_type);
int dax_block_online_type(u64 start);

#endif /* DAX_BLOCKS_H */
