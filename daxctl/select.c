// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/interrupt.h"
#include "daxctl/progress.h"
#include "daxctl/report.h"
#include "daxctl/select.h"
#include "daxctl/udev-wait.h"
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

static bool included_in_all(struct daxctl_dev *dev, enum meaning_of_all all)
{
	return all == ALL_DIVISIBLE ? daxctl_region_is_dynamic(daxctl_dev_get_region(dev))
				    : daxctl_dev_get_size(dev) > 0;
}

static bool named(struct daxctl_dev *dev, const struct device_job *job)
{
	for (int i = 0; i < job->count; i++)
		if (means_all(job->names[i]) ? included_in_all(dev, job->all)
					     : device_matches(dev, job->names[i]))
			return true;
	return false;
}

static int change_locked(struct daxctl_dev *dev, const struct device_job *job,
			 struct udev_wait *wait)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	const char *name = daxctl_dev_get_devname(dev);
	enum daxctl_dev_mode before;
	int rc;

	if (interrupted())
		return report(name, -EINTR, "interrupted before it was begun");
	rc = daxctl_region_lock(region, true);
	if (rc < 0)
		return report_failure(daxctl_dev_get_ctx(dev), name, rc, job->what);
	progress_device(dev);
	before = wait ? daxctl_dev_get_mode(dev) : DAXCTL_DEV_MODE_UNKNOWN;
	if (daxctl_dev_is_present(dev))
		rc = job->change(dev, job->data);
	else
		rc = report(name, -ENXIO, "no such device any more");
	if (wait && rc == 0 && daxctl_dev_is_enabled(dev) && daxctl_dev_get_mode(dev) != before)
		udev_wait_for(wait, dev);
	daxctl_region_unlock(region);
	return rc;
}

int for_each_named_device(struct daxctl_ctx *ctx, const struct device_job *job, int *done)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev, *next;
	struct udev_wait *wait;
	struct progress progress;
	int rc, status = check_sysfs();

	*done = 0;
	if (status == 0)
		status = check_region_name(ctx, job->region);
	if (status < 0)
		return status;
	for (int i = 0; i < job->count; i++)
		if ((rc = check_device_name(ctx, job->region, job->names[i])) < 0)
			status = rc;

	wait = job->binds ? udev_wait_begin() : NULL;
	progress_begin(ctx, &progress);
	daxctl_region_foreach(ctx, region) {
		if (!region_matches(region, job->region))
			continue;
		daxctl_dev_foreach_safe(region, dev, next) {
			if (!named(dev, job))
				continue;
			rc = change_locked(dev, job, wait);
			if (rc < 0)
				status = rc;
			*done += rc == 0;
		}
	}
	udev_wait_end(wait);
	progress_end(ctx);
	return status;
}
