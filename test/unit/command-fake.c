// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a command that changes nothing with a directory in place of sysfs:
 * command-fake DIRECTORY COMMAND ARGUMENT...
 */
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/cli/options.h"
#include "daxctl/commands/commands.h"

static const struct command *find(const char *name)
{
	static const struct command *const commands[] = { &list_command, &udev_command,
							  &export_command };

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct command *command = argc < 3 ? NULL : find(argv[2]);
	void *options = command ? calloc(1, command->options_size + 1) : NULL;
	struct daxctl_ctx *ctx;
	int rc = 99, count;

	if (!options || daxctl_new(&ctx) < 0)
		return rc;
	if (daxctl_set_roots(ctx, argv[1], argv[1], argv[1]) == 0 &&
	    parse_options(command, argc - 2, argv + 2, options, &count) == PARSE_RUN)
		rc = command->run(ctx, options, argv + 2, count);
	daxctl_unref(ctx);
	free(options);
	return rc & 0xff;
}
