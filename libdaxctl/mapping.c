// SPDX-License-Identifier: LGPL-2.1-or-later
/* The physical ranges of a device. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/attributes.h>
#include <util/array.h>

struct daxctl_mapping {
	struct daxctl_mapping *next;
	struct range range;
	bool live;		/* false: the device has fewer ranges now */
};

struct collector {
	struct daxctl_dev *dev;
	struct ranges *ranges;
};

static int read_number(struct daxctl_dev *dev, const char *mapping, const char *attribute,
		       u64 *value)
{
	char *name = sysfs_join(mapping, attribute);
	int rc;

	if (!name)
		return -ENOMEM;
	rc = sysfs_read_number(&dev->region->dir, name, 16, value);
	free(name);
	return rc;
}

static int read_range(struct daxctl_dev *dev, const char *entry, struct range *range)
{
	char *mapping = sysfs_join(dev->dir, entry);
	int rc;

	if (!mapping)
		return -ENOMEM;
	if ((rc = read_number(dev, mapping, "start", &range->start)) == 0 &&
	    (rc = read_number(dev, mapping, "end", &range->end)) == 0)
		rc = read_number(dev, mapping, "page_offset", &range->page_offset);
	free(mapping);
	return rc;
}

static int collect_range(const char *entry, void *data)
{
	static const char prefix[] = "mapping";
	const size_t len = sizeof(prefix) - 1;
	struct collector *to = data;
	struct ranges *ranges = to->ranges;
	struct range range, *at;
	int rc;

	if (strncmp(entry, prefix, len) || entry[len] < '0' || entry[len] > '9')
		return 0;
	rc = read_range(to->dev, entry, &range);
	if (rc < 0)
		return rc;
	at = array_grow(ranges->at, ranges->count, sizeof(*at));
	if (!at)
		return -ENOMEM;
	ranges->at = at;
	at[ranges->count++] = range;
	return 0;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->page_offset > y->page_offset) - (x->page_offset < y->page_offset);
}

/* Kernels before 5.10 know one range and have no mapping directories. */
static int read_only_range(struct daxctl_dev *dev, struct ranges *ranges)
{
	u64 start = device_number(dev, DEVICE_RESOURCE);
	u64 size = device_number(dev, DEVICE_SIZE);

	if (!start || !size)
		return 0;
	ranges->at = malloc(sizeof(*ranges->at));
	if (!ranges->at)
		return -ENOMEM;
	ranges->at[0] = (struct range){ .start = start, .end = start + size - 1 };
	ranges->count = 1;
	return 0;
}

int read_ranges(struct daxctl_dev *dev, struct ranges *ranges)
{
	struct ranges found = { 0 };
	struct collector to = { .dev = dev, .ranges = &found };
	int rc = sysfs_each_entry(&dev->region->dir, dev->dir, collect_range, &to);

	if (rc == 0 && !found.count)
		rc = read_only_range(dev, &found);
	if (rc < 0) {
		free(found.at);
		return rc;
	}
	if (found.count)
		qsort(found.at, found.count, sizeof(*found.at), compare_ranges);
	*ranges = found;
	return 0;
}

int device_ranges(struct daxctl_dev *dev, struct ranges *ranges)
{
	int rc = region_lock(dev->region, false);

	if (rc < 0)
		return rc;
	rc = read_ranges(dev, ranges);
	region_unlock(dev->region);
	if (rc < 0)
		return fail(dev->region->ctx, -rc, "reading the mappings of %s: %m",
			    dev->name);
	return 0;
}

void mappings_free(struct daxctl_mapping *mapping)
{
	while (mapping) {
		struct daxctl_mapping *next = mapping->next;

		free(mapping);
		mapping = next;
	}
}

/*
 * Callers keep pointers to mappings, so objects are filled again in place and
 * those left over wait for the device's end.
 */
static int refresh_mappings(struct daxctl_dev *dev)
{
	struct daxctl_mapping **link = &dev->mappings;
	struct ranges ranges;
	int rc = device_ranges(dev, &ranges);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < ranges.count; i++) {
		if (!*link)
			*link = calloc(1, sizeof(**link));
		if (!*link) {
			rc = -ENOMEM;
			break;
		}
		(*link)->range = ranges.at[i];
		(*link)->live = true;
		link = &(*link)->next;
	}
	for (; *link; link = &(*link)->next)
		(*link)->live = false;
	free(ranges.at);
	return rc;
}

static struct daxctl_mapping *live(struct daxctl_mapping *mapping)
{
	return mapping && mapping->live ? mapping : NULL;
}

EXPORT struct daxctl_mapping *daxctl_mapping_get_first(struct daxctl_dev *dev)
{
	failure_clear(dev->region->ctx);
	return refresh_mappings(dev) < 0 ? NULL : live(dev->mappings);
}

EXPORT struct daxctl_mapping *daxctl_mapping_get_next(struct daxctl_mapping *mapping)
{
	return live(mapping->next);
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
	return mapping->range.end - mapping->range.start + 1;
}
