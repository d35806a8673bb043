// SPDX-License-Identifier: GPL-2.0-only
#include "daxctl/device/select.h"
#include "daxctl/list/list.h"

static bool region_has_device(struct daxctl_region *region, const char *name)
{
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev)
		if (device_matches(dev, name))
			return true;
	return !name;
}

bool list_has_region(const struct list_options *list, struct daxctl_region *region)
{
	return region_matches(region, list->region) &&
	       region_has_device(region, list->device);
}

bool list_has_device(const struct list_options *list, struct daxctl_dev *dev)
{
	return device_matches(dev, list->device) &&
	       (list->idle || daxctl_dev_get_size(dev));
}
