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
#include "daxctl/layout/work.h"

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
static bool describes(const struct region_entry *entry, struct daxctl_dev *dev)
{
	struct region_work region = { entry, daxctl_dev_get_region(dev), { 0 }, { 0 }, { 0 } };
	struct problems problems = { 0 };
	bool found = false;

	if (work_plan(&region, &problems) == 0)
		for (size_t t = 0; t < region.plan.target_count; t++) {
			long device = region.plan.targets[t].device;

			found |= device != NO_DEVICE &&
				 region.state.devices[device].id == daxctl_dev_get_id(dev);
		}
	work_unplan(&region);
	problems_clear(&problems);
	return found;
}

static int look_for_device(const char *path, void *data)
{
	struct daxctl_region *region = daxctl_dev_get_region(((struct question *)data)->dev);
	struct question *question = data;
	struct problems problems = { 0 };
	struct json_object *document;
	struct layout layout;

	if (question->found || document_read(path, false, &document) < 0)
		return 0;
	document_parse(document, &layout, &problems);
	for (size_t r = 0; !problems.rc && r < layout.count; r++) {
		const struct region_entry *entry = &layout.regions[r];

		if (resolve_match(daxctl_region_get_ctx(region), entry, &problems) == region &&
		    (entry->others != OTHERS_KEEP || describes(entry, question->dev)))
			question->found = true;
	}
	layout_clear(&layout);
	problems_clear(&problems);
	json_object_put(document);
	return 0;
}

bool boot_layout_has(struct daxctl_dev *dev)
{
	struct question question = { .dev = dev };

	each_boot_layout(look_for_device, &question);
	return question.found;
}
