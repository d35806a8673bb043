/* SPDX-License-Identifier: GPL-2.0-only */
/* The picture of a region: what lies where, and how much room each part gets. */
#ifndef DAXCTL_FORMAT_MAP_H
#define DAXCTL_FORMAT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

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

/*
 * Share @cells among @count pieces, which are no more: by size, but each gets one at
 * least.  @ends[i] becomes the cell after the last one of piece i.
 */
void scale_pieces(const struct piece *pieces, size_t count, size_t cells, size_t *ends);

/* Where and how to draw. */
struct canvas {
	FILE *to;
	size_t width;
	bool color;
};

/* A symbol, and its colour as an SGR parameter (NULL: none). */
struct mark {
	char symbol;
	const char *color;
};

/* Of a device (NULL: free space), and of memory blocks in a state. */
struct mark owner_mark(struct daxctl_dev *dev);
struct mark state_mark(int state);
void draw_mark(const struct canvas *canvas, struct mark mark, size_t times);

/* The picture as bars.  0 or -ENOMEM. */
int draw_bars(const struct canvas *canvas, const struct picture *picture);

/* What the bars' symbols mean; devices of size 0 only if @idle.  0 or -ENOMEM. */
int draw_legend(const struct canvas *canvas, struct daxctl_region *region,
		const struct picture *picture, bool idle);

#endif
