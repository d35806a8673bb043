// SPDX-License-Identifier: GPL-2.0-only
/* Runs `daxctl list' with a directory in place of sysfs: list-fake DIRECTORY OPTION... */
#include <stdlib.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/cli/options.h"
#include "daxctl/commands/commands.h"

int main(int argc, char **argv)
{
	void *options = calloc(1, list_command.options_size);
	struct daxctl_ctx *ctx;
	int rc = 99, count;

	if (argc < 2 || !options || daxctl_new(&ctx) < 0)
		return rc;
	if (daxctl_set_roots(ctx, argv[1], argv[1], argv[1]) == 0 &&
	    parse_options(&list_command, argc - 1, argv + 1, options, &count) == PARSE_RUN)
		rc = list_command.run(ctx, options, argv + 1, count);
	daxctl_unref(ctx);
	free(options);
	return rc & 0xff;
}
