// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/select.h"
#include "util/dax-name.h"

bool selects_all(const char *name)
{
	return !name || !strcmp(name, "all");
}

bool region_matches(struct daxctl_region *region, const char *name)
{
	int id;

	if (selects_all(name))
		return true;
	if (!strncmp(name, "region", 6))
		name += 6;
	return dax_id_parse(name, &id) && id == daxctl_region_get_id(region);
}

/* A name can be daxX.Y, X.Y, or a path that ends with daxX.Y. */
bool device_matches(struct daxctl_dev *dev, const char *name)
{
	const char *slash = strrchr(name ? name : "", '/');
	int region, id, own_region, own_id;

	if (selects_all(name))
		return true;
	if (!dax_name_parse(slash ? slash + 1 : name, !slash, &region, &id) ||
	    !dax_name_parse(daxctl_dev_get_devname(dev), false, &own_region, &own_id))
		return false;
	return region == own_region && id == own_id;
}

const char *short_region_path(struct daxctl_region *region)
{
	const char *path = daxctl_region_get_path(region);
	const char *devices = strstr(path, "/devices/");

	return devices ? devices + strlen("/devices") : path;
}

int check_sysfs(void)
{
	if (access("/sys/bus", F_OK) == 0)
		return 0;
	return report("/sys", -ENOENT, "sysfs is not mounted (mount -t sysfs sysfs /sys)");
}

int check_region_name(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_region *region;

	if (selects_all(name))
		return 0;
	daxctl_region_foreach(ctx, region)
		if (region_matches(region, name))
			return 0;
	return report(*name ? name : "''", -ENXIO, "no such region");
}

int check_device_name(struct daxctl_ctx *ctx, const char *region_name, const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	if (selects_all(name))
		return 0;
	daxctl_region_foreach(ctx, region) {
		if (!region_matches(region, region_name))
			continue;
		daxctl_dev_foreach(region, dev)
			if (device_matches(dev, name))
				return 0;
	}
	return report(*name ? name : "''", -ENXIO, "no such device%s%s",
		      selects_all(region_name) ? "" : " in region ",
		      selects_all(region_name) ? "" : region_name);
}
