// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "daxctl/device/region-path.h"

const char *short_region_path(struct daxctl_region *region)
{
	const char *path = daxctl_region_get_path(region);
	const char *devices = strstr(path, "/devices/");

	return devices ? devices + strlen("/devices") : path;
}
