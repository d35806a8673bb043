// SPDX-License-Identifier: GPL-2.0-only
/* check-config: checks configuration files and layouts. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/config/match.h"
#include "daxctl/layout/boot.h"
#include "daxctl/layout/document.h"
#include "daxctl/layout/read-file.h"
#include "util/array.h"

struct check_options {
	bool trust_file;
};

/* The labels of all layouts: udev can make only one link of each. */
struct used_label {
	char text[LABEL_MAX + 1];
	int file;		/* the number of the layout */
};

struct check {
	bool trust_file;
	struct used_label *labels;
	size_t count;
	char **files;
	int file_count;
};

static const struct option_def options[] = {
	OPTION_TRUST_FILE(struct check_options),
	{ 0 }
};

static int add_label(struct check *check, const char *text)
{
	struct used_label *at = array_grow(check->labels, check->count, sizeof(*at));

	if (!at)
		return -ENOMEM;
	check->labels = at;
	at[check->count].file = check->file_count - 1;
	snprintf(at[check->count++].text, sizeof(at->text), "%s", text);
	return 0;
}

/* Several devices of an entry with a "count" have numbers after its label. */
static int add_labels(struct check *check, const struct device_entry *device)
{
	const char *label = device->shape.label.text;
	char text[LABEL_MAX + 16];
	int rc = 0;

	if (!*label || !device->count)
		return *label ? add_label(check, label) : 0;
	for (int i = 0; rc == 0 && i < device->count; i++) {
		snprintf(text, sizeof(text), "%s-%d", label, i);
		rc = add_label(check, text);
	}
	return rc;
}

static int add_file(struct check *check, const char *path, const struct layout *layout)
{
	char **files = array_grow(check->files, check->file_count, sizeof(*files));
	int rc = 0;

	if (!files)
		return -ENOMEM;
	check->files = files;
	files[check->file_count] = strdup(path);
	if (!files[check->file_count++])
		return -ENOMEM;
	for (size_t r = 0; r < layout->count; r++)
		for (size_t d = 0; rc == 0 && d < layout->regions[r].count; d++)
			rc = add_labels(check, &layout->regions[r].devices[d]);
	return rc;
}

static int check_layout(const char *path, void *data)
{
	struct check *check = data;
	struct problems problems = { 0 };
	struct json_object *document;
	struct layout layout;
	int rc = document_read(path, check->trust_file, &document);

	if (rc < 0)
		return rc;
	document_parse(document, &layout, &problems);
	if (!problems.rc && add_file(check, path, &layout) < 0)
		problem(&problems, -ENOMEM, ".regions", "out of memory");
	layout_clear(&layout);
	json_object_put(document);
	return problems_report(&problems, path);
}

static int by_label(const void *a, const void *b)
{
	const struct used_label *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order ? order : x->file - y->file;
}

/* A document with a label twice has been reported already. */
static int check_labels(struct check *check)
{
	int rc = 0;

	if (check->count)
		qsort(check->labels, check->count, sizeof(*check->labels), by_label);
	for (size_t i = 1; i < check->count; i++) {
		const struct used_label *before = &check->labels[i - 1], *now = &check->labels[i];

		if (!strcmp(before->text, now->text) && before->file != now->file)
			rc = report(check->files[now->file], -EINVAL, "label \"%s\" is in %s too, "
				    "and only one device can have it", now->text,
				    check->files[before->file]);
	}
	return rc;
}

static void clear_check(struct check *check)
{
	for (int i = 0; i < check->file_count; i++)
		free(check->files[i]);
	free(check->files);
	free(check->labels);
}

/* A name that ends with ".conf" is that of a configuration file, any other of a layout. */
static int check_file(const char *path, struct check *check)
{
	const char *dot = strrchr(path, '.');

	return dot && !strcmp(dot, ".conf") ? config_check_file(path, check->trust_file)
					    : check_layout(path, check);
}

static int check_all(struct daxctl_ctx *ctx, struct check *check)
{
	struct config config;
	int results[4], rc = 0;

	results[0] = config_read(ctx, check->trust_file, &config);
	results[1] = config_check_groups(&config);
	results[2] = each_boot_layout(check_layout, check);
	results[3] = check_labels(check);
	config_clear(&config);
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		if (results[i] < 0)
			rc = results[i];
	return rc;
}

static int run_check(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct check_options *o = data;
	struct check check = { .trust_file = o->trust_file };
	int rc = count ? check_file(operands[0], &check) : check_all(ctx, &check);

	clear_check(&check);
	return rc;
}

const struct command check_config_command = {
	.name = "check-config",
	.summary = "check configuration files and layouts",
	.operands = "[FILE]",
	.max_operands = 1,
	.options = options,
	.options_size = sizeof(struct check_options),
	.run = run_check,
};
