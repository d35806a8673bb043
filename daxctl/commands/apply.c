// SPDX-License-Identifier: GPL-2.0-only
/* apply: makes regions what a layout says. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/options.h"
#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/refusal.h"
#include "daxctl/device/select.h"
#include "daxctl/device/udev-wait.h"
#include "daxctl/layout/boot.h"
#include "daxctl/layout/dry-run.h"
#include "daxctl/layout/execute.h"
#include "daxctl/layout/read-file.h"
#include "daxctl/layout/record.h"
#include "daxctl/layout/show.h"
#include "util/array.h"
#include "util/size.h"

struct apply_options {
	const char *wait;
	bool yes, dry_run, boot, trust_file, verbose;
};

static const struct option_def options[] = {
	OPTION_BOOL('y', "yes", struct apply_options, yes,
		    "destroy contents without asking"),
	OPTION_BOOL(0, "dry-run", struct apply_options, dry_run,
		    "print the writes to sysfs, and make none"),
	OPTION_BOOL(0, "boot", struct apply_options, boot,
		    "apply the layouts that are applied at boot"),
	OPTION_TRUST_FILE(struct apply_options),
	OPTION_WAIT(struct apply_options),
	OPTION_VERBOSE(struct apply_options),
	{ 0 }
};

/* One file, and how to apply it. */
struct run {
	struct daxctl_ctx *ctx;
	const char *file;
	struct json_object *plan;	/* NULL: the file is a layout */
	bool yes, boot;
	struct daxctl_region *only;	/* NULL: all regions */
	struct daxctl_region **done;	/* with --boot: of the files so far */
	size_t done_count;
	int record;
	size_t changes;
	int destroyed;
};

/* ---- asking ---- */

/* May contents be destroyed?  Without a terminal, nobody can say so. */
static int ask(struct run *run, const struct work *work)
{
	struct work_sum sum = work_sum(work);
	char lost[SIZE_TEXT_MAX], answer[8];

	if (!sum.destroyed_bytes || run->yes)
		return 0;
	format_exact_size(sum.destroyed_bytes, lost);
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return report(run->file, -EPERM, "would destroy %s of contents of %d device%s; "
			      "see it with `daxctl plan', and use --yes", lost, sum.destroyed,
			      sum.destroyed == 1 ? "" : "s");
	show_text(work, stderr);
	fprintf(stderr, "Destroy %s of contents? [y/N] ", lost);
	if (fgets(answer, sizeof(answer), stdin) && (*answer == 'y' || *answer == 'Y')) {
		run->yes = true;
		return 0;
	}
	return report(run->file, -ECANCELED, "nothing was changed");
}

/* ---- regions ---- */

/* Another process can change devices between the plan and the locks. */
static int apply_region(struct run *run, struct region_work *region, struct udev_wait *wait)
{
	enum { TRIES = 10 };
	u64 agreed = region->plan.destroyed_bytes;
	int rc = -EAGAIN;

	for (int tries = 0; rc == -EAGAIN && tries < TRIES; tries++) {
		struct problems problems = { 0 };

		if (tries) {
			daxctl_refresh(run->ctx);
			rc = work_plan(region, &problems);
			if (problems.count || problems.rc)
				rc = problems_report(&problems, run->file);
			if (rc < 0)
				return rc;
			if (run->plan || (region->plan.destroyed_bytes > agreed && !run->yes))
				return report(run->file, -ESTALE, "the devices of %s have changed "
					      "since they were planned", region->state.name);
		}
		if (!region->plan.step_count)
			return 0;
		rc = execute_plan(region, run->record, wait);
	}
	if (rc == 0) {
		run->changes += region->plan.step_count;
		run->destroyed += region->plan.destroyed;
	}
	return rc == -EAGAIN ? report(region->state.name, -EBUSY, "is changed by another process "
				      "again and again") : rc;
}

static int apply_regions(struct run *run, struct work *work)
{
	struct udev_wait *wait = udev_wait_begin();
	struct progress progress;
	int status = 0;

	progress_begin(run->ctx, &progress);
	progress_explain(run->ctx, explain_refusal);
	for (size_t i = 0; i < work->count; i++) {
		int rc;

		if (!work->regions[i].region)
			continue;
		rc = interrupted() ? -EINTR : apply_region(run, &work->regions[i], wait);
		if (rc < 0 && status == 0)
			status = rc;
	}
	udev_wait_end(wait);
	progress_end(run->ctx);
	return status;
}

/*
 * With --boot, each region has one layout; another file would change it back and forth at
 * each boot.
 */
static void choose_regions(struct run *run, struct work *work, struct problems *problems)
{
	char name[REGION_NAME_MAX];

	for (size_t i = 0; run->boot && i < work->count; i++) {
		struct daxctl_region *region = work->regions[i].region, **at;

		if (!region || (run->only && region != run->only)) {
			work->regions[i].region = NULL;
			continue;
		}
		for (size_t d = 0; d < run->done_count; d++)
			if (run->done[d] == region)
				problem(problems, -EEXIST, work->regions[i].entry->where,
					"an earlier file has this region, %s",
					region_name(region, name));
		at = array_grow(run->done, run->done_count, sizeof(*at));
		if (!at) {
			problem(problems, -ENOMEM, work->regions[i].entry->where,
				"out of memory");
			continue;
		}
		run->done = at;
		at[run->done_count++] = region;
	}
}

static int apply_document(struct run *run, struct json_object *layout, bool dry_run)
{
	struct problems problems = { 0 };
	struct work work;
	int rc;

	work_begin(run->ctx, layout, run->boot, &work, &problems);
	choose_regions(run, &work, &problems);
	rc = work_plan_all(&work, run->file, &problems);
	if (rc == 0 && run->plan)
		rc = check_plan_state(run->file, run->plan, &work);
	for (size_t i = 0; rc == 0 && dry_run && i < work.count; i++)
		show_writes(&work.regions[i]);
	if (rc == 0 && !dry_run)
		rc = ask(run, &work);
	if (rc == 0 && !dry_run)
		rc = apply_regions(run, &work);
	work_clear(&work);
	return rc;
}

/* ---- files ---- */

/* A plan contains the layout that it was made for. */
static int find_layout(struct run *run, struct json_object *document,
		       struct json_object **layout)
{
	struct json_object *version;

	*layout = document;
	if (!json_object_is_type(document, json_type_object) ||
	    !json_object_object_get_ex(document, "plan", &version))
		return 0;
	run->plan = document;
	if (!json_object_is_type(version, json_type_int) ||
	    json_object_get_int64(version) != PLAN_VERSION ||
	    !json_object_object_get_ex(document, "layout", layout))
		return report(run->file, -EINVAL, "is not a plan of version %d", PLAN_VERSION);
	return 0;
}

static int apply_file(struct daxctl_ctx *ctx, const struct apply_options *o, const char *file,
		      struct run *run)
{
	struct json_object *document, *layout;
	int rc = document_read(file, o->trust_file, &document);

	if (rc < 0)
		return rc;
	run->ctx = ctx;
	run->file = file;
	run->plan = NULL;
	rc = find_layout(run, document, &layout);
	if (rc == 0)
		rc = apply_document(run, layout, o->dry_run);
	json_object_put(document);
	return rc;
}

/* The arguments of apply_file(), for each_boot_layout(). */
struct boot_run {
	struct daxctl_ctx *ctx;
	const struct apply_options *options;
	struct run *run;
};

static int apply_boot_file(const char *path, void *data)
{
	const struct boot_run *boot = data;

	return apply_file(boot->ctx, boot->options, path, boot->run);
}

/* The region of a device, of which the unit of systemd knows the name. */
static int find_region(struct daxctl_ctx *ctx, const char *name, struct daxctl_region **found)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev)
			if (device_matches(dev, name))
				*found = region;
	return *found ? 0 : report(name, -ENXIO, "no such device");
}

static void report_changes(const struct run *run)
{
	if (run->changes)
		fprintf(stderr, "%zu change%s, %d device%s destroyed\n", run->changes,
			run->changes == 1 ? "" : "s", run->destroyed,
			run->destroyed == 1 ? "" : "s");
	else
		fprintf(stderr, "nothing was changed\n");
}

static int run_apply(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct apply_options *o = data;
	struct run run = { .yes = o->yes || o->boot, .boot = o->boot, .record = -1 };
	struct boot_run boot = { .ctx = ctx, .options = o, .run = &run };
	unsigned long seconds = 0;
	int rc = check_sysfs();

	if (!o->boot && !count) {
		fprintf(stderr, "daxctl apply: give a file or --boot\n");
		return EXIT_USAGE;
	}
	if (rc == 0 && o->boot && count)
		rc = find_region(ctx, operands[0], &run.only);
	if (rc == 0 && o->wait)
		rc = parse_seconds("--wait", o->wait, &seconds);
	if (rc == 0 && !o->dry_run) {
		rc = run.record = record_open(o->wait ? (long)seconds * 1000 : -1);
		if (rc >= 0) {
			record_recover(ctx, run.record);
			rc = 0;
		}
	}
	if (rc == 0)
		rc = o->boot ? each_boot_layout(apply_boot_file, &boot)
			     : apply_file(ctx, o, operands[0], &run);
	free(run.done);
	if (run.record >= 0)
		record_close(run.record);
	if (!o->dry_run && run.record >= 0)
		report_changes(&run);
	return rc;
}

const struct command apply_command = {
	.name = "apply",
	.summary = "make regions what a layout or a plan says",
	.operands = "[FILE|DEVICE]",
	.max_operands = 1,
	.options = options,
	.options_size = sizeof(struct apply_options),
	.run = run_apply,
};
