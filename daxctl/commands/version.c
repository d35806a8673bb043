// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "daxctl/commands/commands.h"

static int run_version(struct daxctl_ctx *ctx, const void *options, char **operands,
		       int count)
{
	(void)ctx, (void)options, (void)operands, (void)count;
	puts(PACKAGE_VERSION);
	return 0;
}

const struct command version_command = {
	.name = "version",
	.summary = "print the version",
	.run = run_version,
};
