// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/journal.h"
#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"
#include "daxctl/device/describe.h"
#include "daxctl/device/job.h"
#include "daxctl/device/refusal.h"
#include "daxctl/device/select.h"
#include "daxctl/device/udev-wait.h"

static bool included_in_all(struct daxctl_dev *dev, enum all_devices all)
{
	return all == ALL_DYNAMIC ? daxctl_region_is_dynamic(daxctl_dev_get_region(dev))
				    : daxctl_dev_get_size(dev) > 0;
}

static bool is_named(struct daxctl_dev *dev, const struct device_job *job)
{
	for (int i = 0; i < job->count; i++)
		if (selects_all(job->names[i]) ? included_in_all(dev, job->all)
					     : device_matches(dev, job->names[i]))
			return true;
	return false;
}

/* Change a device, and note that in the journal. */
static int change_noted(struct daxctl_dev *dev, const struct device_job *job)
{
	bool notes = job->command && journal_exists();
	char then[DESCRIPTION_MAX], now[DESCRIPTION_MAX];
	int rc;

	if (notes)
		describe_device(dev, then);
	rc = job->change(dev, job->data);
	if (notes)
		journal_change(job->command, daxctl_dev_get_devname(dev), then,
			       describe_device(dev, now));
	return rc;
}

static int change_locked(struct daxctl_dev *dev, const struct device_job *job,
			 struct udev_wait *wait)
{
	const char *name = daxctl_dev_get_devname(dev);
	enum daxctl_dev_mode before;
	int rc;

	if (interrupted())
		return report(name, -EINTR, "interrupted before any change");
	rc = daxctl_dev_lock(dev);
	if (rc < 0)
		return report_failure(daxctl_dev_get_ctx(dev), name, rc, job->what);
	progress_device(dev);
	before = wait ? daxctl_dev_get_mode(dev) : DAXCTL_DEV_MODE_UNKNOWN;
	if (daxctl_dev_is_present(dev))
		rc = change_noted(dev, job);
	else
		rc = report(name, -ENXIO, "no such device: it has been deleted meanwhile");
	if (wait && daxctl_dev_is_enabled(dev) &&
	    (rc == REBOUND || (rc == 0 && daxctl_dev_get_mode(dev) != before)))
		udev_wait_for(wait, dev);
	daxctl_dev_unlock(dev);
	return rc == REBOUND ? 0 : rc;
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
	progress_explain(ctx, explain_refusal);
	daxctl_region_foreach(ctx, region) {
		if (!region_matches(region, job->region))
			continue;
		daxctl_dev_foreach_safe(region, dev, next) {
			if (!is_named(dev, job))
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

int change_named_devices(struct daxctl_ctx *ctx, const struct device_job *job,
			 const char *past)
{
	int done, rc = for_each_named_device(ctx, job, &done);

	report_count(past, done);
	return rc;
}
