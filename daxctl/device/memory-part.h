/* SPDX-License-Identifier: GPL-2.0-only */
/* Onlining and offlining a part of a device's memory, or blocks that refuse at first. */
#ifndef DAXCTL_DEVICE_MEMORY_PART_H
#define DAXCTL_DEVICE_MEMORY_PART_H

#include <libdaxctl/libdaxctl.h>

/*
 * Find the last blocks of the memory that are @size bytes together; they begin with block
 * *@first.  Returns 0, or a reported errno if there is no such part.
 */
int find_part(struct daxctl_memory *mem, unsigned long long size, long *first);

/*
 * Bring the block @first and all after it online in the zone @state, or take them offline.
 * Blocks that are online in the other zone stay there.  A block that refuses is tried again
 * until @seconds are over; then everything is undone.  Returns the number of blocks that
 * changed, -ECANCELED if the user stopped it, or a reported errno.
 */
int change_part(struct daxctl_memory *mem, long first, enum daxctl_block_state state,
		unsigned long seconds);

#endif
