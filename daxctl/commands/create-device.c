// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/options.h"
#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/config/input.h"
#include "daxctl/device/json.h"
#include "daxctl/device/plan.h"
#include "daxctl/device/select.h"
#include "daxctl/device/udev-wait.h"
#include "daxctl/device/unusable.h"
#include "util/size.h"

struct create_options {
	const char *region, *size, *align, *input, *wait;
	bool human, verbose;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct create_options, region,
		     "create the device in this region (default: all)"),
	OPTION_VALUE('s', "size", "SIZE", struct create_options, size,
		     "size of the device (default: all free memory)"),
	OPTION_VALUE('a', "align", "ALIGN", struct create_options, align,
		     "alignment of the device: 4K, 2M or 1G"),
	OPTION_VALUE(0, "input", "FILE", struct create_options, input,
		     "create the device that list -M described in FILE"),
	OPTION_BOOL('u', "human", struct create_options, human,
		    "print sizes with units and addresses in hex"),
	OPTION_WAIT(struct create_options),
	OPTION_BOOL('v', "verbose", struct create_options, verbose,
		    "log each sysfs write"),
	{ 0 }
};

/* The properties of the new device. */
struct plan {
	unsigned long long size;	/* 0: all free memory of the region */
	unsigned long align;		/* 0: the alignment of the region */
	struct input input;		/* contains ranges if --input gave them */
};

/* Replace the defaults by values of the region, and check the plan. */
static int complete_plan(struct daxctl_region *region, struct plan *plan)
{
	char size[SIZE_TEXT_MAX], free_text[SIZE_TEXT_MAX], name[REGION_NAME_MAX];
	const char *subject = region_name(region, name);
	unsigned long long available = 0;
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
	if (!plan->size) {
		plan->size = available - available % size_unit(align);
		if (!plan->size)
			return report(subject, -ENOSPC,
				      "cannot create a device: it has %s available",
				      free_text);
	}
	rc = check_size(subject, plan->size, align);
	if (rc == 0)
		rc = input_check_free(&plan->input, subject, region);
	if (rc == 0 && plan->size > available) {
		format_short_size(plan->size, size);
		rc = report(subject, -ENOSPC,
			    "cannot create a device of %s: it has %s available", size,
			    free_text);
	}
	return rc;
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

/* Delete a device whose setup failed, so that the region is unchanged. */
static void delete_again(struct daxctl_region *region, struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(region);
	int rc;

	/* If these fail, deleting the device fails too and is reported. */
	daxctl_dev_disable(dev);
	daxctl_dev_set_size(dev, 0);
	rc = daxctl_region_destroy_dev(region, dev);
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

/* Create a device that has its memory.  The region is locked. */
static int create_filled(struct daxctl_region *region, const struct plan *asked,
			 struct daxctl_dev **dev)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(region);
	const char *step = "create a device";
	char name[REGION_NAME_MAX];
	struct plan plan = *asked;
	int rc = complete_plan(region, &plan);

	if (rc < 0)
		return rc;
	rc = daxctl_region_create_dev_get(region, dev);
	if (rc < 0)
		return report_failure(ctx, region_name(region, name), rc, step);
	rc = fill_device(*dev, &plan, &step);
	return rc < 0 ? give_up(*dev, rc, step) : 0;
}

static int enable(struct daxctl_dev *dev)
{
	int rc = daxctl_dev_lock(dev);

	if (rc < 0)
		return give_up(dev, rc, "enable it");
	rc = daxctl_dev_enable_devdax(dev);
	if (rc < 0)
		give_up(dev, rc, "enable it");
	daxctl_dev_unlock(dev);
	return rc;
}

static int create_in(struct daxctl_region *region, const struct plan *asked,
		     struct daxctl_dev **dev)
{
	int rc = daxctl_region_lock(region, true);
	char name[REGION_NAME_MAX];

	if (rc < 0)
		return report_failure(daxctl_region_get_ctx(region), region_name(region, name),
				      rc, "create a device");
	rc = create_filled(region, asked, dev);
	daxctl_region_unlock(region);
	return rc < 0 ? rc : enable(*dev);
}

/* A static region is an error if the user named it; otherwise it is skipped. */
static bool is_skipped(struct daxctl_region *region, const char *name)
{
	return (!name || !strcmp(name, "all")) &&
	       !daxctl_region_is_dynamic(region);
}

static int create_everywhere(struct daxctl_ctx *ctx, const char *name,
			     const struct plan *asked, struct json_object *created,
			     bool human)
{
	struct udev_wait *wait = udev_wait_begin();
	struct daxctl_region *region;
	struct progress progress;
	bool divisible = false;
	int status = 0;

	progress_begin(ctx, &progress);
	daxctl_region_foreach(ctx, region) {
		char subject[REGION_NAME_MAX];
		struct daxctl_dev *dev;
		int rc;

		if (!region_matches(region, name) || is_skipped(region, name))
			continue;
		divisible = true;
		if (interrupted()) {
			status = report(region_name(region, subject), -EINTR,
					"interrupted before a device was created");
			continue;
		}
		rc = create_in(region, asked, &dev);
		if (rc == 0) {
			report_unusable(dev);
			json_object_array_add(created, json_device(dev, false, human));
			udev_wait_for(wait, dev);
		} else {
			status = rc;
		}
	}
	udev_wait_end(wait);
	progress_end(ctx);
	if (!divisible)
		return report("create-device", -ENXIO, "no region can be divided");
	return status;
}

/* Combine --input with the other options, which override it. */
static int parse_plan(const struct create_options *create, struct plan *asked)
{
	char size[SIZE_TEXT_MAX], sum[SIZE_TEXT_MAX];
	int rc = 0;

	if (create->input)
		rc = input_read(create->input, &asked->input);
	if (rc < 0)
		return rc;
	asked->align = asked->input.align;
	asked->size = asked->input.has_size ? asked->input.size
					    : input_range_sum(&asked->input);
	if (asked->input.has_size && !asked->size && !create->size)
		return report(create->input, -EINVAL,
			      "its size is 0, but a new device needs memory; use -s SIZE");
	if (create->size) {
		rc = parse_size_option(create->size, &asked->size);
		if (rc == 0 && !asked->size)
			rc = report("--size", -EINVAL, "a new device cannot have size 0");
	}
	if (rc == 0 && create->align)
		rc = parse_align_option(create->align, &asked->align);
	if (rc < 0 || !asked->input.ranges.count)
		return rc;
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
	rc = create_everywhere(ctx, name, asked, created, create->human);
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
