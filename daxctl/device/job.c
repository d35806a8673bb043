// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
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

/* Which of the resolved names selects the device?  NULL if none does. */
static char **name_of(struct daxctl_dev *dev, const struct device_job *job, char **resolved)
{
	for (int i = 0; i < job->count; i++)
		if (selects_all(resolved[i]) ? included_in_all(dev, job->all)
					     : device_matches(dev, resolved[i]))
			return &job->names[i];
	return NULL;
}

static void free_names(char **names, int count)
{
	for (int i = 0; names && i < count; i++)
		free(names[i]);
	free(names);
}

static char **resolve_names(struct daxctl_ctx *ctx, const struct device_job *job)
{
	char **names = calloc(job->count + 1, sizeof(*names));

	for (int i = 0; names && i < job->count; i++) {
		names[i] = resolve_device_name(ctx, job->names[i]);
		if (!names[i]) {
			free_names(names, i);
			return NULL;
		}
	}
	return names;
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
			 const char *given, struct udev_wait *wait)
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
	if (!daxctl_dev_is_present(dev))
		rc = report(name, -ENXIO, "no longer exists");
	else if (!device_keeps_name(dev, given))
		rc = report(name, -ENXIO, "is not %s any more: it has changed meanwhile", given);
	else
		rc = change_noted(dev, job);
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
	char **names, **name;

	*done = 0;
	if (status == 0)
		status = check_region_name(ctx, job->region);
	if (status < 0)
		return status;
	names = resolve_names(ctx, job);
	if (!names)
		return report("daxctl", -ENOMEM, "out of memory");
	for (int i = 0; i < job->count; i++)
		if ((rc = check_device_name(ctx, job->region, names[i])) < 0)
			status = rc;

	wait = job->binds ? udev_wait_begin() : NULL;
	progress_begin(ctx, &progress);
	progress_explain(ctx, explain_refusal);
	daxctl_region_foreach(ctx, region) {
		if (!region_matches(region, job->region))
			continue;
		daxctl_dev_foreach_safe(region, dev, next) {
			name = name_of(dev, job, names);
			if (!name)
				continue;
			rc = change_locked(dev, job, *name, wait);
			if (rc < 0)
				status = rc;
			*done += rc == 0;
		}
	}
	udev_wait_end(wait);
	progress_end(ctx);
	free_names(names, job->count);
	return status;
}

int change_named_devices(struct daxctl_ctx *ctx, const struct device_job *job,
			 const char *past)
{
	int done, rc = for_each_named_device(ctx, job, &done);

	report_count(past, done);
	return rc;
}
