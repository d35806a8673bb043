// SPDX-License-Identifier: GPL-2.0-only
/* online-memory and offline-memory */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <syslog.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/job.h"
#include "daxctl/device/zones.h"

struct online_options {
	const char *region, *wait;
	bool human, verbose;
	int zone;			/* 0, or enum daxctl_block_state */
};

#define COMMON_OPTIONS \
	OPTION_VALUE('r', "region", "REGION", struct online_options, region, \
		     "only devices of this region"), \
	OPTION_BOOL('u', "human", struct online_options, human, \
		    "no effect; accepted for consistency"), \
	OPTION_BOOL('v', "verbose", struct online_options, verbose, \
		    "log each sysfs write"), \
	OPTION_WAIT(struct online_options)

static const struct option_def online_option_table[] = {
	COMMON_OPTIONS,
	OPTION_CHOICE(0, "movable", struct online_options, zone, DAXCTL_BLOCK_MOVABLE,
		      "use ZONE_MOVABLE (default)"),
	OPTION_CHOICE(0, "no-movable", struct online_options, zone, DAXCTL_BLOCK_KERNEL,
		      "use a kernel zone"),
	{ 0 }
};

static const struct option_def offline_option_table[] = {
	COMMON_OPTIONS,
	{ 0 }
};

#define MOVE_HINT "; use offline-memory and online-memory to move them"
static const char move_hint[] = MOVE_HINT, asked_hint[] = " as asked" MOVE_HINT;

/* The memory of a device; NULL, which is reported, if it is not in system-ram mode. */
static struct daxctl_memory *memory_of(struct daxctl_dev *dev)
{
	const char *name = daxctl_dev_get_devname(dev);
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);

	if (!mem)
		report(name, -ENXIO,
		       "is not in system-ram mode; use daxctl reconfigure-device -m system-ram %s",
		       name);
	return mem;
}

/*
 * If no zone was asked for, memory that was online before the command may stay in another
 * zone than the default one.
 */
static int online(struct daxctl_dev *dev, void *data)
{
	const struct online_options *o = data;
	const char *name = daxctl_dev_get_devname(dev);
	struct daxctl_memory *mem = memory_of(dev);
	enum daxctl_block_state zone = o->zone ? o->zone : DAXCTL_BLOCK_MOVABLE;
	bool stays = false;
	int rc;

	if (!mem)
		return -ENXIO;
	if (!o->zone) {
		rc = check_zones(mem, zone, move_hint);
		stays = rc == -EBUSY;
		if (rc < 0 && !stays)
			return rc;
	}
	rc = zone == DAXCTL_BLOCK_KERNEL ? daxctl_memory_online_no_movable(mem)
					 : daxctl_memory_online(mem);
	if (rc == -ECANCELED)
		return report_interrupted(mem);
	if (rc < 0)
		return report_failure(daxctl_dev_get_ctx(dev), name, rc, "online its memory");
	if (rc == 0)
		report(name, 0, "the memory is already online");
	return stays ? 0 : check_zones(mem, zone, asked_hint);
}

static int offline(struct daxctl_dev *dev, void *data)
{
	const char *name = daxctl_dev_get_devname(dev);
	struct daxctl_memory *mem = memory_of(dev);
	int rc;

	(void)data;
	if (!mem)
		return -ENXIO;
	rc = daxctl_memory_offline(mem);
	if (rc == -ECANCELED)
		return report_interrupted(mem);
	if (rc < 0)
		return report_failure(daxctl_dev_get_ctx(dev), name, rc,
				      "take its memory offline");
	if (rc == 0)
		report(name, 0, "memory is offline already");
	return 0;
}

static int run(struct daxctl_ctx *ctx, const struct online_options *o, char **operands,
	       int count, const char *what, int (*change)(struct daxctl_dev *, void *),
	       const char *past)
{
	const struct device_job job = {
		.region = o->region,
		.names = operands,
		.count = count,
		.what = what,
		.change = change,
		.data = (void *)o,
	};
	int done, rc = for_each_named_device(ctx, &job, &done);

	report_count(past, done);
	return rc;
}

static int run_online(struct daxctl_ctx *ctx, const void *o, char **operands, int count)
{
	return run(ctx, o, operands, count, "online its memory", online, "onlined memory for");
}

static int run_offline(struct daxctl_ctx *ctx, const void *o, char **operands, int count)
{
	return run(ctx, o, operands, count, "take its memory offline", offline,
		   "offlined memory for");
}

const struct command online_memory_command = {
	.name = "online-memory",
	.summary = "bring a system-ram device's memory online",
	.operands = "DEVICE...",
	.min_operands = 1,
	.max_operands = INT_MAX,
	.options = online_option_table,
	.options_size = sizeof(struct online_options),
	.run = run_online,
};

const struct command offline_memory_command = {
	.name = "offline-memory",
	.summary = "take a system-ram device's memory offline",
	.operands = "DEVICE...",
	.min_operands = 1,
	.max_operands = INT_MAX,
	.options = offline_option_table,
	.options_size = sizeof(struct online_options),
	.run = run_offline,
};
