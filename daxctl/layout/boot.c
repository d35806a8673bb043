// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/report.h"
#include "daxctl/layout/boot.h"
#include "daxctl/layout/document.h"
#include "daxctl/layout/read-file.h"
#include "daxctl/layout/match-region.h"

static int is_layout(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return *entry->d_name != '.' && dot && !strcmp(dot, ".json");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);	/* independent of the locale */
}

int each_boot_layout(int (*visit)(const char *path, void *data), void *data)
{
	struct dirent **entries;
	int status = 0, count = scandir(LAYOUTS_DIRECTORY, &entries, is_layout, by_name);

	if (count < 0)
		return errno == ENOENT ? 0 : report(LAYOUTS_DIRECTORY, -errno,
						    "cannot be read: %m");
	for (int i = 0; i < count; i++) {
		char *path;
		int rc = -ENOMEM;

		if (asprintf(&path, LAYOUTS_DIRECTORY "/%s", entries[i]->d_name) >= 0) {
			rc = visit(path, data);
			free(path);
		}
		if (rc < 0 && status == 0)
			status = rc;
		free(entries[i]);
	}
	free(entries);
	return status;
}

struct question {
	struct daxctl_dev *dev;
	bool found;
};

/* With "keep", a layout leaves the devices alone that it does not describe. */
static int look_for_region(const char *path, void *data)
{
	struct daxctl_region *region = daxctl_dev_get_region(((struct question *)data)->dev);
	struct question *question = data;
	struct problems problems = { 0 };
	struct json_object *document;
	struct layout layout;

	if (question->found || document_read(path, false, &document) < 0)
		return 0;
	document_parse(document, &layout, &problems);
	for (size_t r = 0; !problems.rc && r < layout.count; r++)
		if (layout.regions[r].others != OTHERS_KEEP &&
		    resolve_match(daxctl_region_get_ctx(region), &layout.regions[r],
				  &problems) == region)
			question->found = true;
	layout_clear(&layout);
	problems_clear(&problems);
	json_object_put(document);
	return 0;
}

bool boot_layout_has(struct daxctl_dev *dev)
{
	struct question question = { .dev = dev };

	each_boot_layout(look_for_region, &question);
	return question.found;
}
