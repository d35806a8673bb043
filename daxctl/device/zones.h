/* SPDX-License-Identifier: GPL-2.0-only */
/* Checking the zones of memory blocks, and moving blocks to another zone. */
#ifndef DAXCTL_DEVICE_ZONES_H
#define DAXCTL_DEVICE_ZONES_H

#include <libdaxctl/libdaxctl.h>

/*
 * Are all online blocks in the zone @wanted?  If OFFLINE is wanted, no block may be online.
 * Returns 0, or -EBUSY after listing the misplaced blocks on stderr, with @remark at the end.
 */
int check_zones(struct daxctl_memory *mem, enum daxctl_block_state wanted,
		const char *remark);

/* The same for the block @first and all after it. */
int check_zones_from(struct daxctl_memory *mem, long first, enum daxctl_block_state wanted,
		     const char *remark);

/*
 * Move misplaced blocks to @wanted.  Returns 0, -EBUSY if the kernel refused to move some
 * blocks, which are reported, or -EINTR if the user stopped it.
 */
int move_to_zone(struct daxctl_memory *mem, enum daxctl_block_state wanted);

/* After the user stopped a change: report which blocks are online.  Returns -EINTR. */
int report_interrupted(struct daxctl_memory *mem);

#endif
