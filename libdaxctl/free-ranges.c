// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Where a region starts, and what of it is free.  dax_region says neither: the free
 * parts are what the ranges of its devices leave, and for the start there are several
 * witnesses, each believed only if the region, placed there, holds all of its devices.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <libdaxctl/attributes.h>
#include <util/array.h>

/* All that is in use. */
struct usage {
	struct ranges ranges;		/* by address */
	u64 size;			/* of the region */
	u64 seed;			/* what an empty device says of where it is; 0: nothing */
};

static int add_ranges(struct ranges *all, const struct ranges *more)
{
	for (size_t i = 0; i < more->count; i++) {
		struct range *at = array_grow(all->at, all->count, sizeof(*at));

		if (!at)
			return -ENOMEM;
		all->at = at;
		all->at[all->count++] = more->at[i];
	}
	return 0;
}

static int compare_starts(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static int read_usage(struct daxctl_region *region, struct usage *usage)
{
	struct daxctl_dev *dev;
	int rc = region_lock(region, false);

	*usage = (struct usage){ .size = region_number(region, REGION_SIZE) };
	if (rc < 0)
		return rc;
	daxctl_dev_foreach(region, dev) {
		struct ranges ranges = { 0 };

		if (!device_number(dev, DEVICE_SIZE)) {
			usage->seed = device_number(dev, DEVICE_RESOURCE);
			continue;
		}
		rc = device_ranges(dev, &ranges);
		if (rc == 0 && (rc = add_ranges(&usage->ranges, &ranges)) < 0)
			fail(region->ctx, -rc, "%m");
		free(ranges.at);
		if (rc < 0)
			break;
	}
	region_unlock(region);
	if (usage->ranges.count)
		qsort(usage->ranges.at, usage->ranges.count, sizeof(*usage->ranges.at),
		      compare_starts);
	if (rc < 0)
		free(usage->ranges.at);
	return rc;
}

/* Would a region that starts there hold all that is in use? */
static bool holds(const struct usage *usage, u64 start)
{
	const struct ranges *ranges = &usage->ranges;

	return usage->size != ULLONG_MAX && start &&
	       (!ranges->count || (start <= ranges->at[0].start &&
				   ranges->at[ranges->count - 1].end - start < usage->size));
}

/* If all is in use, there is no other place for the region. */
static bool start_of_full(struct daxctl_region *region, const struct usage *usage, u64 *start)
{
	const struct ranges *ranges = &usage->ranges;

	(void)region;
	if (!ranges->count ||
	    ranges->at[ranges->count - 1].end - ranges->at[0].start != usage->size - 1)
		return false;
	*start = ranges->at[0].start;
	return true;
}

/* A namespace of persistent memory has this attribute. */
static bool start_of_parent(struct daxctl_region *region, const struct usage *usage, u64 *start)
{
	return sysfs_read_number(&region->dir, "resource", 0, start) == 0 &&
	       holds(usage, *start);
}

/* An empty device shows where the region begins. */
static bool start_of_seed(struct daxctl_region *region, const struct usage *usage, u64 *start)
{
	(void)region;
	*start = usage->seed;
	return holds(usage, *start);
}

/*
 * Resources are nested or apart, so one of the region's size around its devices can
 * only be the region itself.
 */
static bool start_in_iomem(struct daxctl_region *region, const struct usage *usage, u64 *start)
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
			end - *start == usage->size - 1 && holds(usage, *start);
	free(line);
	if (file)
		fclose(file);
	return found;
}

static int find_start(struct daxctl_region *region, const struct usage *usage, u64 *start)
{
	static bool (*const witnesses[])(struct daxctl_region *region,
					 const struct usage *usage, u64 *start) = {
		start_of_full, start_of_parent, start_of_seed, start_in_iomem,
	};
	u64 found;

	for (size_t i = 0; i < sizeof(witnesses) / sizeof(witnesses[0]); i++)
		if (witnesses[i](region, usage, &found)) {
			*start = found;
			return 0;
		}
	return fail(region->ctx, ENXIO, "nothing tells where region %d starts", region->id);
}

EXPORT int daxctl_region_get_start(struct daxctl_region *region, unsigned long long *start)
{
	struct usage usage;
	int rc;

	failure_clear(region->ctx);
	rc = read_usage(region, &usage);
	if (rc < 0)
		return rc;
	rc = find_start(region, &usage, start);
	free(usage.ranges.at);
	return rc;
}

/* What lies between @start and the ranges in use, and behind them. */
static int find_gaps(const struct usage *usage, u64 start, struct daxctl_range *gaps)
{
	u64 end = start + usage->size - 1;
	int count = 0;

	for (size_t i = 0; i < usage->ranges.count; i++) {
		const struct range *used = &usage->ranges.at[i];

		if (used->start < start || used->end > end)
			return -ERANGE;
		if (used->start > start)
			gaps[count++] = (struct daxctl_range){ start, used->start - 1 };
		start = used->end + 1;
	}
	if (start <= end)
		gaps[count++] = (struct daxctl_range){ start, end };
	return count;
}

EXPORT int daxctl_region_get_free_ranges(struct daxctl_region *region,
					 struct daxctl_range **ranges)
{
	struct daxctl_range *gaps;
	struct usage usage;
	u64 start;
	int rc;

	failure_clear(region->ctx);
	rc = read_usage(region, &usage);
	if (rc < 0)
		return rc;
	rc = find_start(region, &usage, &start);
	gaps = calloc(usage.ranges.count + 1, sizeof(*gaps));
	if (rc == 0 && !gaps)
		rc = fail(region->ctx, ENOMEM, "%m");
	if (rc == 0 && (rc = find_gaps(&usage, start, gaps)) == -ERANGE)
		fail(region->ctx, ERANGE, "the ranges of region %d do not fit together",
		     region->id);
	free(usage.ranges.at);
	if (rc < 0)
		free(gaps);
	else
		*ranges = gaps;
	return rc;
}
