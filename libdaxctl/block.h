/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory blocks, addressed by their number: block N is the N-th block_size_bytes of
 * physical memory, and its directory is memoryN.
 */
#ifndef LIBDAXCTL_BLOCK_H
#define LIBDAXCTL_BLOCK_H

#include <libdaxctl/ctx.h>
#include <util/range.h>

/* The word that the attributes "state" and "auto_online_blocks" have for it. */
const char *dax_block_state_word(enum daxctl_block_state state);

/* Bytes of a memory block; 0 if the kernel has no memory hotplug. */
u64 dax_block_size(struct daxctl_ctx *ctx);

/* Count the whole blocks in a range.  *@first becomes the number of the first one. */
unsigned long dax_blocks_in_range(const struct range *range, u64 block_size, u64 *first);

/*
 * Read the state of a block.  Returns an enum daxctl_block_state, or -errno (-ENOENT: there
 * is no such block).
 */
int dax_block_get(struct daxctl_ctx *ctx, long block);

/*
 * Online an offline block in @state's zone, or offline an online one.  A block that is
 * online in another zone stays there.  Returns 1 if the block was changed, 0 if not, or
 * -errno (-ENOENT: there is no such block).  *@before becomes its former state.
 */
int dax_block_switch(struct daxctl_ctx *ctx, long block, enum daxctl_block_state state,
		     enum daxctl_block_state *before);

/*
 * Bring a block to exactly @state, even if it is online in another zone.  Returns the same.
 */
int dax_block_move(struct daxctl_ctx *ctx, long block, enum daxctl_block_state state);

#endif
