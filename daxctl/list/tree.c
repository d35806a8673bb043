// SPDX-License-Identifier: GPL-2.0-only
/* `list' as a tree: regions, their devices, and the mappings of the devices. */
#include <errno.h>
#include <langinfo.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/late-libraries.h"
#include "daxctl/list/columns.h"
#include "daxctl/list/formats.h"
#include "util/size.h"

/* The columns after the name.  More would not fit 80 columns beside the addresses. */
static const char *const shown[] = {
	"SIZE", "FREE", "MODE", "STATE", "ONLINE", "ZONE",
};
enum { SHOWN = sizeof(shown) / sizeof(shown[0]), NAME_INDEX = 0, SIZE_INDEX = 1 };

static int add_columns(struct libscols_table *tree)
{
	if (!scols_table_new_column(tree, "NAME", 8, SCOLS_FL_TREE))
		return -ENOMEM;
	for (size_t i = 0; i < SHOWN; i++) {
		const struct column *column = find_column(shown[i], strlen(shown[i]));
		int flags = column->flags & RIGHT_ALIGNED ? SCOLS_FL_RIGHT : 0;

		if (!scols_table_new_column(tree, column->name, column->width, flags))
			return -ENOMEM;
	}
	return 0;
}

/* Returns a new line with the name, or NULL when out of memory. */
static struct libscols_line *add_name(struct libscols_table *tree,
				      struct libscols_line *parent, const char *name)
{
	struct libscols_line *line = scols_table_new_line(tree, parent);

	return line && scols_line_set_data(line, NAME_INDEX, name) == 0 ? line : NULL;
}

static struct libscols_line *add_row(struct libscols_table *tree,
				     struct libscols_line *parent, const char *name,
				     const struct row *row)
{
	struct libscols_line *line = add_name(tree, parent, name);

	for (size_t i = 0; line && i < SHOWN; i++) {
		char *text;

		if (find_column(shown[i], strlen(shown[i]))->get(row, &text) < 0)
			return NULL;
		if (text && scols_line_refer_data(line, NAME_INDEX + 1 + i, text) < 0) {
			free(text);
			return NULL;
		}
	}
	return line;
}

static int add_mappings(struct libscols_table *tree, struct libscols_line *parent,
		      struct daxctl_dev *dev)
{
	struct daxctl_mapping *mapping;

	daxctl_mapping_foreach(dev, mapping) {
		struct libscols_line *line;
		char name[64], size[SIZE_TEXT_MAX];

		snprintf(name, sizeof(name), "%#llx-%#llx",
			 daxctl_mapping_get_start(mapping),
			 daxctl_mapping_get_end(mapping));
		format_exact_size(daxctl_mapping_get_size(mapping), size);
		line = add_name(tree, parent, name);
		if (!line || scols_line_set_data(line, SIZE_INDEX, size) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int add_region(struct libscols_table *tree, struct daxctl_region *region,
		      const struct list_options *list)
{
	struct row row = { .region = region };
	struct libscols_line *top, *line;
	char name[32];
	int rc = 0;

	snprintf(name, sizeof(name), "region%d", daxctl_region_get_id(region));
	top = add_row(tree, NULL, name, &row);
	if (!top)
		return -ENOMEM;
	for (row.dev = daxctl_dev_get_first(region); rc == 0 && row.dev;
	     row.dev = daxctl_dev_get_next(row.dev)) {
		struct memory_count count;

		if (!list_has_device(list, row.dev))
			continue;
		row.memory = count_memory(row.dev, &count) ? &count : NULL;
		line = add_row(tree, top, daxctl_dev_get_devname(row.dev), &row);
		rc = line ? add_mappings(tree, line, row.dev) : -ENOMEM;
	}
	return rc;
}

/* Print the tree without the blanks of empty cells at the ends of lines. */
static int print_tree(struct libscols_table *tree)
{
	char *text = NULL, *line, *rest;
	int rc = scols_print_table_to_string(tree, &text);

	for (rest = text; rc == 0 && (line = strsep(&rest, "\n")) && (rest || *line);) {
		size_t len = strlen(line);

		while (len && line[len - 1] == ' ')
			len--;
		printf("%.*s\n", (int)len, line);
	}
	free(text);
	return rc;
}

int list_as_tree(struct daxctl_ctx *ctx, const struct list_options *list)
{
	int rc = need_late_library("list", LIBSMARTCOLS);
	struct libscols_table *tree;
	struct daxctl_region *region;

	if (rc < 0)
		return rc;
	tree = scols_new_table();
	rc = tree ? add_columns(tree) : -ENOMEM;
	daxctl_region_foreach(ctx, region)
		if (rc == 0 && list_has_region(list, region))
			rc = add_region(tree, region, list);
	if (rc == 0) {
		setlocale(LC_CTYPE, "");
		scols_table_enable_ascii(tree, strcmp(nl_langinfo(CODESET), "UTF-8"));
		if (print_tree(tree) < 0)
			rc = -ENOMEM;
	}
	scols_unref_table(tree);
	return rc;
}
