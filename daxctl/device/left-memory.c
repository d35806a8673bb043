// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/left-memory.h"
#include "util/dax-name.h"
#include "util/iomem.h"
#include "util/range.h"

static bool is_in_device(struct daxctl_dev *dev, const struct range *range)
{
	struct daxctl_mapping *mapping;

	daxctl_mapping_foreach(dev, mapping) {
		struct range own = {
			.start = daxctl_mapping_get_start(mapping),
			.end = daxctl_mapping_get_end(mapping),
		};

		if (range_overlaps(range, &own))
			return true;
	}
	return false;
}

/*
 * The kernel keeps online memory in /proc/iomem when kmem is unbound, and gives it to no
 * driver until the next boot.
 */
static bool find_left_memory(struct daxctl_dev *dev, struct range *left)
{
	FILE *file = fopen("/proc/iomem", "re");
	char line[256];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, " : System RAM (kmem)") &&
			sscanf(line, "%llx-%llx", &left->start, &left->end) == 2 &&
			is_in_device(dev, left);
	if (file)
		fclose(file);
	return found;
}

static bool is_on_bus(const char *device)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/dax/devices/%s", device);
	return access(path, F_OK) == 0;
}

/* Programs may list another directory than /sys, to which /proc/iomem does not belong. */
static bool lists_this_system(struct daxctl_ctx *ctx)
{
	struct daxctl_region *region;

	daxctl_region_foreach(ctx, region)
		if (strncmp(daxctl_region_get_path(region), "/sys/", 5))
			return false;
	return true;
}

/* The kernel may keep the line of a device too, so the device is looked for on the bus. */
void note_memory_without_device(struct daxctl_ctx *ctx)
{
	enum { MAX_DEPTH = 16 };
	/* at each depth: the device that has the line */
	char device[MAX_DEPTH][IOMEM_NAME_MAX] = { "" };
	FILE *file = lists_this_system(ctx) ? fopen("/proc/iomem", "re") : NULL;
	char line[256], name[IOMEM_NAME_MAX];
	unsigned int depth;
	struct range range;
	int region, id;

	while (file && fgets(line, sizeof(line), file)) {
		if (!iomem_parse_line(line, &depth, &range, name) || depth >= MAX_DEPTH)
			continue;
		if (dax_name_parse(name, false, &region, &id))
			strcpy(device[depth], name);
		else
			strcpy(device[depth], depth ? device[depth - 1] : "");
		/* The addresses are 0 for users who may not see them. */
		if (!range.end || strcmp(name, "System RAM (kmem)"))
			continue;
		if (!device[depth][0] || !is_on_bus(device[depth]))
			fprintf(stderr,
				"daxctl: memory at %#llx-%#llx is in use as system RAM, "
				"but its device is gone; reboot to free it\n",
				range.start, range.end);
	}
	if (file)
		fclose(file);
}

int report_not_bound(struct daxctl_dev *dev, int rc, const char *what)
{
	const char *name = daxctl_dev_get_devname(dev);
	struct range left;

	report_failure(daxctl_dev_get_ctx(dev), name, rc, what);
	if (!daxctl_dev_is_enabled(dev) && find_left_memory(dev, &left))
		report(name, rc, "its memory at %#llx-%#llx has been in use as system RAM since "
		       "kmem was unbound; reboot to free it", left.start, left.end);
	return rc;
}
