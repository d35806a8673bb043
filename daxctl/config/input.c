// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/config/input.h"
#include "daxctl/config/json-file.h"
#include "daxctl/config/json-size.h"
#include "daxctl/device/plan.h"
#include "util/dax-name.h"
#include "util/size.h"

/* Check that @object has only these keys; NULL ends the list. */
static int check_keys(const char *path, struct json_object *object, const char *what,
		      const char *const *known)
{
	json_object_object_foreach(object, key, value) {
		const char *const *at = known;

		(void)value;
		while (*at && strcmp(*at, key))
			at++;
		if (!*at)
			return report(path, -EINVAL, "key \"%s\" is not part of a %s as printed "
				      "by daxctl list -M", key, what);
	}
	return 0;
}

static int get_number(const char *path, struct json_object *object, const char *key,
		      u64 unit, u64 *number)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		return report(path, -EINVAL, "key \"%s\" is missing", key);
	if (json_parse_size(value, unit, number) < 0)
		return report(path, -EINVAL, "key \"%s\": %s is not a number of bytes, or not "
			      "exact", key, json_object_to_json_string(value));
	return 0;
}

static int read_range(const char *path, struct json_object *object, struct input *input)
{
	static const char *const known[] = { "page_offset", "start", "end", "size", NULL };
	struct json_object *value;
	struct range range;
	int rc;

	if (!json_object_is_type(object, json_type_object))
		return report(path, -EINVAL, "a mapping is not an object");
	if ((rc = check_keys(path, object, "mapping", known)) < 0 ||
	    (rc = get_number(path, object, "page_offset", 1, &range.page_offset)) < 0 ||
	    (rc = get_number(path, object, "start", 1, &range.start)) < 0 ||
	    (rc = get_number(path, object, "end", 1, &range.end)) < 0)
		return rc;
	if (range.end < range.start)
		return report(path, -EINVAL, "the mapping at %#llx ends before it starts",
			      range.start);
	if (!range_size(&range))
		return report(path, -EINVAL, "a mapping has all 2^64 bytes");
	if (json_object_object_get_ex(object, "size", &value) &&
	    !json_is_size(value, range_size(&range)))
		return report(path, -EINVAL, "the mapping at %#llx has the size %s instead of %llu",
			      range.start, json_object_to_json_string(value), range_size(&range));
	rc = check_range(path, range.start, range.end, input->align);
	if (rc < 0)
		return rc;
	if (ranges_add(&input->ranges, &range) < 0)
		return report(path, -ENOMEM, "out of memory");
	return 0;
}

/* Check that the ranges do not overlap, and that their page offsets leave no holes. */
static int check_ranges(const char *path, const struct input *input)
{
	u64 page_size = getpagesize(), offset = 0;

	for (size_t i = 0; i < input->ranges.count; i++) {
		const struct range *range = &input->ranges.at[i];

		for (size_t j = 0; j < i; j++)
			if (range_overlaps(range, &input->ranges.at[j]))
				return report(path, -EINVAL,
					      "the mappings at %#llx and %#llx overlap",
					      input->ranges.at[j].start, range->start);
		if (range->page_offset != offset / page_size)
			return report(path, -EINVAL,
				      "the mapping at %#llx has page_offset %#llx instead of %#llx",
				      range->start, range->page_offset, offset / page_size);
		offset += range_size(range);
	}
	return 0;
}

static int read_ranges(const char *path, struct json_object *array, struct input *input)
{
	int rc = 0;

	if (!json_object_is_type(array, json_type_array))
		return report(path, -EINVAL, "key \"mappings\" is not an array");
	for (size_t i = 0; rc == 0 && i < json_object_array_length(array); i++)
		rc = read_range(path, json_object_array_get_idx(array, i), input);
	if (rc < 0)
		return rc;
	if (!input->ranges.count)
		return report(path, -EINVAL, "key \"mappings\" has no mapping");
	qsort(input->ranges.at, input->ranges.count, sizeof(*input->ranges.at),
	      range_compare_offsets);
	return check_ranges(path, input);
}

/* A size that -u rounded is replaced by the exact sum of the ranges, if they agree. */
static int read_size(const char *path, struct json_object *value, struct input *input)
{
	u64 sum = input_range_sum(input);

	if (input->ranges.count && json_is_size(value, sum)) {
		input->size = sum;
		return 0;
	}
	if (json_parse_size(value, size_unit(input->align), &input->size) < 0)
		return report(path, -EINVAL, "key \"size\": %s is not a size, or not exact",
			      json_object_to_json_string(value));
	return 0;
}

static int read_device(const char *path, struct json_object *object, struct input *input)
{
	static const char *const known[] = {
		"chardev", "size", "target_node", "align", "mode", "online_memblocks",
		"total_memblocks", "movable", "unusable_size", "state", "mappings", "label",
		NULL
	};
	struct json_object *value;
	u64 align = 0;
	int rc, id;

	if (!json_object_is_type(object, json_type_object))
		return report(path, -EINVAL,
			      "is not a device as printed by `daxctl list -M'");
	rc = check_keys(path, object, "device", known);
	if (rc < 0)
		return rc;
	if (!json_object_object_get_ex(object, "chardev", &value))
		return report(path, -EINVAL, "key \"chardev\" is missing");
	if (!json_object_is_type(value, json_type_string) ||
	    !dax_name_parse(json_object_get_string(value), false, &input->region, &id))
		return report(path, -EINVAL, "key \"chardev\": %s is not a device name",
			      json_object_to_json_string(value));
	if (json_object_object_get_ex(object, "align", NULL)) {
		rc = get_number(path, object, "align", 1, &align);
		if (rc < 0)
			return rc;
		if (!is_align(align))
			return report(path, -EINVAL, "key \"align\": %llu is not an alignment ("
				      ALIGN_NAMES ")", align);
		input->align = align;
	}
	if (json_object_object_get_ex(object, "mappings", &value))
		rc = read_ranges(path, value, input);
	if (rc == 0 && json_object_object_get_ex(object, "size", &value)) {
		input->has_size = true;
		rc = read_size(path, value, input);
	}
	if (rc == 0 && !input->has_size && !input->ranges.count)
		rc = report(path, -EINVAL, "key \"size\" or \"mappings\" is missing");
	return rc;
}

int input_read(const char *path, bool trust_any, struct input *input)
{
	struct json_object *json, *device;
	int rc;

	*input = (struct input){ .is_given = true };
	rc = json_file_read(path, trust_any, &json);
	if (rc < 0)
		return rc;
	device = json;
	if (json_object_is_type(json, json_type_array) && json_object_array_length(json) == 1)
		device = json_object_array_get_idx(json, 0);
	if (device == json && json_object_is_type(json, json_type_array))
		rc = report(path, -EINVAL, "has %zu devices; only one can be created at a time",
			    json_object_array_length(json));
	else
		rc = read_device(path, device, input);
	json_object_put(json);
	if (rc < 0)
		input_clear(input);
	return rc;
}

/* The range of @input that overlaps a mapping; NULL if there is none. */
static const struct range *find_overlap(const struct input *input,
					struct daxctl_mapping *mapping)
{
	struct range taken = {
		.start = daxctl_mapping_get_start(mapping),
		.end = daxctl_mapping_get_end(mapping),
	};

	for (size_t i = 0; i < input->ranges.count; i++)
		if (range_overlaps(&taken, &input->ranges.at[i]))
			return &input->ranges.at[i];
	return NULL;
}

int input_check_free(const struct input *input, const char *subject,
		     struct daxctl_region *region)
{
	const struct range *range;
	struct daxctl_mapping *mapping;
	struct daxctl_dev *dev;

	if (!input->ranges.count)
		return 0;
	daxctl_dev_foreach(region, dev)
		daxctl_mapping_foreach(dev, mapping)
			if ((range = find_overlap(input, mapping)))
				return report(subject, -EBUSY,
					      "the range %#llx-%#llx is taken by %s",
					      range->start, range->end,
					      daxctl_dev_get_devname(dev));
	return 0;
}

void input_clear(struct input *input)
{
	free(input->ranges.at);
	*input = (struct input){ 0 };
}

u64 input_range_sum(const struct input *input)
{
	u64 sum = 0;

	for (size_t i = 0; i < input->ranges.count; i++)
		sum += range_size(&input->ranges.at[i]);
	return sum;
}
