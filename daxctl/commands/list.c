// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/progress.h"
#include "daxctl/cli/report-line.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/left-memory.h"
#include "daxctl/device/select.h"
#include "daxctl/list/columns.h"
#include "daxctl/list/formats.h"
#include "daxctl/list/terminal.h"

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct list_options, region,
		     "show only this region"),
	OPTION_VALUE('d', "dev", "DEVICE", struct list_options, device,
		     "show only this device"),
	OPTION_BOOL('D', "devices", struct list_options, devices, "show devices"),
	OPTION_BOOL('R', "regions", struct list_options, regions, "show regions"),
	OPTION_BOOL('M', "mappings", struct list_options, mappings,
		    "show the mappings (physical ranges) of devices"),
	OPTION_BOOL('i', "idle", struct list_options, idle,
		    "also show devices of size 0"),
	OPTION_BOOL('u', "human", struct list_options, human,
		    "print sizes with units and addresses in hex"),
	OPTION_BOOL('v', "verbose", struct list_options, verbose,
		    "also show CXL memory devices and the place of memory"),
	OPTION_BOOL(0, "usage", struct list_options, usage,
		    "show what online memory is used for, and by whom"),
	OPTION_VALUE('F', "format", "FORMAT", struct list_options, format,
		     "output format: json (default), table, tree or map"),
	OPTION_BOOL('j', "json", struct list_options, json, "same as --format=json"),
	OPTION_VALUE('o', "output", "COLUMNS", struct list_options, output,
		     "columns of the table, separated by commas"),
	OPTION_BOOL('n', "noheadings", struct list_options, noheadings,
		    "print the table without headings"),
	OPTION_VALUE(0, "color", "WHEN", struct list_options, color,
		     "use colours in the map: auto, always or never"),
	OPTION_WAIT(struct list_options),
	{ 0 }
};

static const struct format {
	const char *name;
	int (*print)(struct daxctl_ctx *ctx, const struct list_options *list);
} formats[] = {
	{ "json", list_as_json },
	{ "table", list_as_table },
	{ "tree", list_as_tree },
	{ "map", list_as_map },
};

/* The format called @name, NULL if there is none.  A @name of NULL means the default. */
static const struct format *find_format(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!name || !strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

/* Check everything that does not depend on the devices of the system. */
static int check_options(const struct list_options *list)
{
	const struct format *format = find_format(list->format);
	enum color_when when;

	if (!format)
		return report("--format", -EINVAL,
			      "'%s' is not a format (json, table, tree or map)",
			      list->format);
	if (list->color && parse_color_when(list->color, &when) < 0)
		return report("--color", -EINVAL, "'%s' is not one of auto, always, never",
			      list->color);
	if (list->json && format->print != list_as_json) {
		fprintf(stderr, "daxctl list: --json excludes --format=%s\n", list->format);
		return EXIT_USAGE;
	}
	if (list->usage && format->print != list_as_json) {
		fprintf(stderr, "daxctl list: --usage is for --format=json\n");
		return EXIT_USAGE;
	}
	if (format->print == list_as_table)
		return list->output ? check_columns("--output", list->output) : 0;
	if (list->output || list->noheadings) {
		fprintf(stderr, "daxctl list: --%s is for --format=table\n",
			list->output ? "output" : "noheadings");
		return EXIT_USAGE;
	}
	return 0;
}

/* Regions that vanished while they were listed. */
static int check_regions(struct daxctl_ctx *ctx, const struct list_options *list)
{
	struct daxctl_region *region;
	int status = 0;

	daxctl_region_foreach(ctx, region) {
		const char *path = daxctl_region_get_path(region);

		if (region_matches(region, list->region) && region_has_vanished(region))
			status = report("list", -ENXIO,
					"region%d (%s) no longer exists: the listing is incomplete",
					daxctl_region_get_id(region), path);
	}
	return status;
}

/* Report everything that is missing from the listing, and fail. */
static int check_complete(struct daxctl_ctx *ctx, const struct list_options *list)
{
	int rc, status = check_regions(ctx, list);
	char text[512];

	while ((rc = daxctl_take_unread(ctx, text, sizeof(text))) < 0) {
		report_line("daxctl: %s", text);
		status = rc;
	}
	return status;
}

static int print_list(struct daxctl_ctx *ctx, struct list_options *list)
{
	struct progress progress;
	struct labels *labels;
	int rc = labels_read(false, &labels);

	if (rc < 0)
		return rc;
	list->labels = labels;
	progress_watch(ctx, &progress);
	rc = find_format(list->format)->print(ctx, list);
	progress_unwatch(ctx);
	labels_free(labels);
	fflush(stdout);		/* keeps the order if stderr is the same file */
	return rc;
}

static int run_list(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	struct list_options list = *(const struct list_options *)data;
	char *device = NULL;
	int complete, rc;

	(void)operands, (void)count;
	if (list.json && !list.format)
		list.format = "json";
	rc = check_options(&list);
	if (rc == 0)
		rc = check_sysfs();
	if (rc != 0)
		return rc;
	if (list.device) {
		device = resolve_device_name(ctx, list.device);
		if (!device)
			return report("list", -ENOMEM, "out of memory");
		list.device = device;
	}
	/* Scripts list a device until it exists, so a name that selects nothing is no error. */
	if (check_region_name(ctx, list.region) == 0)
		check_device_name(ctx, list.region, list.device);
	if (!list.devices && !list.regions) {
		list.regions = list.region;
		list.devices = list.device || !list.region;
	}
	rc = print_list(ctx, &list);
	complete = check_complete(ctx, &list);
	/* Only root sees the addresses, and only a full listing shows that none has them. */
	if (!list.region && !list.device)
		note_memory_without_device(ctx);
	free(device);
	return rc < 0 ? rc : complete;
}

const struct command list_command = {
	.name = "list",
	.summary = "show regions and devices",
	.options = options,
	.options_size = sizeof(struct list_options),
	.run = run_list,
	.print_more = print_columns,
};
