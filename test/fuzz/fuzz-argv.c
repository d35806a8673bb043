// SPDX-License-Identifier: GPL-2.0-only
/*
 * Command lines: the arguments end with NUL bytes.  Each is parsed as that of its command;
 * only list also runs, in an empty root.
 */
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/options.h"
#include "daxctl/command-table.h"
#include "daxctl/commands/commands.h"
#include "test/fuzz/fuzz.h"

enum { MOST = 32 };

static void run_list(const void *options, char **operands, int count)
{
	struct daxctl_ctx *ctx = fuzz_context();

	if (count <= list_command.max_operands)
		list_command.run(ctx, options, operands, count);
	daxctl_unref(ctx);
}

static void parse(const struct command *command, int argc, char **argv)
{
	void *options = calloc(1, command->options_size ? command->options_size : 1);
	enum parse_result parsed;
	unsigned long seconds;
	const char *wait;
	int count = 0;

	parsed = parse_options(command, argc, argv, options, &count);
	if (parsed == PARSE_RUN) {
		fuzz_assert(count >= command->min_operands && count <= command->max_operands);
		wait = option_value(command, options, "wait");
		if (wait)
			parse_seconds("--wait", wait, &seconds);
		if (command == &list_command)
			run_list(options, argv, count);
	}
	free(options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *argv[MOST + 1] = { text };
	const struct command *command;
	int argc = 0;

	for (char *at = text; at < text + size && argc < MOST; at += strlen(at) + 1)
		argv[argc++] = at;
	argv[argc] = NULL;
	fuzz_catch();
	command = argc ? find_command(argv[0]) : NULL;
	if (command)
		parse(command, argc, argv);
	else if (argc)
		report_unknown_command(argv[0]);
	fuzz_printed();
	free(text);
	return 0;
}
