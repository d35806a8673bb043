// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot-policy: sets the kernel's policy for new memory so that memory that is configured gets
 * into the right zone, although the kernel adds it before any service can run.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/config/boot-policy.h"
#include "daxctl/config/match.h"
#include "daxctl/device/writes.h"
#include "daxctl/layout/boot.h"

struct policy_options {
	bool dry_run;
};

static const struct option_def options[] = {
	OPTION_BOOL(0, "dry-run", struct policy_options, dry_run,
		    "print the write to sysfs, and make none"),
	{ 0 }
};

static int count_layout(const char *path, void *data)
{
	(void)path;
	++*(int *)data;
	return 0;
}

/*
 * The policy for what is configured; NULL: nothing is.  If all memory is for the same zone,
 * the policy is that zone.  Otherwise the memory waits offline for the services.  So does
 * memory with a layout, which has to be offline to be divided.
 */
static const char *choose_policy(const struct config *config, int layouts)
{
	const char *policy = layouts ? "offline" : NULL;

	for (size_t i = 0; i < config->count; i++) {
		const struct config_section *section = &config->sections[i];
		const char *own = section->mode != DAXCTL_DEV_MODE_RAM || !section->online ||
						  section->unplugged
					  ? "offline"
				  : section->movable ? "online_movable"
						     : "online_kernel";

		if (section->in_conflict)
			continue;
		policy = !policy || !strcmp(policy, own) ? own : "offline";
	}
	return policy;
}

static int run_boot_policy(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct policy_options *o = data;
	struct config config;
	const char *wanted;
	char now[POLICY_MAX];
	int layouts = 0, status, rc;

	(void)operands, (void)count;
	status = config_read(ctx, false, &config);
	rc = each_boot_layout(count_layout, &layouts);
	status = rc < 0 ? rc : status;
	wanted = choose_policy(&config, layouts);
	config_clear(&config);
	if (!wanted)
		return status < 0 ? status
				  : report("boot-policy", 0, "no memory is configured");
	rc = daxctl_get_auto_online_policy(ctx, now, sizeof(now));
	if (rc < 0)
		return report_failure(ctx, "boot-policy", rc, "read the policy");
	if (!strcmp(now, "offline") || !strcmp(now, wanted)) {
		report("boot-policy", 0, "the policy stays \"%s\"", now);
		return status;
	}
	if (o->dry_run) {
		write_policy(wanted);
		return status;
	}
	rc = boot_policy_set(now, wanted);
	if (rc < 0)
		return rc;
	report("boot-policy", 0, "the policy for new memory was \"%s\" and is \"%s\" now", now,
	       wanted);
	return status;
}

const struct command boot_policy_command = {
	.name = "boot-policy",
	.summary = "set the policy for new memory before it is added",
	.options = options,
	.options_size = sizeof(struct policy_options),
	.run = run_boot_policy,
};
