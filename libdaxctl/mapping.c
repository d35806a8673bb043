// SPDX-License-Identifier: LGPL-2.1-or-later
#include <string.h>

#include <libdaxctl/attributes.h>
#include <libdaxctl/mapping.h>
#include <libdaxctl/sysfs.h>

/* ---- ranges ---- */

struct collector {
	struct sysfs_dir *dir;
	const char *device;
	struct ranges ranges;
};

static int read_number(const struct collector *to, const char *mapping,
		       const char *attribute, u64 *value)
{
	return dax_sysfs_read_numberf(to->dir, 16, value, "%s/%s/%s", to->device, mapping,
				      attribute);
}

static int collect_range(const char *entry, void *data)
{
	static const char prefix[] = "mapping";
	const size_t len = sizeof(prefix) - 1;
	struct collector *to = data;
	struct range range;
	int rc;

	if (strncmp(entry, prefix, len) || entry[len] < '0' || entry[len] > '9')
		return 0;
	if ((rc = read_number(to, entry, "start", &range.start)) < 0 ||
	    (rc = read_number(to, entry, "end", &range.end)) < 0 ||
	    (rc = read_number(to, entry, "page_offset", &range.page_offset)) < 0)
		return rc;
	return ranges_add(&to->ranges, &range);
}

/*
 * Most devices have one range, and reading it without reading the directory halves the
 * number of system calls.  The kernel numbers mappings from 0 as it adds them, removes the
 * last one first, and begins each device at page offset 0.  This adds nothing if the device
 * has more ranges.  A single range is as large as its device; @size is 0 if that is unknown.
 */
static int read_first_range(struct collector *to, u64 size)
{
	struct range range = { 0 };
	int rc;

	if (dax_sysfs_existsf(to->dir, "%s/mapping1", to->device))
		return 0;
	rc = read_number(to, "mapping0", "start", &range.start);
	if (rc == 0 && size)
		range.end = range.start + size - 1;
	else if (rc == 0)
		rc = read_number(to, "mapping0", "end", &range.end);
	if (rc == -ENOENT)
		return 0;
	return rc < 0 ? rc : ranges_add(&to->ranges, &range);
}

/* Before Linux 5.10, each device has one range, and there are no mapping directories. */
static int read_only_range(struct collector *to)
{
	u64 start = dax_device_number(to->dir, to->device, DEVICE_RESOURCE);
	u64 size = dax_device_number(to->dir, to->device, DEVICE_SIZE);
	struct range range = { .start = start, .end = start + size - 1 };

	return start && size ? ranges_add(&to->ranges, &range) : 0;
}

int dax_ranges_read(struct sysfs_dir *dir, const char *device, u64 size,
		    struct ranges *ranges)
{
	struct collector to = { .dir = dir, .device = device };
	int rc = read_first_range(&to, size);

	if (rc == 0 && !to.ranges.count)
		rc = dax_sysfs_each_entryf(dir, collect_range, &to, "%s", device);
	if (rc == 0 && !to.ranges.count)
		rc = read_only_range(&to);
	if (rc < 0) {
		free(to.ranges.at);
		return rc;
	}
	if (to.ranges.count)
		qsort(to.ranges.at, to.ranges.count, sizeof(*to.ranges.at),
		      range_compare_offsets);
	*ranges = to.ranges;
	return 0;
}

/* ---- objects ---- */

struct daxctl_mapping {
	struct daxctl_mapping *next;
	struct range range;
	bool live;		/* false: the device no longer has this range */
};

int dax_mappings_update(struct daxctl_mapping **list, const struct ranges *ranges)
{
	struct daxctl_mapping **link = list;
	int rc = 0;

	for (size_t i = 0; i < ranges->count; i++) {
		if (!*link)
			*link = calloc(1, sizeof(**link));
		if (!*link) {
			rc = -ENOMEM;
			break;
		}
		(*link)->range = ranges->at[i];
		(*link)->live = true;
		link = &(*link)->next;
	}
	for (; *link; link = &(*link)->next)
		(*link)->live = false;
	return rc;
}

struct daxctl_mapping *dax_mappings_first(struct daxctl_mapping *list)
{
	return list && list->live ? list : NULL;
}

void dax_mappings_free(struct daxctl_mapping *list)
{
	while (list) {
		struct daxctl_mapping *next = list->next;

		free(list);
		list = next;
	}
}

/* ---- public functions ---- */

EXPORT struct daxctl_mapping *daxctl_mapping_get_next(struct daxctl_mapping *mapping)
{
	return dax_mappings_first(mapping->next);
}

EXPORT unsigned long long daxctl_mapping_get_start(struct daxctl_mapping *mapping)
{
	return mapping->range.start;
}

EXPORT unsigned long long daxctl_mapping_get_end(struct daxctl_mapping *mapping)
{
	return mapping->range.end;
}

EXPORT unsigned long long daxctl_mapping_get_offset(struct daxctl_mapping *mapping)
{
	return mapping->range.page_offset;
}

EXPORT unsigned long long daxctl_mapping_get_size(struct daxctl_mapping *mapping)
{
	return range_size(&mapping->range);
}
