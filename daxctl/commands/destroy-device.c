// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <syslog.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/job.h"
#include "daxctl/device/plan.h"
#include "daxctl/device/snapshot.h"

struct destroy_options {
	const char *region, *wait;
	bool force, human, verbose;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct destroy_options, region,
		     "only devices of this region"),
	OPTION_BOOL('f', "force", struct destroy_options, force,
		    "disable the device first, offlining its memory"),
	OPTION_BOOL('u', "human", struct destroy_options, human,
		    "no effect; accepted for consistency"),
	OPTION_WAIT(struct destroy_options),
	OPTION_BOOL('v', "verbose", struct destroy_options, verbose,
		    "log each sysfs write"),
	{ 0 }
};

/* The kernel never deletes instance 0 of a region, which can only shrink to size 0. */
static bool is_permanent(struct daxctl_dev *dev)
{
	return daxctl_dev_get_id(dev) == 0;
}

static int dismantle(struct daxctl_dev *dev, const char **step)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc = 0;

	if (mem) {
		*step = "take its memory offline";
		rc = daxctl_memory_offline(mem);
	}
	if (rc >= 0) {
		*step = "disable it";
		rc = daxctl_dev_disable(dev);
	}
	if (rc == 0) {	/* even if it is 0 already, or cannot be read */
		*step = "set its size to 0";
		rc = daxctl_dev_set_size(dev, 0);
	}
	if (rc == 0 && !is_permanent(dev)) {
		*step = "delete it";
		rc = daxctl_region_destroy_dev(daxctl_dev_get_region(dev), dev);
	}
	return rc;
}

static int destroy(struct daxctl_dev *dev, void *data)
{
	const struct destroy_options *destroy = data;
	const char *name = daxctl_dev_get_devname(dev), *step;
	struct snapshot *snapshot;
	int rc = check_dynamic(name, daxctl_dev_get_region(dev));

	if (rc < 0)
		return rc;
	if (!destroy->force && daxctl_dev_is_enabled(dev))
		return report(name, -ENXIO,
			      "is enabled (device busy); use -f, or daxctl disable-device %s first",
			      name);
	rc = snapshot_take(dev, &snapshot);
	if (rc < 0)
		return rc;
	rc = dismantle(dev, &step);
	if (rc < 0) {
		report_failure(daxctl_dev_get_ctx(dev), name, rc, step);
		snapshot_restore(snapshot, dev);
	}
	snapshot_free(snapshot);
	return rc;
}

static int run_destroy(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct destroy_options *o = data;
	const struct device_job job = {
		.region = o->region,
		.names = operands,
		.count = count,
		.all = ALL_DYNAMIC,
		.what = "destroy it",
		.change = destroy,
		.data = (void *)data,
	};

	return change_named_devices(ctx, &job, "destroyed");
}

const struct command destroy_device_command = {
	.name = "destroy-device",
	.summary = "destroy a device and return its memory to the region",
	.operands = "DEVICE...",
	.min_operands = 1,
	.max_operands = INT_MAX,
	.options = options,
	.options_size = sizeof(struct destroy_options),
	.run = run_destroy,
};
