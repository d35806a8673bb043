// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "daxctl/command.h"
#include "daxctl/json.h"
#include "daxctl/options.h"
#include "daxctl/plan.h"
#include "daxctl/report.h"
#include "daxctl/select.h"
#include "daxctl/udev-wait.h"
#include "util/size.h"

struct create_options {
	const char *region, *size, *align;
	bool human, verbose;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct create_options, region,
		     "region to make the device in (default: each)"),
	OPTION_VALUE('s', "size", "SIZE", struct create_options, size,
		     "size (default: all that is available)"),
	OPTION_VALUE('a', "align", "ALIGN", struct create_options, align,
		     "alignment: 4K, 2M or 1G"),
	OPTION_BOOL('u', "human", struct create_options, human,
		    "sizes with units, addresses in hex"),
	OPTION_BOOL('v', "verbose", struct create_options, verbose,
		    "say what is written"),
	{ 0 }
};

/* What a new device is to be; 0: the region's own choice. */
struct plan {
	unsigned long long size;
	unsigned long align;
};

/* Fill in what was left open, and check the whole. */
static int complete_plan(struct daxctl_region *region, struct plan *plan)
{
	const char *subject = daxctl_region_get_devname(region);
	char size[SIZE_TEXT_MAX], free_text[SIZE_TEXT_MAX];
	unsigned long long available = 0;
	int rc = check_dynamic(subject, region);

	if (rc < 0)
		return rc;
	rc = daxctl_region_read_available_size(region, &available);
	if (rc < 0)
		return report_failure(daxctl_region_get_ctx(region), subject, rc,
				      "create a device");
	format_exact_size(available, free_text);
	if (!plan->size) {
		plan->size = available - available % size_unit(plan->align);
		if (!plan->size)
			return report(subject, -ENOSPC,
				      "cannot create a device: region %d has %s bytes available",
				      daxctl_region_get_id(region), free_text);
	}
	rc = check_size(subject, plan->size, plan->align);
	if (rc < 0)
		return rc;
	if (plan->size > available) {
		format_exact_size(plan->size, size);
		return report(subject, -ENOSPC,
			      "cannot create a device of %s: region %d has %s available", size,
			      daxctl_region_get_id(region), free_text);
	}
	return 0;
}

/* The steps, each named for the one who reads of its failure. */
static int fill_device(struct daxctl_dev *dev, const struct plan *plan, const char **step)
{
	int rc = 0;

	if (plan->align && plan->align != daxctl_dev_get_align(dev)) {
		*step = "set its alignment";
		rc = daxctl_dev_set_align(dev, plan->align);
	}
	if (rc == 0) {
		*step = "set its size";
		rc = daxctl_dev_set_size(dev, plan->size);
	}
	if (rc == 0) {
		*step = "enable it";
		rc = daxctl_dev_enable_devdax(dev);
	}
	return rc;
}

/* Leave the region as it was. */
static void take_back(struct daxctl_region *region, struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(region);
	int rc = daxctl_dev_disable(dev);

	if (rc == 0 && daxctl_dev_get_size(dev))
		rc = daxctl_dev_set_size(dev, 0);
	if (rc == 0)
		rc = daxctl_region_destroy_dev(region, dev);
	if (rc < 0)
		report_failure(ctx, daxctl_dev_get_devname(dev), rc, "delete it again");
}

static int create_in(struct daxctl_region *region, const struct plan *asked,
		     struct daxctl_dev **dev)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(region);
	const char *step = "create a device";
	struct plan plan = *asked;
	int rc = complete_plan(region, &plan);

	if (rc < 0)
		return rc;
	rc = daxctl_region_create_dev_get(region, dev);
	if (rc < 0)
		return report_failure(ctx, daxctl_region_get_devname(region), rc, step);
	rc = fill_device(*dev, &plan, &step);
	if (rc < 0) {
		report_failure(ctx, daxctl_dev_get_devname(*dev), rc, step);
		take_back(region, *dev);
	}
	return rc;
}

/* A region that cannot be divided is an error only for one who named it. */
static bool skipped(struct daxctl_region *region, const char *name)
{
	return (!name || !strcmp(name, "all")) &&
	       !daxctl_region_is_dynamic(region);
}

static int create_everywhere(struct daxctl_ctx *ctx, const struct create_options *create,
			     const struct plan *asked, struct json_object *created)
{
	struct udev_wait *wait = udev_wait_begin();
	struct daxctl_region *region;
	int status = 0;

	daxctl_region_foreach(ctx, region) {
		struct daxctl_dev *dev;
		int rc;

		if (!region_matches(region, create->region) ||
		    skipped(region, create->region))
			continue;
		rc = daxctl_region_lock(region, true);
		if (rc < 0) {
			status = report_failure(ctx, daxctl_region_get_devname(region), rc,
						"create a device");
			continue;
		}
		rc = create_in(region, asked, &dev);
		if (rc == 0) {
			json_object_array_add(created,
					      json_device(dev, false, create->human));
			udev_wait_for(wait, dev);
		} else {
			status = rc;
		}
		daxctl_region_unlock(region);
	}
	udev_wait_end(wait);
	return status;
}

static int run_create(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct create_options *create = data;
	struct plan asked = { 0 };
	struct json_object *created;
	int rc;

	(void)operands, (void)count;
	if (create->verbose)
		daxctl_set_log_priority(ctx, LOG_DEBUG);
	if (create->size) {
		rc = parse_size_option(create->size, &asked.size);
		if (rc == 0 && !asked.size)
			rc = report("--size", -EINVAL, "a new device needs one above 0");
		if (rc < 0)
			return rc;
	}
	if (create->align && (rc = parse_align_option(create->align, &asked.align)) < 0)
		return rc;
	if ((rc = check_sysfs()) < 0 || (rc = check_region_name(ctx, create->region)) < 0)
		return rc;

	created = json_object_new_array();
	if (!created)
		return -ENOMEM;
	rc = create_everywhere(ctx, create, &asked, created);
	count = json_object_array_length(created);
	json_print(created, create->human);
	report_count("created", count);
	return rc;
}

const struct command create_device_command = {
	.name = "create-device",
	.summary = "make a device in a region",
	.options = options,
	.options_size = sizeof(struct create_options),
	.run = run_create,
};
