// SPDX-License-Identifier: GPL-2.0-only
/* enable-device and disable-device */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/job.h"
#include "daxctl/device/left-memory.h"
#include "daxctl/device/writes.h"

struct enable_options {
	const char *region, *wait;
	bool dry_run, human, verbose;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct enable_options, region,
		     "only devices of this region"),
	OPTION_BOOL(0, "dry-run", struct enable_options, dry_run,
		    "print the writes to sysfs, and make none"),
	OPTION_BOOL('u', "human", struct enable_options, human,
		    "no effect; accepted for consistency"),
	OPTION_WAIT(struct enable_options),
	OPTION_VERBOSE(struct enable_options),
	{ 0 }
};

static int check_not_memory(struct daxctl_dev *dev)
{
	const char *name = daxctl_dev_get_devname(dev);

	if (!daxctl_dev_is_system_ram_mode(dev))
		return 0;
	return report(name, -ENXIO,
		      "is in system-ram mode; use daxctl reconfigure-device -m devdax %s", name);
}

static int enable(struct daxctl_dev *dev, void *data)
{
	const char *name = daxctl_dev_get_devname(dev);
	const bool *dry_run = data;
	int rc = check_not_memory(dev);

	if (rc < 0)
		return rc;
	if (daxctl_dev_is_enabled(dev))
		return NOT_CHANGED;
	if (!daxctl_dev_get_size(dev))
		return report(name, -ENXIO,
			      "has size 0; give it one with daxctl reconfigure-device -s SIZE %s",
			      name);
	if (*dry_run) {
		write_bind(write_device(dev), DAXCTL_DEV_MODE_DEVDAX);
		return NOT_CHANGED;
	}
	rc = daxctl_dev_enable_devdax(dev);
	return rc < 0 ? report_not_bound(dev, rc, "enable it") : 0;
}

static int disable(struct daxctl_dev *dev, void *data)
{
	const bool *dry_run = data;
	int rc = check_not_memory(dev);

	if (rc < 0)
		return rc;
	if (!daxctl_dev_is_enabled(dev))
		return NOT_CHANGED;
	if (*dry_run) {
		write_unbind(write_device(dev), daxctl_dev_get_mode(dev));
		return NOT_CHANGED;
	}
	rc = daxctl_dev_disable(dev);
	return rc < 0 ? report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc,
				       "disable it") : 0;
}

static int run(struct daxctl_ctx *ctx, const struct enable_options *o, char **operands,
	       int count, const char *what, int (*change)(struct daxctl_dev *, void *),
	       const char *past)
{
	const struct device_job job = {
		.region = o->region,
		.names = operands,
		.count = count,
		.command = change == enable ? "enable-device" : "disable-device",
		.what = what,
		.change = change,
		.data = (void *)&o->dry_run,
		.binds = change == enable,
	};

	return change_named_devices(ctx, &job, past);
}

static int run_enable(struct daxctl_ctx *ctx, const void *o, char **operands, int count)
{
	return run(ctx, o, operands, count, "enable it", enable, "enabled");
}

static int run_disable(struct daxctl_ctx *ctx, const void *o, char **operands, int count)
{
	return run(ctx, o, operands, count, "disable it", disable, "disabled");
}

const struct command enable_device_command = {
	.name = "enable-device",
	.summary = "bind a device to device_dax",
	.operands = "DEVICE...",
	.min_operands = 1,
	.max_operands = INT_MAX,
	.options = options,
	.options_size = sizeof(struct enable_options),
	.run = run_enable,
};

const struct command disable_device_command = {
	.name = "disable-device",
	.summary = "unbind a device from its driver",
	.operands = "DEVICE...",
	.min_operands = 1,
	.max_operands = INT_MAX,
	.options = options,
	.options_size = sizeof(struct enable_options),
	.run = run_disable,
};
