/* SPDX-License-Identifier: GPL-2.0-only */
/* The picture of a region: the owner of each part, and the state of the memory blocks. */
#ifndef DAXCTL_LIST_MAP_PICTURE_H
#define DAXCTL_LIST_MAP_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

/* A part of a region with one owner, and with its memory blocks in one state. */
struct piece {
	unsigned long long start, size;
	struct daxctl_dev *dev;		/* NULL: free */
	int state;			/* enum daxctl_block_state, or NO_BLOCK */
};

enum { NO_BLOCK = -1 };			/* not system RAM, or not a whole block */

/* The pieces of a region by address, without gaps. */
struct picture {
	struct piece *at;
	size_t count;
	bool has_addresses;		/* false: piece.start is an offset */
	unsigned long block_size;	/* of memory blocks; 0: there are none */
	unsigned long long unplaced;	/* free, but before or after the pieces? */
};

/*
 * Read the picture of a region, whose lock the caller holds.  Returns 0, -ENOMEM, -EIO if
 * the ranges of a device cannot be read (see daxctl_get_failure()), or -ERANGE if the
 * ranges contradict each other or the size of the region.
 */
int read_picture(struct daxctl_region *region, struct picture *picture);
void free_picture(struct picture *picture);

#endif
