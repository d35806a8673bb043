// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bars of a map.  The upper bar shows the owner of each part of the region, the lower
 * one the state of the memory blocks.  A region of many pieces gets several lines of bars.
 */
#include <errno.h>
#include <stdlib.h>

#include "daxctl/list/map-bars.h"
#include "util/mul-div.h"

enum {
	INDENT = 2,
	MIN_WIDTH = 8,		/* even if the terminal is narrower */
	CELLS_FOR_PIECE = 2,	/* on average; with fewer cells, add a line */
};

/* ---- symbols ---- */

struct mark owner_mark(struct daxctl_dev *dev)
{
	static const char symbols[] =
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	static const char *const colors[] = { "36", "33", "35", "32", "34", "31" };
	enum { COLORS = sizeof(colors) / sizeof(colors[0]) };
	int id = dev ? daxctl_dev_get_id(dev) : -1;

	if (id < 0)
		return (struct mark){ '.', NULL };
	return (struct mark){ (size_t)id < sizeof(symbols) - 1 ? symbols[id] : '#',
			      colors[id % COLORS] };
}

struct mark state_mark(int state)
{
	switch (state) {
	case DAXCTL_BLOCK_MOVABLE:
		return (struct mark){ 'm', "32" };
	case DAXCTL_BLOCK_KERNEL:
		return (struct mark){ 'k', "33" };
	case DAXCTL_BLOCK_OFFLINE:
		return (struct mark){ '-', "31" };
	default:
		return (struct mark){ ' ', NULL };
	}
}

void draw_mark(const struct canvas *canvas, struct mark mark, size_t times)
{
	bool color = canvas->color && mark.color;

	if (color)
		fprintf(canvas->to, "\033[%sm", mark.color);
	while (times--)
		fputc(mark.symbol, canvas->to);
	if (color)
		fputs("\033[0m", canvas->to);
}

/* ---- widths ---- */

/*
 * The end of each piece is rounded to the nearest cell, then moved right until each piece
 * before it has a cell, and then left until each piece after it has one.  So a small piece
 * takes its cell from its neighbours, and other pieces are not moved.
 */
void scale_pieces(const struct piece *pieces, size_t count, size_t cells, size_t *ends)
{
	u64 total = 0, sum = 0;

	/* Contradictory attributes can give any sizes. */
	for (size_t i = 0; i < count; i++)
		if (__builtin_add_overflow(total, pieces[i].size, &total))
			total = ULLONG_MAX;
	for (size_t i = 0; i < count; i++) {
		size_t before = i ? ends[i - 1] : 0;

		if (__builtin_add_overflow(sum, pieces[i].size, &sum))
			sum = ULLONG_MAX;
		ends[i] = mul_add_div(sum, cells, total / 2, total, NULL);
		if (ends[i] <= before)
			ends[i] = before + 1;
	}
	for (size_t i = count; i-- > 0;) {
		size_t limit = cells - (count - 1 - i);

		if (ends[i] > limit)
			ends[i] = limit;
	}
}

/* ---- lines ---- */

struct bars {
	const struct canvas *canvas;
	const struct picture *picture;
	const size_t *ends;	/* for each piece, the cell after its last one */
};

typedef struct mark mark_fn(const struct piece *piece);

static struct mark mark_of_owner(const struct piece *piece)
{
	return owner_mark(piece->dev);
}

static struct mark mark_of_state(const struct piece *piece)
{
	return state_mark(piece->state);
}

static void draw_line(const struct bars *bars, size_t from, size_t to, mark_fn *mark)
{
	struct mark now = { 0 };
	size_t times = 0;

	fprintf(bars->canvas->to, "%*s", INDENT, "");
	for (size_t i = 0; from < to; i++) {
		size_t end = bars->ends[i] < to ? bars->ends[i] : to;
		struct mark next = mark(&bars->picture->at[i]);

		if (end <= from)
			continue;
		if (times && next.symbol != now.symbol) {
			draw_mark(bars->canvas, now, times);
			times = 0;
		}
		now = next;
		times += end - from;
		from = end;
	}
	draw_mark(bars->canvas, now, times);
	fputc('\n', bars->canvas->to);
}

/* The cell after the last memory block in the line; @from if the line has no blocks. */
static size_t end_of_states(const struct bars *bars, size_t from, size_t to)
{
	size_t begin = 0, last = from;

	for (size_t i = 0; i < bars->picture->count && begin < to; i++) {
		if (bars->picture->at[i].state != NO_BLOCK && bars->ends[i] > from)
			last = bars->ends[i] < to ? bars->ends[i] : to;
		begin = bars->ends[i];
	}
	return last;
}

int draw_bars(const struct canvas *canvas, const struct picture *picture)
{
	size_t width = canvas->width < INDENT + MIN_WIDTH ? MIN_WIDTH
							 : canvas->width - INDENT;
	size_t lines = (CELLS_FOR_PIECE * picture->count + width - 1) / width;
	size_t *ends = calloc(picture->count, sizeof(*ends));
	struct bars bars = { .canvas = canvas, .picture = picture, .ends = ends };

	if (!ends)
		return -ENOMEM;
	scale_pieces(picture->at, picture->count, lines * width, ends);
	for (size_t from = 0; from < lines * width; from += width) {
		size_t states = end_of_states(&bars, from, from + width);

		draw_line(&bars, from, from + width, mark_of_owner);
		if (states > from)
			draw_line(&bars, from, states, mark_of_state);
	}
	free(ends);
	return 0;
}
