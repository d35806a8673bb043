// SPDX-License-Identifier: GPL-2.0-only
/* The legend of a map: lines for the devices, the free memory and the block states. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/device/mode.h"
#include "daxctl/list/map-legend.h"
#include "util/array.h"
#include "util/size.h"

enum { INDENT = 2, RANGES_INDENT = 6 };

struct entry {
	struct daxctl_dev *dev;		/* NULL: free memory */
	const char *name, *mode;
	char size[SIZE_TEXT_MAX];
	char status[64];
};

struct legend {
	struct entry *entries;
	size_t count;
	int name_width, mode_width, size_width, status_width;
};

static int add_entry(struct legend *legend, const struct entry *entry)
{
	struct entry *at = array_grow(legend->entries, legend->count, sizeof(*at));

	if (!at)
		return -ENOMEM;
	legend->entries = at;
	at[legend->count++] = *entry;
	return 0;
}

/* Write "2/3 online"; nothing if the device has no memory blocks. */
static void write_status(char *text, size_t size, const struct picture *picture,
			 const struct daxctl_dev *dev, unsigned long block_size)
{
	unsigned long long total = 0, online = 0;

	for (size_t i = 0; i < picture->count; i++) {
		const struct piece *piece = &picture->at[i];
		unsigned long long count;

		if (piece->dev != dev || piece->state == NO_BLOCK)
			continue;
		count = piece->size / block_size;
		total += count;
		online += piece->state == DAXCTL_BLOCK_OFFLINE ? 0 : count;
	}
	if (total)
		snprintf(text, size, "%llu/%llu online", online, total);
}

static int add_device(struct legend *legend, struct daxctl_dev *dev,
		      const struct picture *picture, unsigned long block_size)
{
	struct entry entry = {
		.dev = dev,
		.name = daxctl_dev_get_devname(dev),
		.mode = mode_name(daxctl_dev_get_mode(dev)),
	};

	format_exact_size(daxctl_dev_get_size(dev), entry.size);
	if (!daxctl_dev_is_enabled(dev))
		strcpy(entry.status, "disabled");
	else
		write_status(entry.status, sizeof(entry.status), picture, dev, block_size);
	return add_entry(legend, &entry);
}

static int add_free(struct legend *legend, const struct picture *picture)
{
	struct entry entry = { .name = "free", .mode = "" };
	unsigned long long size = 0;

	for (size_t i = 0; i < picture->count; i++)
		size += picture->at[i].dev ? 0 : picture->at[i].size;
	if (!size)
		return 0;
	format_exact_size(size, entry.size);
	return add_entry(legend, &entry);
}

static void widen(int *width, const char *text)
{
	int len = strlen(text);

	if (len > *width)
		*width = len;
}

static void measure(struct legend *legend)
{
	for (size_t i = 0; i < legend->count; i++) {
		const struct entry *entry = &legend->entries[i];

		widen(&legend->name_width, entry->name);
		widen(&legend->mode_width, entry->mode);
		widen(&legend->size_width, entry->size);
		widen(&legend->status_width, entry->status);
	}
}

/* ---- ranges ---- */

/* The index of the first piece after @i that has another owner. */
static size_t next_owner(const struct picture *picture, size_t i)
{
	struct daxctl_dev *dev = picture->at[i].dev;

	while (i < picture->count && picture->at[i].dev == dev)
		i++;
	return i;
}

/*
 * Draw the ranges of a device, as many on a line as fit, from column @column on.  If not
 * even one fits there, they begin on the next line, further to the left.  The present line
 * ends at column @at.
 */
static void draw_ranges(const struct canvas *canvas, const struct picture *picture,
			const struct daxctl_dev *dev, size_t at, size_t column)
{
	size_t next;

	for (size_t i = 0; picture->has_addresses && i < picture->count; i = next) {
		const struct piece *last;
		char text[64];
		size_t len;

		next = next_owner(picture, i);
		last = &picture->at[next - 1];
		if (picture->at[i].dev != dev)
			continue;
		len = snprintf(text, sizeof(text), "  %#llx-%#llx", picture->at[i].start,
			       last->start + last->size - 1);
		if (column != RANGES_INDENT && column + len > canvas->width) {
			column = RANGES_INDENT;
			at = canvas->width;	/* begin a new line */
		}
		if (at > column && at + len > canvas->width) {
			fputc('\n', canvas->to);
			at = 0;
		}
		if (at < column)
			fprintf(canvas->to, "%*s", (int)(column - at), "");
		fputs(text, canvas->to);
		at = (at < column ? column : at) + len;
	}
}

static void draw_entry(const struct canvas *canvas, const struct legend *legend,
		       const struct entry *entry, const struct picture *picture)
{
	size_t at = INDENT + 1, column;

	fprintf(canvas->to, "%*s", INDENT, "");
	draw_mark(canvas, owner_mark(entry->dev), 1);
	at += fprintf(canvas->to, " %-*s  %-*s  %*s", legend->name_width, entry->name,
		      legend->mode_width, entry->mode, legend->size_width, entry->size);
	column = at + (legend->status_width ? 2 + legend->status_width : 0);
	if (*entry->status)
		at += fprintf(canvas->to, "  %s", entry->status);
	draw_ranges(canvas, picture, entry->dev, at, column);
	fputc('\n', canvas->to);
}

/* ---- states ---- */

static void draw_states(const struct canvas *canvas, const struct picture *picture,
			unsigned long block_size)
{
	static const struct {
		int state;
		const char *words;
	} states[] = {
		{ DAXCTL_BLOCK_MOVABLE, "online movable" },
		{ DAXCTL_BLOCK_KERNEL, "online kernel" },
		{ DAXCTL_BLOCK_OFFLINE, "offline" },
	};
	char text[SIZE_TEXT_MAX];

	format_exact_size(block_size, text);
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		unsigned long long size = 0, count;

		for (size_t j = 0; j < picture->count; j++)
			if (picture->at[j].state == states[i].state)
				size += picture->at[j].size;
		if (!size)
			continue;
		count = size / block_size;
		fprintf(canvas->to, "%*s", INDENT, "");
		draw_mark(canvas, state_mark(states[i].state), 1);
		fprintf(canvas->to, " %s: %llu block%s of %s\n", states[i].words, count,
			count == 1 ? "" : "s", text);
	}
}

int draw_legend(const struct canvas *canvas, struct daxctl_region *region,
		const struct picture *picture, bool idle)
{
	unsigned long block_size = picture->block_size;
	struct legend legend = { 0 };
	struct daxctl_dev *dev;
	int rc = 0;

	daxctl_dev_foreach(region, dev)
		if (rc == 0 && (idle || daxctl_dev_get_size(dev)))
			rc = add_device(&legend, dev, picture, block_size);
	if (rc == 0)
		rc = add_free(&legend, picture);
	measure(&legend);
	for (size_t i = 0; rc == 0 && i < legend.count; i++)
		draw_entry(canvas, &legend, &legend.entries[i], picture);
	if (rc == 0 && block_size)
		draw_states(canvas, picture, block_size);
	free(legend.entries);
	return rc;
}
