// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/report.h"
#include "daxctl/select.h"
#include "util/dax-name.h"

static bool means_all(const char *name)
{
	return !name || !strcmp(name, "all");
}

bool region_matches(struct daxctl_region *region, const char *name)
{
	int id;

	if (means_all(name))
		return true;
	if (!strncmp(name, "region", 6))
		name += 6;
	return parse_dax_id(name, &id) && id == daxctl_region_get_id(region);
}

/* daxX.Y, X.Y, or a path to daxX.Y. */
bool device_matches(struct daxctl_dev *dev, const char *name)
{
	const char *slash = strrchr(name ? name : "", '/');
	int region, id, own_region, own_id;

	if (means_all(name))
		return true;
	if (!parse_dax_name(slash ? slash + 1 : name, !slash, &region, &id) ||
	    !parse_dax_name(daxctl_dev_get_devname(dev), false, &own_region, &own_id))
		return false;
	return region == own_region && id == own_id;
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

	if (means_all(name))
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

	if (means_all(name))
		return 0;
	daxctl_region_foreach(ctx, region) {
		if (!region_matches(region, region_name))
			continue;
		daxctl_dev_foreach(region, dev)
			if (device_matches(dev, name))
				return 0;
	}
	return report(*name ? name : "''", -ENXIO, "no such device%s%s",
		      means_all(region_name) ? "" : " in region ",
		      means_all(region_name) ? "" : region_name);
}

/* "all" may mean only those with memory: the kernel keeps an empty daxX.0 around. */
static bool named(struct daxctl_dev *dev, char **operands, int count, bool with_empty)
{
	for (int i = 0; i < count; i++)
		if (device_matches(dev, operands[i]) &&
		    (with_empty || !means_all(operands[i]) || daxctl_dev_get_size(dev)))
			return true;
	return false;
}

int for_each_named_device(struct daxctl_ctx *ctx, const char *region_name, char **operands,
			  int count, const char *what, bool with_empty,
			  int (*change)(struct daxctl_dev *dev, void *data), void *data,
			  int *done)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev, *next;
	int rc, status = check_sysfs();

	*done = 0;
	if (status == 0)
		status = check_region_name(ctx, region_name);
	if (status < 0)
		return status;
	for (int i = 0; i < count; i++)
		if ((rc = check_device_name(ctx, region_name, operands[i])) < 0)
			status = rc;

	daxctl_region_foreach(ctx, region) {
		if (!region_matches(region, region_name))
			continue;
		daxctl_dev_foreach_safe(region, dev, next) {
			if (!named(dev, operands, count, with_empty))
				continue;
			rc = daxctl_region_lock(region, true);
			if (rc < 0) {
				status = report_failure(ctx, daxctl_dev_get_devname(dev), rc,
							what);
				continue;
			}
			if (daxctl_dev_is_present(dev))
				rc = change(dev, data);
			else
				rc = report(daxctl_dev_get_devname(dev), -ENXIO,
					    "no such device any more");
			daxctl_region_unlock(region);
			if (rc < 0)
				status = rc;
			else
				(*done)++;
		}
	}
	return status;
}
