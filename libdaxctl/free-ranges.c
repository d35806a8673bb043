// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The start of a region and its free ranges.  The kernel shows neither.  The free ranges
 * are the gaps between the ranges of the region's devices.  Several sources can show the
 * start. A source is used only if a region with that start contains all ranges in use.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <libdaxctl/device-list.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/sysfs.h>

struct usage {
	struct ranges ranges;		/* in use, by address */
	u64 size;			/* of the region */
	u64 seed;			/* "resource" of an empty device; 0: none */
};

static int add_device(struct usage *usage, struct daxctl_dev *dev)
{
	struct ranges ranges = { 0 };
	int rc = dax_device_ranges(dev, &ranges);

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < ranges.count; i++)
		rc = ranges_add(&usage->ranges, &ranges.at[i]);
	free(ranges.at);
	return rc < 0 ? dax_fail(dev->region->ctx, -rc, "%m") : 0;
}

static int read_usage(struct daxctl_region *region, struct usage *usage)
{
	struct daxctl_dev *dev;
	int rc = dax_region_lock(region, false);

	*usage = (struct usage){.size = daxctl_region_get_size(region)};
	if (rc < 0)
		return rc;
	daxctl_dev_foreach (region, dev) {
		if (!daxctl_dev_get_size(dev))
			usage->seed = daxctl_dev_get_resource(dev);
		else if ((rc = add_device(usage, dev)) < 0)
			break;
	}
	dax_region_unlock(region);
	if (usage->ranges.count)
		qsort(usage->ranges.at, usage->ranges.count, sizeof(*usage->ranges.at),
		      range_compare_starts);
	if (rc < 0)
		free(usage->ranges.at);
	return rc;
}

/* Would a region that starts at @start contain all ranges in use? */
static bool is_possible_start(const struct usage *usage, u64 start)
{
	const struct ranges *ranges = &usage->ranges;

	return usage->size != ULLONG_MAX && start &&
	       (!ranges->count ||
		(start <= ranges->at[0].start &&
		 ranges->at[ranges->count - 1].end - start < usage->size));
}

/* If the ranges fill the region, they show its start. */
static bool start_of_full(struct daxctl_region *region, const struct usage *usage,
			  u64 *start)
{
	const struct ranges *ranges = &usage->ranges;

	(void)region;
	if (!ranges->count ||
	    ranges->at[ranges->count - 1].end - ranges->at[0].start != usage->size - 1)
		return false;
	*start = ranges->at[0].start;
	return true;
}

/* The parent of a static region, a namespace, has this attribute. */
static bool start_of_parent(struct daxctl_region *region, const struct usage *usage,
			    u64 *start)
{
	return dax_sysfs_read_numberf(&region->dir, 0, start, "resource") == 0 &&
	       is_possible_start(usage, *start);
}

/* The attribute "resource" of an empty device is the start of the region. */
static bool start_of_seed(struct daxctl_region *region, const struct usage *usage,
			  u64 *start)
{
	(void)region;
	*start = usage->seed;
	return is_possible_start(usage, *start);
}

/*
 * Resources are nested or disjoint, so a resource of the region's size that contains all of
 * its devices is the region.
 */
static bool start_in_iomem(struct daxctl_region *region, const struct usage *usage,
			   u64 *start)
{
	char *path, *line = NULL;
	bool found = false;
	size_t room = 0;
	FILE *file;
	u64 end;

	if (!usage->ranges.count || asprintf(&path, "%s/iomem", region->ctx->proc_root) < 0)
		return false;
	file = fopen(path, "re");
	free(path);
	while (file && !found && getline(&line, &room, file) > 0)
		found = sscanf(line, "%llx-%llx :", start, &end) == 2 &&
			end - *start == usage->size - 1 && is_possible_start(usage, *start);
	free(line);
	if (file)
		fclose(file);
	return found;
}

static int find_start(struct daxctl_region *region, const struct usage *usage, u64 *start)
{
	static bool (*const sources[])(struct daxctl_region * region,
				       const struct usage *usage, u64 *start) = {
		start_of_full,
		start_of_parent,
		start_of_seed,
		start_in_iomem,
	};
	u64 found;

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (sources[i](region, usage, &found)) {
			*start = found;
			return 0;
		}
	return dax_fail(region->ctx, ENXIO, "cannot find out where region%d starts",
			region->id);
}

EXPORT int daxctl_region_get_start(struct daxctl_region *region, unsigned long long *start)
{
	struct usage usage;
	int rc;

	dax_failure_clear(region->ctx);
	rc = read_usage(region, &usage);
	if (rc < 0)
		return rc;
	rc = find_start(region, &usage, start);
	free(usage.ranges.at);
	return rc;
}

/*
 * Store the gaps before, between and after the ranges in use.  Returns their number, or
 * -ERANGE if the ranges contradict each other.
 */
static int find_gaps(const struct usage *usage, u64 start, struct daxctl_range *gaps)
{
	u64 end = start + usage->size - 1;
	int count = 0;

	for (size_t i = 0; i < usage->ranges.count; i++) {
		const struct range *used = &usage->ranges.at[i];

		if (used->start < start || used->end > end)
			return -ERANGE;
		if (used->start > start)
			gaps[count++] = (struct daxctl_range){start, used->start - 1};
		start = used->end + 1;
	}
	if (start <= end)
		gaps[count++] = (struct daxctl_range){start, end};
	return count;
}

EXPORT int daxctl_region_get_free_ranges(struct daxctl_region *region,
					 struct daxctl_range **ranges)
{
	struct daxctl_range *gaps;
	struct usage usage;
	u64 start;
	int rc;

	dax_failure_clear(region->ctx);
	rc = read_usage(region, &usage);
	if (rc < 0)
		return rc;
	rc = find_start(region, &usage, &start);
	gaps = rc < 0 ? NULL : calloc(usage.ranges.count + 1, sizeof(*gaps));
	if (gaps)
		rc = find_gaps(&usage, start, gaps);
	else if (rc == 0)
		rc = dax_fail(region->ctx, ENOMEM, "%m");
	if (rc == -ERANGE)
		dax_fail(region->ctx, ERANGE,
			 "the ranges of region%d overlap or do not fit into it", region->id);
	free(usage.ranges.at);
	if (rc < 0)
		free(gaps);
	else
		*ranges = gaps;
	return rc;
}
