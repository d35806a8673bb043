// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/left-memory.h"
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
