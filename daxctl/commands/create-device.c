// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/journal.h"
#include "daxctl/cli/options.h"
#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/config/input.h"
#include "daxctl/device/describe.h"
#include "daxctl/device/json.h"
#include "daxctl/device/json-print.h"
#include "daxctl/device/plan.h"
#include "daxctl/device/select.h"
#include "daxctl/device/udev-wait.h"
#include "daxctl/device/unusable.h"
#include "daxctl/device/writes.h"
#include "util/mul-div.h"
#include "util/size.h"

struct create_options {
	const char *region, *size, *align, *input, *count, *wait;
	bool dry_run, human, trust_file, verbose;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct create_options, region,
		     "create the device in this region (default: all)"),
	OPTION_VALUE('s', "size", "SIZE", struct create_options, size,
		     "size of each device, N% or max (default: max)"),
	OPTION_VALUE('a', "align", "ALIGN", struct create_options, align,
		     "alignment of the device: 4K, 2M or 1G"),
	OPTION_VALUE(0, "count", "N", struct create_options, count,
		     "create so many equal devices, all or none"),
	OPTION_VALUE(0, "input", "FILE", struct create_options, input,
		     "create the device that list -M described in FILE"),
	OPTION_TRUST_FILE(struct create_options),
	OPTION_BOOL(0, "dry-run", struct create_options, dry_run,
		    "print the writes to sysfs, and make none"),
	OPTION_BOOL('u', "human", struct create_options, human,
		    "print sizes with units and addresses in hex"),
	OPTION_WAIT(struct create_options),
	OPTION_VERBOSE(struct create_options),
	{ 0 }
};

/* The properties of the new devices. */
struct plan {
	unsigned long long size;	/* of each; 0: all free memory of the region */
	unsigned long long share;	/* the size as a share of the region; 0: not given so */
	unsigned long long count;
	unsigned long align;		/* 0: the alignment of the region */
	struct input input;		/* contains ranges if --input gave them */
};

/* Replace the defaults by values of the region, and check the plan. */
static int complete_plan(struct daxctl_region *region, struct plan *plan)
{
	char size[SIZE_TEXT_MAX], free_text[SIZE_TEXT_MAX], name[REGION_NAME_MAX];
	const char *subject = region_name(region, name);
	unsigned long long available = 0, whole = 0;
	unsigned long align;
	int rc = check_dynamic(subject, region);

	if (rc < 0)
		return rc;
	rc = daxctl_region_read_available_size(region, &available);
	if (rc < 0)
		return report_failure(daxctl_region_get_ctx(region), subject, rc,
				      "create a device");
	format_short_size(available, free_text);
	align = plan->align ? plan->align : daxctl_region_get_align(region);
	if (align == ULONG_MAX)
		align = 0;	/* unknown; the kernel will check it */
	if (plan->share)
		plan->size = mul_add_div(daxctl_region_get_size(region), plan->share, 0,
					 SHARE_WHOLE, NULL);
	else if (!plan->size)
		plan->size = available / plan->count;
	else
		whole = plan->size;
	plan->size -= whole ? 0 : plan->size % size_unit(align);
	if (!plan->size)
		return report(subject, -ENOSPC, "cannot create %s: it has %s available",
			      plan->count == 1 ? "a device" : "the devices", free_text);
	rc = check_size(subject, plan->size, align);
	if (rc == 0)
		rc = input_check_free(&plan->input, subject, region);
	if (rc < 0 || plan->size <= available / plan->count)
		return rc;
	format_short_size(plan->size, size);
	if (plan->count == 1)
		return report(subject, -ENOSPC,
			      "cannot create a device of %s: it has %s available", size,
			      free_text);
	return report(subject, -ENOSPC, "cannot create %llu devices of %s: it has %s available",
		      plan->count, size, free_text);
}

/* Give the device its memory.  *@step becomes the step that failed. */
static int fill_device(struct daxctl_dev *dev, const struct plan *plan, const char **step)
{
	int rc = 0;

	if (plan->align && plan->align != daxctl_dev_get_align(dev)) {
		*step = "set its alignment";
		rc = daxctl_dev_set_align(dev, plan->align);
	}
	if (rc == 0 && !plan->input.ranges.count) {
		*step = "set its size";
		rc = daxctl_dev_set_size(dev, plan->size);
	}
	for (size_t i = 0; rc == 0 && i < plan->input.ranges.count; i++) {
		*step = "give it a range";
		rc = daxctl_dev_set_mapping(dev, plan->input.ranges.at[i].start,
					    plan->input.ranges.at[i].end);
	}
	return rc;
}

/*
 * Delete a device whose setup failed, so that the region is unchanged.  This also waits for
 * locks after a signal has ended the setup.
 */
static void delete_again(struct daxctl_region *region, struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(region);
	int rc;

	progress_suspend(ctx);
	/* If these fail, deleting the device fails too and is reported. */
	daxctl_dev_disable(dev);
	daxctl_dev_set_size(dev, 0);
	rc = daxctl_region_destroy_dev(region, dev);
	progress_resume(ctx);
	if (rc < 0)
		report_failure(ctx, daxctl_dev_get_devname(dev), rc,
			       "delete the unfinished device");
}

/* Report the failure of a step, and delete the device. */
static int give_up(struct daxctl_dev *dev, int rc, const char *step)
{
	report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc, step);
	delete_again(daxctl_dev_get_region(dev), dev);
	return rc;
}

/* Create the devices, with their memory.  The region is locked. */
static int create_filled(struct daxctl_region *region, const struct plan *plan,
			 struct daxctl_dev **devs, size_t *count)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(region);
	int rc = 0;

	while (rc == 0 && *count < plan->count) {
		const char *step = "create a device";
		char name[REGION_NAME_MAX];

		if (interrupted())
			return report(region_name(region, name), -EINTR,
				      "interrupted; no device is created");
		rc = daxctl_region_create_dev_get(region, &devs[*count]);
		if (rc < 0)
			return report_failure(ctx, region_name(region, name), rc, step);
		rc = fill_device(devs[*count], plan, &step);
		if (rc < 0)
			give_up(devs[*count], rc, step);
		else
			(*count)++;
	}
	return rc;
}

static int enable(struct daxctl_dev *dev)
{
	int rc;

	if (interrupted())
		return report(daxctl_dev_get_devname(dev), -EINTR,
			      "interrupted before it was enabled");
	rc = daxctl_dev_lock(dev);
	if (rc < 0)
		return report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc,
				      "enable it");
	rc = daxctl_dev_enable_devdax(dev);
	if (rc < 0)
		report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc,
			       "enable it");
	daxctl_dev_unlock(dev);
	return rc;
}

/* Print the writes of create_in(). */
static void show_writes(struct daxctl_region *region, const struct plan *plan)
{
	char name[32];
	struct write_device device = { region, name };

	for (unsigned long long i = 0; i < plan->count; i++) {
		guess_name(region, i, name, sizeof(name));
		write_create(region);
		if (plan->align && plan->align != daxctl_region_get_align(region))
			write_align(device, plan->align);
		if (!plan->input.ranges.count)
			write_size(device, plan->size);
		for (size_t r = 0; r < plan->input.ranges.count; r++)
			write_mapping(device, plan->input.ranges.at[r].start,
				      plan->input.ranges.at[r].end);
	}
	for (unsigned long long i = 0; i < plan->count; i++) {
		guess_name(region, i, name, sizeof(name));
		write_bind(device, DAXCTL_DEV_MODE_DEVDAX);
	}
}

/* Create the devices, all or none.  @devs has room for them. */
static int create_in(struct daxctl_region *region, const struct plan *asked, bool dry_run,
		     struct daxctl_dev **devs)
{
	int rc = daxctl_region_lock(region, !dry_run);
	struct plan plan = *asked;
	char name[REGION_NAME_MAX];
	size_t count = 0;

	if (rc < 0)
		return report_failure(daxctl_region_get_ctx(region), region_name(region, name),
				      rc, "create a device");
	rc = complete_plan(region, &plan);
	if (rc == 0 && dry_run)
		show_writes(region, &plan);
	else if (rc == 0)
		rc = create_filled(region, &plan, devs, &count);
	daxctl_region_unlock(region);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = enable(devs[i]);
	while (rc < 0 && count)
		delete_again(region, devs[--count]);
	return rc;
}

/* A static region is an error if the user named it; otherwise it is skipped. */
static bool is_skipped(struct daxctl_region *region, const char *name)
{
	return (!name || !strcmp(name, "all")) &&
	       !daxctl_region_is_dynamic(region);
}

/* Add what was created to the listing. */
static void add_created(struct daxctl_dev **devs, unsigned long long count, bool human,
			struct udev_wait *wait, struct json_object *created)
{
	char now[DESCRIPTION_MAX];

	for (unsigned long long i = 0; i < count; i++) {
		report_unusable(devs[i]);
		journal_change("create-device", daxctl_dev_get_devname(devs[i]), "absent",
			       describe_device(devs[i], now));
		json_object_array_add(created, json_device(devs[i], false, human));
		udev_wait_for(wait, devs[i]);
	}
}

static int create_everywhere(struct daxctl_ctx *ctx, const char *name,
			     const struct plan *asked, struct json_object *created,
			     const struct create_options *create)
{
	struct daxctl_dev **devs = calloc(asked->count, sizeof(*devs));
	struct udev_wait *wait = create->dry_run ? NULL : udev_wait_begin();
	struct daxctl_region *region;
	struct progress progress;
	bool divisible = false;
	int status = devs ? 0 : report("create-device", -ENOMEM, "out of memory");

	progress_begin(ctx, &progress);
	daxctl_region_foreach(ctx, region) {
		char subject[REGION_NAME_MAX];
		int rc;

		if (!devs || !region_matches(region, name) || is_skipped(region, name))
			continue;
		divisible = true;
		if (interrupted()) {
			status = report(region_name(region, subject), -EINTR,
					"interrupted before a device was created");
			continue;
		}
		rc = create_in(region, asked, create->dry_run, devs);
		if (rc == 0 && !create->dry_run)
			add_created(devs, asked->count, create->human, wait, created);
		if (rc < 0)
			status = rc;
	}
	udev_wait_end(wait);
	progress_end(ctx);
	if (devs && !divisible)
		status = report("create-device", -ENXIO, "no region can be divided");
	free(devs);
	return status;
}

/* -s: bytes, a share of the region, or all. */
static int parse_amount(const char *text, struct plan *asked)
{
	int rc;

	asked->size = 0;
	if (!strcmp(text, "max"))
		return 0;
	if (strchr(text, '%'))
		return parse_share(text, &asked->share)
			       ? 0 : report("--size", -EINVAL, "'%s' is not a share from 0.01%% "
					    "to 100%%", text);
	rc = parse_size_option(text, &asked->size);
	return rc == 0 && !asked->size
		       ? report("--size", -EINVAL, "a new device cannot have size 0") : rc;
}

static int parse_count(const char *text, unsigned long long *count)
{
	enum { MOST = 65536 };
	char *end;

	*count = 1;
	if (!text)
		return 0;
	*count = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
	return *count && *count <= MOST && !*end
		       ? 0 : report("--count", -EINVAL, "'%s' is not a number from 1 to %d", text,
				    MOST);
}

static int usage(const char *why)
{
	fprintf(stderr, "daxctl create-device: %s\n", why);
	return EXIT_USAGE;
}

/* Combine --input with the other options, which override it. */
static int parse_plan(const struct create_options *create, struct plan *asked)
{
	char size[SIZE_TEXT_MAX], sum[SIZE_TEXT_MAX];
	int rc = 0;

	if (create->trust_file && !create->input)
		return usage("--trust-file is for --input");
	if (create->input)
		rc = input_read(create->input, create->trust_file, &asked->input);
	if (rc < 0)
		return rc;
	asked->align = asked->input.align;
	asked->size = asked->input.has_size ? asked->input.size
					    : input_range_sum(&asked->input);
	if (asked->input.has_size && !asked->size && !create->size)
		return report(create->input, -EINVAL,
			      "its size is 0, but a new device needs memory; use -s SIZE");
	if (create->size)
		rc = parse_amount(create->size, asked);
	if (rc == 0)
		rc = parse_count(create->count, &asked->count);
	if (rc == 0 && create->align)
		rc = parse_align_option(create->align, &asked->align);
	if (rc < 0 || !asked->input.ranges.count)
		return rc;
	if (asked->count > 1)
		return report("--count", -EINVAL, "%s says where its one device is",
			      create->input);
	if (!asked->size)
		return report("--size", -EINVAL, "'%s' does not go with %s, which lists mappings",
			      create->size, create->input);
	if (asked->size != input_range_sum(&asked->input)) {
		format_short_size(asked->size, size);
		format_short_size(input_range_sum(&asked->input), sum);
		return report(create->input, -EINVAL,
			      "size %s differs from the sum of the mappings, %s", size, sum);
	}
	for (size_t i = 0; rc == 0 && i < asked->input.ranges.count; i++)
		rc = check_range(create->input, asked->input.ranges.at[i].start,
				 asked->input.ranges.at[i].end, asked->align);
	return rc;
}

static int create_as_planned(struct daxctl_ctx *ctx, const struct create_options *create,
			     const struct plan *asked)
{
	struct json_object *created;
	const char *name = create->region;
	char file_region[16];	/* the X of the device name daxX.Y in the file */
	int rc, count;

	if (!name && asked->input.is_given) {
		snprintf(file_region, sizeof(file_region), "%d", asked->input.region);
		name = file_region;
	}
	if ((rc = check_sysfs()) < 0 || (rc = check_region_name(ctx, name)) < 0)
		return rc;
	created = json_object_new_array();
	if (!created)
		return report("create-device", -ENOMEM, "out of memory");
	rc = create_everywhere(ctx, name, asked, created, create);
	count = json_object_array_length(created);
	json_print(created, create->human);
	report_count("created", count);
	return rc;
}

static int run_create(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct create_options *create = data;
	struct plan asked = { 0 };
	int rc = parse_plan(create, &asked);

	(void)operands, (void)count;
	if (rc == 0)
		rc = create_as_planned(ctx, create, &asked);
	input_clear(&asked.input);
	return rc;
}

const struct command create_device_command = {
	.name = "create-device",
	.summary = "create a device from the free memory of a region",
	.options = options,
	.options_size = sizeof(struct create_options),
	.run = run_create,
};
