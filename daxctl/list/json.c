// SPDX-License-Identifier: GPL-2.0-only
/* `list' in JSON: an array of devices, or of regions that contain their devices. */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/json.h"
#include "daxctl/device/json-print.h"
#include "daxctl/device/names.h"
#include "daxctl/device/page-use.h"
#include "daxctl/device/placement.h"
#include "daxctl/list/formats.h"
#include "daxctl/list/usage.h"

static void add_label(struct json_object *object, struct daxctl_dev *dev,
		      const struct list_options *list)
{
	const struct label *label = labels_find(list->labels, dev);

	if (label && label->text[0])
		json_object_object_add(object, "label", json_object_new_string(label->text));
}

/* Add the names that stay the same after a reboot. */
static void add_names(struct json_object *object, struct daxctl_dev *dev,
		      const struct labels *labels)
{
	struct json_object *links;
	struct names names;

	if (names_read(dev, labels, &names) < 0)
		return;
	if (names.at[BY_ID])
		json_object_object_add(object, "id", json_object_new_string(names.at[BY_ID]));
	links = json_object_new_array();
	for (int kind = 0; kind < NAME_KINDS; kind++) {
		char *link;

		if (!names.at[kind] ||
		    asprintf(&link, "%s/%s", name_directory(kind), names.at[kind]) < 0)
			continue;
		json_object_array_add(links, json_object_new_string(link));
		free(link);
	}
	json_object_object_add(object, "links", links);
	names_clear(&names);
}

/* Add what is known about the place of the memory. */
static void add_placement(struct json_object *object, struct daxctl_dev *dev)
{
	static const struct {
		const char *key;
		size_t offset;
	} numbers[] = {
		{ "tier", offsetof(struct placement, tier) },
		{ "read_bandwidth", offsetof(struct placement, read_bandwidth) },
		{ "write_bandwidth", offsetof(struct placement, write_bandwidth) },
		{ "read_latency", offsetof(struct placement, read_latency) },
		{ "write_latency", offsetof(struct placement, write_latency) },
		{ "distance", offsetof(struct placement, distance) },
		{ "weight", offsetof(struct placement, weight) },
	};
	int node = daxctl_dev_get_target_node(dev);
	struct placement placement;

	if (node < 0)
		return;
	placement_read("/sys", node, &placement);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const char *at = (const char *)&placement + numbers[i].offset;
		long number = *(const long *)at;

		if (number >= 0)
			json_object_object_add(object, numbers[i].key,
					       json_object_new_int64(number));
	}
}

/* @files is NULL without --usage. */
static void add_usage(struct json_object *object, struct daxctl_dev *dev,
		      struct page_files *files, const struct list_options *list)
{
	struct json_object *usage = files ? json_usage(files, dev, list->human) : NULL;

	if (usage)
		json_object_object_add(object, "usage", usage);
}

/* Add the selected devices of a region to @array. */
static void add_devices(struct json_object *array, struct daxctl_region *region,
			const struct list_options *list, struct page_files *files)
{
	struct daxctl_dev *dev;
	bool locked = false;

	daxctl_dev_foreach(region, dev) {
		struct json_object *object;

		if (!list_has_device(list, dev))
			continue;
		/*
		 * Lock once for all devices.  If that fails, reading the mappings of a
		 * device fails too and is reported.  The wait may have been for a process
		 * that deleted the device.
		 */
		if (list->mappings && !locked) {
			locked = daxctl_region_lock(region, false) == 0;
			if (!daxctl_dev_is_present(dev) || !list_has_device(list, dev))
				continue;
		}
		object = json_device(dev, list->mappings, list->human);
		if (!object)
			continue;
		add_label(object, dev, list);
		if (list->verbose) {
			add_names(object, dev, list->labels);
			add_placement(object, dev);
		}
		add_usage(object, dev, files, list);
		json_object_array_add(array, json_as_text(object));
	}
	if (locked)
		daxctl_region_unlock(region);
}

static void add_region(struct json_object *array, struct daxctl_region *region,
		       const struct list_options *list, struct page_files *files)
{
	struct json_object *object = json_region(region, list->human, list->verbose);
	struct json_object *devices;

	if (!object)
		return;
	json_object_array_add(array, object);
	if (!list->devices)
		return;
	devices = json_object_new_array();
	add_devices(devices, region, list, files);
	if (json_object_array_length(devices))
		json_object_object_add(object, "devices", devices);
	else
		json_object_put(devices);
}

int list_as_json(struct daxctl_ctx *ctx, const struct list_options *list)
{
	struct json_object *array = json_object_new_array();
	struct page_files opened, *files = list->usage ? &opened : NULL;
	struct daxctl_region *region;
	int rc = files ? page_files_open(files) : 0;

	if (!array)
		return -ENOMEM;
	if (rc < 0) {
		page_files_close(files);
		json_object_put(array);
		return report("/proc/kpageflags", rc, "cannot be read: %s%s", strerror(-rc),
			      rc == -EACCES ? " (needs root)" : "");
	}
	daxctl_region_foreach(ctx, region) {
		if (!list_has_region(list, region))
			continue;
		if (list->regions)
			add_region(array, region, list, files);
		else
			add_devices(array, region, list, files);
	}
	/* An empty result is printed as [] only if --format=json was given. */
	if (list->format && !json_object_array_length(array))
		puts("[]");
	json_print(array, list->human);
	if (files)
		page_files_close(files);
	return 0;
}
