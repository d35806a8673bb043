// SPDX-License-Identifier: GPL-2.0-only
/* `list' in JSON: an array of devices, or of regions that contain their devices. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "daxctl/device/json.h"
#include "daxctl/list/formats.h"

static void add_label(struct json_object *object, struct daxctl_dev *dev,
		      const struct list_options *list)
{
	const struct label *label = labels_find(list->labels, dev);

	if (label && label->text[0])
		json_object_object_add(object, "label", json_object_new_string(label->text));
}

/* Add the selected devices of a region to @array. */
static void add_devices(struct json_object *array, struct daxctl_region *region,
			const struct list_options *list)
{
	struct daxctl_dev *dev;
	bool locked = false;

	daxctl_dev_foreach(region, dev) {
		struct json_object *object;

		if (!list_has_device(list, dev))
			continue;
		/*
		 * Lock once for all devices.  If that fails, reading the mappings of a
		 * device fails too and is reported.
		 */
		if (list->mappings && !locked)
			locked = daxctl_region_lock(region, false) == 0;
		object = json_device(dev, list->mappings, list->human);
		if (!object)
			continue;
		add_label(object, dev, list);
		json_object_array_add(array, object);
	}
	if (locked)
		daxctl_region_unlock(region);
}

static void add_region(struct json_object *array, struct daxctl_region *region,
		       const struct list_options *list)
{
	struct json_object *object = json_region(region, list->human, list->verbose);
	struct json_object *devices;

	if (!object)
		return;
	json_object_array_add(array, object);
	if (!list->devices)
		return;
	devices = json_object_new_array();
	add_devices(devices, region, list);
	if (json_object_array_length(devices))
		json_object_object_add(object, "devices", devices);
	else
		json_object_put(devices);
}

int list_as_json(struct daxctl_ctx *ctx, const struct list_options *list)
{
	struct json_object *array = json_object_new_array();
	struct daxctl_region *region;

	if (!array)
		return -ENOMEM;
	daxctl_region_foreach(ctx, region) {
		if (!list_has_region(list, region))
			continue;
		if (list->regions)
			add_region(array, region, list);
		else
			add_devices(array, region, list);
	}
	/* An empty result is printed as [] only if --format=json was given. */
	if (list->format && !json_object_array_length(array))
		puts("[]");
	json_print(array, list->human);
	return 0;
}
