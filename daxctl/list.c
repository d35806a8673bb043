// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "daxctl/command.h"
#include "daxctl/json.h"
#include "daxctl/options.h"
#include "daxctl/select.h"

struct list_options {
	const char *region, *device;
	bool devices, regions, mappings, idle, human;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct list_options, region,
		     "only this region"),
	OPTION_VALUE('d', "dev", "DEVICE", struct list_options, device,
		     "only this device"),
	OPTION_BOOL('D', "devices", struct list_options, devices, "list devices"),
	OPTION_BOOL('R', "regions", struct list_options, regions, "list regions"),
	OPTION_BOOL('M', "mappings", struct list_options, mappings,
		    "with the physical ranges of devices"),
	OPTION_BOOL('i', "idle", struct list_options, idle,
		    "also devices of size 0"),
	OPTION_BOOL('u', "human", struct list_options, human,
		    "sizes with units, addresses in hex"),
	{ 0 }
};

/* Add the region's devices that are to be shown to @array. */
static void add_devices(struct json_object *array, struct daxctl_region *region,
			const struct list_options *list)
{
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev) {
		struct json_object *object;

		if (!device_matches(dev, list->device) ||
		    (!list->idle && !daxctl_dev_get_size(dev)))
			continue;
		object = json_device(dev, list->mappings, list->human);
		if (object)
			json_object_array_add(array, object);
	}
}

static bool has_device(struct daxctl_region *region, const char *name)
{
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev)
		if (device_matches(dev, name))
			return true;
	return !name;
}

static void add_region(struct json_object *array, struct daxctl_region *region,
		       const struct list_options *list)
{
	struct json_object *object = json_region(region, list->human), *devices;

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

static int run_list(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	struct list_options list = *(const struct list_options *)data;
	struct daxctl_region *region;
	struct json_object *array;
	int rc = check_sysfs();

	(void)operands, (void)count;
	if (rc == 0)
		rc = check_region_name(ctx, list.region);
	if (rc == 0)
		rc = check_device_name(ctx, list.region, list.device);
	if (rc < 0)
		return rc;
	if (!list.devices && !list.regions) {
		list.regions = list.region;
		list.devices = list.device || !list.region;
	}

	array = json_object_new_array();
	if (!array)
		return -ENOMEM;
	daxctl_region_foreach(ctx, region) {
		if (!region_matches(region, list.region))
			continue;
		if (list.regions && has_device(region, list.device))
			add_region(array, region, &list);
		else if (!list.regions)
			add_devices(array, region, &list);
	}
	json_print(array, list.human);
	return 0;
}

const struct command list_command = {
	.name = "list",
	.summary = "show regions and devices",
	.options = options,
	.options_size = sizeof(struct list_options),
	.run = run_list,
};
