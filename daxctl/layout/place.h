/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding places for devices that may be anywhere. */
#ifndef DAXCTL_LAYOUT_PLACE_H
#define DAXCTL_LAYOUT_PLACE_H

#include "daxctl/layout/pieces.h"

/* The memory of a region that is free, in the order of addresses. */
struct space {
	struct ranges gaps;
	u64 sum;
};

int space_init(struct space *space, u64 start, u64 size);
void space_clear(struct space *space);
/* Take a range out of the space.  Returns 0, -ENOMEM, or -EBUSY if it is not free. */
int space_take(struct space *space, u64 start, u64 size);

/*
 * Find the ranges of a device of this shape of which @stay already has its place, with whole
 * memory blocks if it becomes system RAM.  Returns 0, -ENOSPC or -ENOMEM.
 */
int place_device(struct space *space, const struct shape *shape, const struct pieces *stay,
		 u64 block_size, struct ranges *ranges);

#endif
