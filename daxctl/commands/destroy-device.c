// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdbool.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/job.h"
#include "daxctl/device/labels.h"
#include "daxctl/device/plan.h"
#include "daxctl/device/snapshot.h"
#include "daxctl/device/writes.h"

struct destroy_options {
	const char *region, *wait;
	bool dry_run, force, human, verbose;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct destroy_options, region,
		     "only devices of this region"),
	OPTION_BOOL('f', "force", struct destroy_options, force,
		    "disable the device first, offlining its memory"),
	OPTION_BOOL(0, "dry-run", struct destroy_options, dry_run,
		    "print the writes to sysfs, and make none"),
	OPTION_BOOL('u', "human", struct destroy_options, human,
		    "no effect; accepted for consistency"),
	OPTION_WAIT(struct destroy_options),
	OPTION_VERBOSE(struct destroy_options),
	{ 0 }
};

/* The kernel never deletes instance 0 of a region, which can only shrink to size 0. */
static bool is_permanent(struct daxctl_dev *dev)
{
	return daxctl_dev_get_id(dev) == 0;
}

static int fail(struct daxctl_dev *dev, int rc, const char *step)
{
	return report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc, step);
}

static int disable(struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc = mem ? daxctl_memory_offline(mem) : 0;

	if (rc < 0)
		return fail(dev, rc, "take its memory offline");
	rc = daxctl_dev_disable(dev);
	return rc < 0 ? fail(dev, rc, "disable it") : 0;
}

static int delete_locked(struct daxctl_dev *dev)
{
	int rc = daxctl_dev_set_size(dev, 0);	/* even if it is 0, or cannot be read */

	if (rc < 0)
		return fail(dev, rc, "set its size to 0");
	if (is_permanent(dev))
		return 0;
	rc = daxctl_region_destroy_dev(daxctl_dev_get_region(dev), dev);
	return rc < 0 ? fail(dev, rc, "delete it") : 0;
}

/* The region stays locked until a failure is undone, or another process could get the memory. */
static int delete(struct daxctl_dev *dev, const struct snapshot *before)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	int rc = daxctl_region_lock(region, true);

	if (rc < 0)
		return fail(dev, rc, "set its size to 0");
	rc = delete_locked(dev);
	/* If this fails, restoring the whole device fails too and is reported. */
	if (rc < 0)
		snapshot_restore_space(before, dev);
	daxctl_region_unlock(region);
	return rc;
}

/* Print the writes of dismantle(). */
static void show_writes(struct daxctl_dev *dev)
{
	write_memory(dev, DAXCTL_BLOCK_OFFLINE);
	write_unbind(write_device(dev), daxctl_dev_get_mode(dev));
	write_size(write_device(dev), 0);
	if (!is_permanent(dev))
		write_delete(write_device(dev));
}

/*
 * Forget the label of a device, which must not become that of another one at its place.
 * Returns whether it had one, which is in *@label then.
 */
static bool take_label(struct daxctl_dev *dev, struct label *label)
{
	const struct label *found;
	struct labels *labels;
	bool has;

	if (labels_read(false, &labels) < 0)
		return false;
	found = labels_find(labels, dev);
	has = found != NULL;
	if (has)
		*label = *found;
	labels_free(labels);
	if (!has || labels_read(true, &labels) < 0)
		return false;
	labels_forget(labels, dev);
	labels_write(labels);
	labels_free(labels);
	return true;
}

static void put_label(struct daxctl_dev *dev, const struct label *label)
{
	struct labels *labels;

	if (labels_read(true, &labels) < 0)
		return;
	if (labels_set(labels, dev, label) == 0)
		labels_write(labels);
	labels_free(labels);
}

static int destroy(struct daxctl_dev *dev, void *data)
{
	const struct destroy_options *destroy = data;
	const char *name = daxctl_dev_get_devname(dev);
	struct snapshot *snapshot;
	struct label label;
	bool labelled = false;
	int rc = check_dynamic(name, daxctl_dev_get_region(dev));

	if (rc < 0)
		return rc;
	if (!destroy->force && daxctl_dev_is_enabled(dev))
		return report(name, -ENXIO,
			      "is enabled (device busy); use -f, or daxctl disable-device %s first",
			      name);
	if (destroy->dry_run) {
		show_writes(dev);
		return NOT_CHANGED;
	}
	rc = snapshot_take(dev, &snapshot);
	if (rc < 0)
		return rc;
	rc = disable(dev);
	if (rc == 0) {
		/* Not earlier: taking memory offline can take minutes and be killed. */
		labelled = take_label(dev, &label);
		rc = delete(dev, snapshot);
	}
	if (rc < 0) {
		snapshot_restore(snapshot, dev);
		if (labelled)
			put_label(dev, &label);
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
		.command = "destroy-device",
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
