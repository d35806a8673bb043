// SPDX-License-Identifier: GPL-2.0-only
/* `list' as a map: a picture of each region, and its legend. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/json.h"
#include "daxctl/device/select.h"
#include "daxctl/list/formats.h"
#include "daxctl/list/map-legend.h"
#include "daxctl/list/terminal.h"
#include "util/size.h"

static void draw_header(const struct canvas *canvas, struct daxctl_region *region,
			const struct picture *picture)
{
	unsigned long long size = daxctl_region_get_size(region);
	unsigned long long available = picture->unplaced;
	char text[SIZE_TEXT_MAX];

	fprintf(canvas->to, "region%d %s: ", daxctl_region_get_id(region),
		short_region_path(region));
	if (size == ULLONG_MAX) {
		fputs("of unknown size\n", canvas->to);
		return;
	}
	format_exact_size(size, text);
	fprintf(canvas->to, "%s, ", text);
	for (size_t i = 0; i < picture->count; i++)
		available += picture->at[i].dev ? 0 : picture->at[i].size;
	if (!picture->count)
		available = daxctl_region_get_available_size(region);
	format_exact_size(available, text);
	fprintf(canvas->to, "%s free\n", text);
}

static int draw_picture(const struct canvas *canvas, const struct picture *picture)
{
	char text[SIZE_TEXT_MAX];

	if (picture->unplaced) {
		format_exact_size(picture->unplaced, text);
		fprintf(canvas->to,
			"  (%s of it is not drawn: the start of the region is unknown)\n", text);
	}
	return picture->count ? draw_bars(canvas, picture) : 0;
}

/* The region is locked if @rc is 0; else @rc is the reason why it is not. */
static int draw_region(const struct canvas *canvas, struct daxctl_region *region, int rc,
		       bool idle)
{
	struct picture picture = { 0 };
	int drawn;

	if (rc == 0)
		rc = read_picture(region, &picture);
	draw_header(canvas, region, &picture);
	if (rc == -EACCES || rc == -EPERM)
		fprintf(canvas->to,
			"  (no picture: only root can read the addresses)\n");
	drawn = rc == 0 ? draw_picture(canvas, &picture) : 0;
	if (drawn == 0)
		drawn = draw_legend(canvas, region, &picture, idle);
	free_picture(&picture);
	return drawn < 0 ? drawn : rc;
}

/* Report why there is no picture, except for missing permissions, noted in the map. */
static int report_missing(struct daxctl_region *region, int rc)
{
	char name[32];

	if (rc == -EACCES || rc == -EPERM)
		return 0;
	if (rc == 0 || rc == -ENOMEM)
		return rc;
	fflush(stdout);
	snprintf(name, sizeof(name), "region%d", daxctl_region_get_id(region));
	if (rc == -ERANGE)
		return report(name, rc,
			      "no picture: its ranges contradict each other or its size");
	return report_failure(daxctl_region_get_ctx(region), name, rc, "draw it");
}

/*
 * The map is drawn into memory and printed after the region is unlocked, because a slow
 * reader of standard output must not keep other processes from changing the region.
 */
static int map_region(struct canvas canvas, struct daxctl_region *region, bool idle)
{
	char *text = NULL;
	size_t size = 0;
	int locked, rc;

	canvas.to = open_memstream(&text, &size);
	if (!canvas.to)
		return -ENOMEM;
	locked = daxctl_region_lock(region, 0);
	rc = draw_region(&canvas, region, locked, idle);
	if (locked == 0)
		daxctl_region_unlock(region);
	if (fclose(canvas.to) != 0)
		rc = -ENOMEM;
	else
		fwrite(text, 1, size, stdout);
	free(text);
	return report_missing(region, rc);
}

int list_as_map(struct daxctl_ctx *ctx, const struct list_options *list)
{
	enum color_when when = COLOR_AUTO;
	struct canvas canvas = { .width = terminal_width() };
	struct daxctl_region *region;
	bool first = true;
	int rc, status = 0;

	if (list->color)
		parse_color_when(list->color, &when);
	canvas.color = color_wanted(when);
	daxctl_region_foreach(ctx, region) {
		if (!list_has_region(list, region))
			continue;
		if (!first)
			putchar('\n');
		first = false;
		rc = map_region(canvas, region, list->idle);
		if (rc < 0)
			status = rc;
	}
	return status;
}
