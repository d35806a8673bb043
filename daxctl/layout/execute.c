// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locks: those of all devices that change, in the order of their numbers, are held from the
 * first check on.  The region's exclusive lock is held while memory moves between devices,
 * but not while memory goes offline or online, which can take minutes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/journal.h"
#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"
#include "daxctl/device/change.h"
#include "daxctl/device/describe.h"
#include "daxctl/device/memmap.h"
#include "daxctl/device/left-memory.h"
#include "daxctl/device/snapshot.h"
#include "daxctl/device/users.h"
#include "daxctl/layout/execute.h"
#include "daxctl/layout/record.h"
#include "daxctl/layout/reshape.h"
#include "daxctl/layout/state.h"

/* A device of the plan, and what is needed to undo its change. */
struct part {
	struct daxctl_dev *dev;		/* NULL: not created yet, or deleted */
	struct snapshot *before;	/* NULL: it was not there */
	bool locked;
	char then[DESCRIPTION_MAX];	/* for the journal */
};

struct execution {
	struct region_work *work;
	struct part *parts;		/* of each target */
	bool region_locked;
	bool labels_changed;
	int record;
	int status;			/* a failure that does not stop the run */
};

static struct daxctl_ctx *ctx_of(const struct execution *x)
{
	return daxctl_region_get_ctx(x->work->region);
}

static const struct target *target_of(const struct execution *x, size_t t)
{
	return &x->work->plan.targets[t];
}

static const struct wish *wish_of(const struct execution *x, size_t t)
{
	long wish = target_of(x, t)->wish;

	return wish == NO_WISH ? NULL : &x->work->wishes.wishes[wish];
}

static const struct present *device_of(const struct execution *x, size_t t)
{
	long device = target_of(x, t)->device;

	return device == NO_DEVICE ? NULL : &x->work->state.devices[device];
}

static int fail(struct daxctl_dev *dev, int rc, const char *what)
{
	return report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc, what);
}

/* ---- locks ---- */

static int lock_region(struct execution *x)
{
	int rc = x->region_locked ? 0 : daxctl_region_lock(x->work->region, true);

	if (rc < 0)
		return report_failure(ctx_of(x), x->work->state.name, rc, "divide it");
	x->region_locked = true;
	return 0;
}

static void unlock_region(struct execution *x)
{
	if (x->region_locked)
		daxctl_region_unlock(x->work->region);
	x->region_locked = false;
}

static struct daxctl_dev *find_device(struct daxctl_region *region, const char *name)
{
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev)
		if (!strcmp(daxctl_dev_get_devname(dev), name))
			return dev;
	return NULL;
}

/* Each lock is an open file. */
static void allow_many_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* The targets with a present device come first, in the order of their numbers. */
static int lock_devices(struct execution *x)
{
	allow_many_files();
	for (size_t t = 0; t < x->work->plan.target_count; t++) {
		const struct present *device = device_of(x, t);
		struct part *part = &x->parts[t];
		int rc;

		if (!target_of(x, t)->touched || !device)
			continue;
		part->dev = find_device(x->work->region, device->name);
		if (!part->dev)
			return -EAGAIN;
		rc = daxctl_dev_lock(part->dev);
		if (rc < 0)
			return fail(part->dev, rc, "change it");
		part->locked = true;
	}
	return 0;
}

/* With the locks held, is everything as it was when the plan was made? */
static int check_state(struct execution *x)
{
	struct region_state now;
	struct labels *labels;
	bool same;
	int rc = labels_read(false, &labels);

	if (rc == 0 && (rc = daxctl_refresh(ctx_of(x))) < 0) {
		report_failure(ctx_of(x), x->work->state.name, rc, "read its devices");
		labels_free(labels);
	}
	if (rc < 0)
		return rc;
	rc = state_read(x->work->region, labels, &now);
	labels_free(labels);
	if (rc < 0)
		return rc;
	same = state_fingerprint(&now, 0) == state_fingerprint(&x->work->state, 0);
	state_clear(&now);
	return same ? 0 : -EAGAIN;
}

/* ---- before the first write ---- */

static bool has_step(const struct execution *x, size_t t, enum step_kind kind)
{
	for (size_t i = 0; i < x->work->plan.step_count; i++)
		if (x->work->plan.steps[i].target == t && x->work->plan.steps[i].kind == kind)
			return true;
	return false;
}

/* Nobody may use a device that is disabled; all that are in use are reported. */
static int check_users(struct execution *x)
{
	int status = 0;

	for (size_t t = 0; t < x->work->plan.target_count; t++) {
		const struct present *device = device_of(x, t);
		int rc;

		if (!device || device->is.mode == DAXCTL_DEV_MODE_RAM ||
		    !has_step(x, t, STEP_DISABLE))
			continue;
		rc = check_unused(x->parts[t].dev);
		if (rc < 0)
			status = rc;
	}
	return status;
}

static int take_snapshots(struct execution *x)
{
	int rc = 0;

	for (size_t t = 0; rc == 0 && t < x->work->plan.target_count; t++)
		if (x->parts[t].dev)
			rc = snapshot_take(x->parts[t].dev, &x->parts[t].before);
	return rc;
}

/* ---- steps ---- */

/* Note the memory of all devices that change it, before the first of them does. */
static int note_all(struct execution *x)
{
	static const struct label none;
	int rc = record_devices(x->record, x->work->region, x->work->state.start);

	for (size_t t = 0; rc == 0 && t < x->work->plan.target_count; t++) {
		const struct wish *wish = wish_of(x, t);
		const struct target *target = target_of(x, t);

		if (target->touched && x->parts[t].dev &&
		    (has_step(x, t, STEP_EMPTY) || has_step(x, t, STEP_SHRINK) ||
		     has_step(x, t, STEP_FILL)))
			rc = record_add(x->record, x->work->state.start,
					daxctl_dev_get_devname(x->parts[t].dev),
					wish ? &wish->shall.label : &none,
					wish ? wish->shall.align : 0, &target->ranges);
	}
	return rc < 0 ? rc : record_commit(x->record);
}

static int offline(struct execution *x, size_t t)
{
	struct daxctl_dev *dev = x->parts[t].dev;
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc = mem ? daxctl_memory_offline(mem) : 0;

	return rc < 0 ? fail(dev, rc, "take its memory offline") : 0;
}

static int disable(struct execution *x, size_t t)
{
	int rc = daxctl_dev_disable(x->parts[t].dev);

	return rc < 0 ? fail(x->parts[t].dev, rc, "disable it") : 0;
}

static int release(struct execution *x, size_t t)
{
	const struct wish *wish = wish_of(x, t);

	return reshape_release(x->parts[t].dev, &target_of(x, t)->ranges,
			       wish ? wish->shall.align : 0);
}

static int create(struct execution *x, size_t t)
{
	const struct wish *wish = wish_of(x, t);
	int rc = daxctl_region_create_dev_get(x->work->region, &x->parts[t].dev);

	if (rc < 0)
		return report_failure(ctx_of(x), x->work->state.name, rc, "create a device");
	rc = record_add(x->record, x->work->state.start,
			daxctl_dev_get_devname(x->parts[t].dev), &wish->shall.label,
			wish->shall.align, &target_of(x, t)->ranges);
	return rc < 0 ? rc : record_sync(x->record);
}

static int fill(struct execution *x, size_t t)
{
	return reshape_fill(x->parts[t].dev, &target_of(x, t)->ranges,
			    wish_of(x, t)->shall.align);
}

static int enable(struct execution *x, size_t t)
{
	const struct wish *wish = wish_of(x, t);
	struct daxctl_dev *dev = x->parts[t].dev;
	int rc = 0;

	if (!x->parts[t].locked) {
		rc = daxctl_dev_lock(dev);
		if (rc < 0)
			return fail(dev, rc, "enable it");
		x->parts[t].locked = true;
	}
	if (changes_memmap(dev, &wish->shall))
		rc = daxctl_dev_set_memmap_on_memory(dev,
						     wish->shall.memmap == MEMMAP_ON_MEMORY);
	if (rc < 0)
		return fail(dev, rc, "choose the place of its memmap");
	rc = enable_mode(dev, wish->shall.mode, wish->shall.online);
	return rc < 0 ? report_not_bound(dev, rc, "enable it") : 0;
}

/*
 * Also moves what the kernel brought online by itself.  Blocks that it cannot move are a
 * failure, but cannot be undone either.
 */
static int online(struct execution *x, size_t t)
{
	const struct wanted wanted = {
		.mode = DAXCTL_DEV_MODE_RAM,
		.blocks = wish_of(x, t)->shall.online,
		.memmap = MEMMAP_UNKNOWN,
		.zone_given = true,
		.force = true,
	};
	bool keep = false;
	int rc = reconfigure_mode(x->parts[t].dev, &wanted, &keep);

	if (rc < 0 && keep) {
		x->status = rc;
		rc = 0;
	}
	return rc;
}

static int enable_and_offline(struct execution *x, size_t t)
{
	const struct wish *wish = wish_of(x, t);
	int rc = enable(x, t);

	/* The kernel's policy may have brought it online. */
	if (rc == 0 && wish->shall.mode == DAXCTL_DEV_MODE_RAM &&
	    wish->shall.online == DAXCTL_BLOCK_OFFLINE)
		rc = online(x, t);
	return rc;
}

static int delete(struct execution *x, size_t t)
{
	int rc = daxctl_region_destroy_dev(x->work->region, x->parts[t].dev);

	if (rc < 0)
		return fail(x->parts[t].dev, rc, "delete it");
	if (x->parts[t].locked)
		daxctl_dev_unlock(x->parts[t].dev);
	x->parts[t].locked = false;
	x->parts[t].dev = NULL;
	return 0;
}

/* ---- labels ---- */

static int set_label(struct labels *labels, struct daxctl_dev *dev, const struct label *label)
{
	int rc = labels_set(labels, dev, label);

	return rc < 0 ? report(daxctl_dev_get_devname(dev), rc, "out of memory") : 0;
}

/* Which labels to keep of the devices that change. */
enum labels_of { LABELS_NONE, LABELS_BEFORE, LABELS_AFTER };

static const struct shape *shape_of(const struct execution *x, size_t t, enum labels_of which)
{
	if (which == LABELS_BEFORE && device_of(x, t))
		return &device_of(x, t)->is;
	return which == LABELS_AFTER && wish_of(x, t) ? &wish_of(x, t)->shall : NULL;
}

static int keep_labels(struct execution *x, enum labels_of which)
{
	struct labels *labels;
	int rc = labels_read(true, &labels);

	if (rc < 0)
		return rc;
	for (size_t t = 0; t < x->work->plan.target_count; t++)
		if (target_of(x, t)->touched && x->parts[t].dev)
			labels_forget(labels, x->parts[t].dev);
	for (size_t t = 0; rc == 0 && t < x->work->plan.target_count; t++) {
		const struct shape *shape = shape_of(x, t, which);

		if (shape && target_of(x, t)->touched && x->parts[t].dev)
			rc = set_label(labels, x->parts[t].dev, &shape->label);
	}
	if (rc == 0)
		rc = labels_write(labels);
	labels_free(labels);
	return rc;
}

/* The labels of all devices are written together, as soon as these have their memory. */
static int label(struct execution *x, size_t t)
{
	(void)x, (void)t;
	return 0;
}

/* ---- all steps ---- */

/* Steps with the region's lock, and the others. */
static const struct {
	int (*run)(struct execution *x, size_t t);
	bool divides;
} steps[] = {
	[STEP_OFFLINE] = { offline, false },
	[STEP_DISABLE] = { disable, false },
	[STEP_EMPTY] = { release, true },
	[STEP_SHRINK] = { release, true },
	[STEP_CREATE] = { create, true },
	[STEP_FILL] = { fill, true },
	[STEP_LABEL] = { label, true },
	[STEP_ENABLE] = { enable_and_offline, false },
	[STEP_ONLINE] = { online, false },
	[STEP_DELETE] = { delete, false },
};

/* Labels change, or follow devices whose place changes. */
static bool has_labels(const struct execution *x)
{
	for (size_t i = 0; i < x->work->plan.step_count; i++)
		if (x->work->plan.steps[i].kind == STEP_LABEL)
			return true;
	for (size_t t = 0; t < x->work->plan.target_count; t++)
		if (target_of(x, t)->touched && device_of(x, t) &&
		    (device_of(x, t)->is.label.text[0] ||
		     device_of(x, t)->is.label.access.permissions[0] ||
		     device_of(x, t)->is.label.access.group[0]))
			return true;
	return false;
}

/* All devices have their memory: what is left concerns each device alone. */
static int end_division(struct execution *x)
{
	int rc = 0;

	if (!x->region_locked)
		return 0;
	if (has_labels(x)) {
		rc = keep_labels(x, LABELS_AFTER);
		x->labels_changed = rc == 0;
	}
	unlock_region(x);
	return rc;
}

static int run_steps(struct execution *x)
{
	const struct plan *plan = &x->work->plan;
	bool divided = false;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		struct daxctl_dev *dev = x->parts[step->target].dev;

		if (interrupted())
			return report(x->work->state.name, -EINTR, "interrupted");
		if (dev)
			progress_device(dev);
		if (steps[step->kind].divides && !divided) {
			rc = lock_region(x);
			if (rc == 0)
				rc = note_all(x);
			divided = true;
		} else if (!steps[step->kind].divides) {
			rc = end_division(x);
		}
		if (rc == 0)
			rc = steps[step->kind].run(x, step->target);
	}
	return rc < 0 ? rc : end_division(x);
}

/* ---- undo ---- */

/* Unbind and empty a new device, so that its memory can be given back. */
static void delete_new(struct execution *x, struct part *part)
{
	struct daxctl_dev *dev = part->dev;
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc;

	/* If these fail, deleting the device fails too and is reported. */
	if (mem)
		daxctl_memory_offline(mem);
	daxctl_dev_disable(dev);
	daxctl_dev_set_size(dev, 0);
	if (part->locked)
		daxctl_dev_unlock(dev);
	part->locked = false;
	rc = daxctl_region_destroy_dev(x->work->region, dev);
	if (rc < 0)
		fail(dev, rc, "delete the unfinished device");
	part->dev = NULL;
}

static void undo(struct execution *x)
{
	size_t count = x->work->plan.target_count;
	struct daxctl_ctx *ctx = ctx_of(x);

	progress_suspend(ctx);
	lock_region(x);		/* so that nobody gets memory that is to be given back */
	if (x->labels_changed)
		keep_labels(x, LABELS_NONE);
	for (size_t t = count; t-- > 0;)
		if (x->parts[t].dev && !x->parts[t].before)
			delete_new(x, &x->parts[t]);
	for (size_t t = count; t-- > 0;)
		if (x->parts[t].dev && x->parts[t].before)
			snapshot_release(x->parts[t].before, x->parts[t].dev);
	for (size_t t = 0; t < count; t++)
		if (!x->parts[t].dev && x->parts[t].before) {
			int rc = daxctl_region_create_dev_get(x->work->region, &x->parts[t].dev);

			if (rc < 0)
				report_failure(ctx, device_of(x, t)->name, rc, "create it again");
		}
	/* If this fails, restoring the whole device fails too and is reported. */
	for (size_t t = count; t-- > 0;)
		if (x->parts[t].dev && x->parts[t].before &&
		    !daxctl_dev_is_enabled(x->parts[t].dev))
			snapshot_restore_space(x->parts[t].before, x->parts[t].dev);
	unlock_region(x);
	progress_resume(ctx);
	for (size_t t = count; t-- > 0;)
		if (x->parts[t].dev && x->parts[t].before)
			snapshot_restore(x->parts[t].before, x->parts[t].dev);
	if (x->labels_changed)
		keep_labels(x, LABELS_BEFORE);
}

/* ---- one region ---- */

static void clean_up(struct execution *x)
{
	unlock_region(x);
	for (size_t t = 0; t < x->work->plan.target_count; t++) {
		if (x->parts[t].locked)
			daxctl_dev_unlock(x->parts[t].dev);
		snapshot_free(x->parts[t].before);
	}
	free(x->parts);
}

static void describe_all(struct execution *x)
{
	for (size_t t = 0; t < x->work->plan.target_count; t++)
		if (target_of(x, t)->touched && journal_exists())
			describe_device(x->parts[t].dev, x->parts[t].then);
}

/* Note in the journal what has changed, also if not all could be undone. */
static void note_changes(struct execution *x)
{
	char now[DESCRIPTION_MAX];

	for (size_t t = 0; t < x->work->plan.target_count; t++) {
		struct daxctl_dev *dev = x->parts[t].dev;

		if (target_of(x, t)->touched && journal_exists() && (dev || device_of(x, t)))
			journal_change("apply", dev ? daxctl_dev_get_devname(dev)
						    : device_of(x, t)->name,
				       x->parts[t].then, describe_device(dev, now));
	}
}

static void wait_for_udev(struct execution *x, struct udev_wait *wait)
{
	for (size_t t = 0; t < x->work->plan.target_count; t++)
		if (x->parts[t].dev && has_step(x, t, STEP_ENABLE))
			udev_wait_for(wait, x->parts[t].dev);
}

int execute_plan(struct region_work *work, int record, struct udev_wait *wait)
{
	struct execution x = {
		.work = work,
		.record = record,
		.parts = calloc(work->plan.target_count + 1, sizeof(*x.parts)),
	};
	int rc;

	if (!x.parts)
		return report(work->state.name, -ENOMEM, "out of memory");
	rc = lock_devices(&x);
	if (rc == 0)
		rc = check_state(&x);
	if (rc == 0)
		rc = check_users(&x);
	if (rc == 0)
		rc = take_snapshots(&x);
	if (rc == 0) {
		describe_all(&x);
		rc = run_steps(&x);
		if (rc < 0)
			undo(&x);
		else
			wait_for_udev(&x, wait);
		record_forget(record);
		note_changes(&x);
	}
	clean_up(&x);
	return rc < 0 ? rc : x.status;
}
