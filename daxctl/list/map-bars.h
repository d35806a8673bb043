/* SPDX-License-Identifier: GPL-2.0-only */
/* The bars of a map, and the symbols in them. */
#ifndef DAXCTL_LIST_MAP_BARS_H
#define DAXCTL_LIST_MAP_BARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "daxctl/list/map-picture.h"

/* The output stream and its properties. */
struct canvas {
	FILE *to;
	size_t width;
	bool color;
};

/* A symbol, and the SGR parameter of its colour; NULL: no colour. */
struct mark {
	char symbol;
	const char *color;
};

/* The mark of a device (NULL: free memory), and of memory blocks in a state. */
struct mark owner_mark(struct daxctl_dev *dev);
struct mark state_mark(int state);
void draw_mark(const struct canvas *canvas, struct mark mark, size_t times);

/* Draw the picture as bars.  Returns 0 or -ENOMEM. */
int draw_bars(const struct canvas *canvas, const struct picture *picture);

/*
 * Distribute @cells among @count pieces in proportion to their sizes, but at least one to
 * each; @count must not exceed @cells.  @ends[i] becomes the cell after the last of piece
 * i.
 */
void scale_pieces(const struct piece *pieces, size_t count, size_t cells, size_t *ends);

#endif
