// SPDX-License-Identifier: GPL-2.0-only
/* online-memory and offline-memory */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/job.h"
#include "daxctl/device/memory-part.h"
#include "daxctl/device/plan.h"
#include "daxctl/device/writes.h"
#include "daxctl/device/zones.h"

struct online_options {
	const char *region, *size, *retry, *wait;
	bool dry_run, human, verbose;
	int zone;			/* 0, or enum daxctl_block_state */
};

#define COMMON_OPTIONS \
	OPTION_VALUE('r', "region", "REGION", struct online_options, region, \
		     "only devices of this region"), \
	OPTION_VALUE('s', "size", "SIZE", struct online_options, size, \
		     "only the last SIZE bytes, in whole blocks"), \
	OPTION_BOOL(0, "dry-run", struct online_options, dry_run, \
		    "print the writes to sysfs, and make none"), \
	OPTION_BOOL('u', "human", struct online_options, human, \
		    "no effect; accepted for consistency"), \
	OPTION_VERBOSE(struct online_options), \
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
	OPTION_VALUE(0, "retry", "SECONDS", struct online_options, retry,
		     "retry refused blocks for this long"),
	{ 0 }
};

#define MOVE_HINT "; use offline-memory and online-memory to move them"
static const char move_hint[] = MOVE_HINT, asked_hint[] = " as requested" MOVE_HINT;

/* The memory of a device.  If it is not in system-ram mode, report that and return NULL. */
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

/* The change of each device's memory. */
struct task {
	enum daxctl_block_state state;
	bool any_zone;			/* blocks may stay online in another zone */
	bool part;			/* only the last @size bytes */
	unsigned long long size;
	unsigned long seconds;		/* how long to retry refused blocks */
	bool dry_run;
};

static int parse_task(const struct online_options *o, struct task *task)
{
	int rc = 0;

	task->dry_run = o->dry_run;
	if (o->size) {
		task->part = true;
		rc = parse_size_option(o->size, &task->size);
	}
	if (rc == 0 && o->retry)
		rc = parse_seconds("--retry", o->retry, &task->seconds);
	return rc;
}

/*
 * Change all blocks in one call of the library, which is fastest.  Returns as
 * change_part().
 */
static int change_all(struct daxctl_memory *mem, enum daxctl_block_state state)
{
	struct daxctl_dev *dev = daxctl_memory_get_dev(mem);
	int rc = state == DAXCTL_BLOCK_OFFLINE  ? daxctl_memory_offline(mem)
		 : state == DAXCTL_BLOCK_KERNEL ? daxctl_memory_online_no_movable(mem)
						: daxctl_memory_online(mem);

	if (rc < 0 && rc != -ECANCELED)
		report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc,
			       state == DAXCTL_BLOCK_OFFLINE ? "take its memory offline"
							     : "online its memory");
	return rc;
}

/* Change the part of the memory that begins with block @first. */
static int change_from(struct daxctl_memory *mem, long first, const struct task *task)
{
	if (task->part || task->seconds)
		return change_part(mem, first, task->state, task->seconds);
	return change_all(mem, task->state);
}

/* Print the writes of change_from().  Blocks that are online stay in their zone. */
static void show_writes(struct daxctl_memory *mem, long first, enum daxctl_block_state state)
{
	long block;

	daxctl_memory_block_foreach(mem, block) {
		int now = daxctl_memory_get_block_state(mem, block);

		if (block >= first && now >= 0 &&
		    (now == DAXCTL_BLOCK_OFFLINE) != (state == DAXCTL_BLOCK_OFFLINE))
			write_block(block, state);
	}
}

/* The kernel only plugs the memory as a whole. */
static int change_unplugged(struct daxctl_dev *dev, const struct task *task)
{
	const char *name = daxctl_dev_get_devname(dev);

	if (task->state == DAXCTL_BLOCK_OFFLINE) {
		report(name, 0, "the memory is unplugged, so there is nothing to take offline");
		return NOT_CHANGED;
	}
	if (task->part)
		return report(name, -EINVAL, "the memory is unplugged, and only all of it can "
			      "be brought online; leave out --size");
	write_device_state(write_device(dev), task->state);
	return NOT_CHANGED;
}

/*
 * If no zone was asked for, memory that was online before the command may stay in another
 * zone than the default one.
 */
static int change(struct daxctl_dev *dev, void *data)
{
	const struct task *task = data;
	bool offline = task->state == DAXCTL_BLOCK_OFFLINE;
	struct daxctl_memory *mem = memory_of(dev);
	bool stays = false, changed;
	long first = 0;
	int rc = 0;

	if (!mem)
		return -ENXIO;
	if (daxctl_memory_is_unplugged(mem) && (offline || task->part || task->dry_run))
		return change_unplugged(dev, task);
	if (task->part)
		rc = find_part(mem, task->size, &first);
	if (rc == 0 && !offline && task->any_zone) {
		rc = check_zones_from(mem, first, task->state, move_hint);
		stays = rc == -EBUSY;
	}
	if (rc < 0 && !stays)
		return rc;
	if (task->dry_run) {
		show_writes(mem, first, task->state);
		return NOT_CHANGED;
	}
	rc = change_from(mem, first, task);
	if (rc == -ECANCELED)
		return report_interrupted(mem);
	if (rc < 0)
		return rc;
	changed = rc > 0;
	if (!changed)
		report(daxctl_dev_get_devname(dev), 0, "%s%s",
		       task->part ? "this part of " : "",
		       offline ? "the memory is already offline" : "the memory is already online");
	rc = offline || stays ? 0 : check_zones_from(mem, first, task->state, asked_hint);
	return rc < 0 || changed ? rc : NOT_CHANGED;
}

static int run(struct daxctl_ctx *ctx, const struct online_options *o, struct task *task,
	       char **operands, int count, const char *what, const char *past)
{
	const struct device_job job = {
		.region = o->region,
		.names = operands,
		.count = count,
		.command = task->state == DAXCTL_BLOCK_OFFLINE ? "offline-memory" : "online-memory",
		.what = what,
		.change = change,
		.data = task,
	};
	int rc = parse_task(o, task);

	return rc < 0 ? rc : change_named_devices(ctx, &job, past);
}

static int run_online(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct online_options *o = data;
	struct task task = {
		.state = o->zone ? o->zone : DAXCTL_BLOCK_MOVABLE,
		.any_zone = !o->zone,
	};

	return run(ctx, o, &task, operands, count, "online its memory",
		   "onlined memory for");
}

static int run_offline(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	struct task task = { .state = DAXCTL_BLOCK_OFFLINE };

	return run(ctx, data, &task, operands, count, "take its memory offline",
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
