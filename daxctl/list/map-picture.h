/* SPDX-License-Identifier: GPL-2.0-only */
/* The picture of a region: which bytes belong to whom, and how memory blocks are. */
#ifndef DAXCTL_LIST_MAP_PICTURE_H
#define DAXCTL_LIST_MAP_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

/* Bytes that have the same owner, and memory blocks in the same state. */
struct piece {
	unsigned long long start, size;
	struct daxctl_dev *dev;		/* NULL: free */
	int state;			/* enum daxctl_block_state, or NO_BLOCK */
};

enum { NO_BLOCK = -1 };			/* not system RAM, or less than a block of it */

/* A region's pieces in the order of their addresses, without a gap. */
struct picture {
	struct piece *at;
	size_t count;
	bool has_addresses;		/* false: starts count from 0 */
	unsigned long block_size;	/* of memory blocks, if there are any */
	unsigned long long unplaced;	/* free, but not known on which side of it all */
};

/*
 * Draw a region's picture from what the kernel says now; the caller holds its lock.
 * 0, -ENOMEM, -EIO: the ranges of a device cannot be read (daxctl_get_failure()), or
 * -ERANGE: what can be read does not fit together.
 */
int read_picture(struct daxctl_region *region, struct picture *picture);
void free_picture(struct picture *picture);

#endif
