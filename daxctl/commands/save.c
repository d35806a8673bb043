// SPDX-License-Identifier: GPL-2.0-only
/* save: writes the present state as a layout. */
#include <errno.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/select.h"
#include "daxctl/layout/save.h"
#include "daxctl/layout/state.h"

struct save_options {
	const char *region, *output, *wait;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct save_options, region,
		     "only this region (default: all)"),
	OPTION_VALUE('o', "output", "FILE", struct save_options, output,
		     "write to this file instead of standard output"),
	OPTION_WAIT(struct save_options),
	{ 0 }
};

static int save_regions(struct daxctl_ctx *ctx, const char *name, struct json_object *layout)
{
	struct daxctl_region *region;
	struct labels *labels;
	int status = labels_read(false, &labels);

	if (status < 0)
		return status;
	daxctl_region_foreach(ctx, region) {
		struct region_state state;
		int rc;

		if (!region_matches(region, name))
			continue;
		rc = state_read(region, labels, &state);
		if (rc == 0)
			rc = save_region(layout, &state);
		if (rc < 0)
			status = rc;
		state_clear(&state);
	}
	labels_free(labels);
	return status;
}

static int run_save(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct save_options *o = data;
	struct json_object *layout;
	int rc = check_sysfs();

	(void)operands, (void)count;
	if (rc == 0)
		rc = check_region_name(ctx, o->region);
	if (rc < 0)
		return rc;
	layout = save_begin();
	if (!layout)
		return report("save", -ENOMEM, "out of memory");
	/* A part of the state is no layout: nothing is written then. */
	rc = save_regions(ctx, o->region, layout);
	if (rc == 0)
		rc = save_write(layout, o->output);
	json_object_put(layout);
	return rc;
}

const struct command save_command = {
	.name = "save",
	.summary = "write the present state as a layout",
	.options = options,
	.options_size = sizeof(struct save_options),
	.run = run_save,
};
