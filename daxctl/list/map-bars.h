/* SPDX-License-Identifier: GPL-2.0-only */
/* The bars of a map, and the symbols in them. */
#ifndef DAXCTL_LIST_MAP_BARS_H
#define DAXCTL_LIST_MAP_BARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "daxctl/list/map-picture.h"

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

/*
 * Share @cells among @count pieces, which are no more: by size, but each gets one at
 * least.  @ends[i] becomes the cell after the last one of piece i.
 */
void scale_pieces(const struct piece *pieces, size_t count, size_t cells, size_t *ends);

#endif
