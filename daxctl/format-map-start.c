// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a region starts.  dax_region does not say, so it takes other witnesses: each
 * is believed only if the region, placed there, holds all of its devices.
 */
#include <stdio.h>
#include <stdlib.h>

#include "daxctl/format-map.h"

typedef unsigned long long u64;

static bool holds(u64 start, u64 size, u64 low, u64 high)
{
	return start <= low && size >= high - start;
}

/* Namespaces of persistent memory have this attribute. */
static bool read_resource(struct daxctl_region *region, u64 *start)
{
	bool found = false;
	char *path;
	FILE *file;

	if (asprintf(&path, "%s/resource", daxctl_region_get_path(region)) < 0)
		return false;
	file = fopen(path, "re");
	free(path);
	if (file) {
		found = fscanf(file, "%llx", start) == 1;
		fclose(file);
	}
	return found;
}

/*
 * Resources are nested or apart, so one of the region's size around its devices can
 * only be the region itself.
 */
static bool find_resource(u64 size, u64 low, u64 high, u64 *start)
{
	FILE *file = fopen("/proc/iomem", "re");
	char *line = NULL;
	size_t room = 0;
	bool found = false;
	u64 end;

	while (file && !found && getline(&line, &room, file) > 0)
		found = sscanf(line, "%llx-%llx :", start, &end) == 2 &&
			end - *start == size - 1 && holds(*start, size, low, high);
	free(line);
	if (file)
		fclose(file);
	return found;
}

bool find_region_start(struct daxctl_region *region, u64 size, u64 low, u64 high,
		       u64 *start)
{
	u64 at;

	if (high - low == size)
		at = low;
	else if ((!read_resource(region, &at) || !holds(at, size, low, high)) &&
		 !find_resource(size, low, high, &at))
		return false;
	*start = at;
	return true;
}
