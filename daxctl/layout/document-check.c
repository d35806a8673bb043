// SPDX-License-Identifier: GPL-2.0-only
/* What the devices of a document say together: labels, mappings and shares. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/layout/document-check.h"
#include "util/array.h"

struct owner {
	const char *label;
	const struct device_entry *device;
	struct range range;
};

static int by_label(const void *a, const void *b)
{
	return strcmp(((const struct owner *)a)->label, ((const struct owner *)b)->label);
}

static int by_start(const void *a, const void *b)
{
	return range_compare_starts(&((const struct owner *)a)->range,
				    &((const struct owner *)b)->range);
}

static int add_owner(struct owner **owners, size_t *count, const struct owner *owner)
{
	struct owner *at = array_grow(*owners, *count, sizeof(*at));

	if (!at)
		return -ENOMEM;
	*owners = at;
	at[(*count)++] = *owner;
	return 0;
}

/* "guest-0", which a "count" makes of "guest", can be another device's own label. */
static void check_numbered(const struct owner *owners, size_t count, const struct owner *owner,
			   struct problems *problems)
{
	const char *dash = strrchr(owner->label, '-');
	size_t low = 0, high = count, len = dash ? dash - owner->label : 0;
	char numbered[LABEL_MAX + 16];
	long number;

	if (!dash || owner->device->count)
		return;
	number = strtol(dash + 1, NULL, 10);
	snprintf(numbered, sizeof(numbered), "%.*s-%ld", (int)len, owner->label, number);
	if (strcmp(numbered, owner->label))
		return;		/* such as "guest-01" */
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strncmp(owners[middle].label, owner->label, len);

		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* Of the labels that begin so, the shortest is the first. */
	if (low < count && strlen(owners[low].label) == len &&
	    !strncmp(owners[low].label, owner->label, len) && owners[low].device->count > number)
		problem(problems, -EINVAL, owner->device->where,
			"label \"%s\" is that of %s too, which counts", owner->label,
			owners[low].device->where);
}

/* A label that is in the document twice, also by way of "count". */
static void check_labels(const struct layout *layout, struct problems *problems)
{
	struct owner *owners = NULL;
	size_t count = 0;

	for (size_t r = 0; r < layout->count; r++)
		for (size_t d = 0; d < layout->regions[r].count; d++) {
			const struct device_entry *device = &layout->regions[r].devices[d];
			struct owner owner = { device->shape.label.text, device, { 0 } };

			if (*owner.label && add_owner(&owners, &count, &owner) < 0)
				problem(problems, -ENOMEM, ".regions", "out of memory");
		}
	if (count)
		qsort(owners, count, sizeof(*owners), by_label);
	for (size_t i = 1; i < count; i++)
		if (!strcmp(owners[i - 1].label, owners[i].label))
			problem(problems, -EINVAL, owners[i].device->where,
				"label \"%s\" is that of %s too", owners[i].label,
				owners[i - 1].device->where);
	for (size_t i = 0; i < count; i++)
		check_numbered(owners, count, &owners[i], problems);
	free(owners);
}

static void check_overlaps(const struct layout *layout, struct problems *problems)
{
	struct owner *owners = NULL;
	size_t count = 0;

	for (size_t r = 0; r < layout->count; r++)
		for (size_t d = 0; d < layout->regions[r].count; d++) {
			const struct device_entry *device = &layout->regions[r].devices[d];

			for (size_t i = 0; i < device->shape.ranges.count; i++) {
				struct owner owner = { "", device, device->shape.ranges.at[i] };

				if (add_owner(&owners, &count, &owner) < 0)
					problem(problems, -ENOMEM, ".regions", "out of memory");
			}
		}
	if (count)
		qsort(owners, count, sizeof(*owners), by_start);
	for (size_t i = 1; i < count; i++)
		if (range_overlaps(&owners[i - 1].range, &owners[i].range))
			problem(problems, -EINVAL, owners[i].device->where,
				"its mapping at %#llx overlaps that of %s at %#llx",
				owners[i].range.start, owners[i - 1].device->where,
				owners[i - 1].range.start);
	free(owners);
}

static void check_shares(const struct layout *layout, struct problems *problems)
{
	for (size_t r = 0; r < layout->count; r++) {
		const struct region_entry *region = &layout->regions[r];
		u64 shares = 0;
		int rests = 0;

		for (size_t d = 0; d < region->count; d++) {
			const struct device_entry *device = &region->devices[d];

			if (device->size_kind == SIZE_SHARE)
				shares += device->share * (device->count ? device->count : 1);
			rests += device->size_kind == SIZE_REST;
		}
		if (rests > 1)
			problem(problems, -EINVAL, region->where,
				"%d devices have the size \"rest\"; one can", rests);
		if (shares > 10000)
			problem(problems, -EINVAL, region->where,
				"its devices share %llu.%02llu%% of the region", shares / 100,
				shares % 100);
	}
}

void document_check(const struct layout *layout, struct problems *problems)
{
	check_labels(layout, problems);
	check_overlaps(layout, problems);
	check_shares(layout, problems);
}
