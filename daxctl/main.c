// SPDX-License-Identifier: GPL-2.0-only
/* From argv to a command, and from its result to an exit status. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/command.h"
#include "daxctl/interrupt.h"
#include "daxctl/options.h"
#include "daxctl/show-manual.h"

static int print_summary(FILE *to)
{
	fprintf(to, "usage: daxctl COMMAND [OPTION...] [ARGUMENT...]\n"
		    "       daxctl --version | --help | --list-cmds\n\nCommands:\n");
	for (const struct command *const *c = all_commands(); *c; c++)
		fprintf(to, "  %-20s %s\n", (*c)->name, (*c)->summary);
	fprintf(to, "\n`daxctl COMMAND -h' lists a command's options, `daxctl help COMMAND' "
		    "shows its manual.\n");
	return 0;
}

static int unknown_command(const char *name)
{
	const struct command *near = suggest_command(name);

	fprintf(stderr, "daxctl: unknown command '%s'", name);
	if (near)
		fprintf(stderr, "; did you mean '%s'?\n", near->name);
	else
		fprintf(stderr, "; `daxctl --help' lists them\n");
	return EXIT_FAILURE;
}

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

static int run_help(struct daxctl_ctx *ctx, const void *options, char **operands, int count)
{
	(void)ctx, (void)options;
	return count ? show_manual(operands[0]) : print_summary(stdout);
}

const struct command help_command = {
	.name = "help",
	.summary = "show the manual of a command",
	.operands = "[COMMAND]",
	.max_operands = 1,
	.run = run_help,
};

static int run_command(const struct command *command, int argc, char **argv)
{
	struct daxctl_ctx *ctx = NULL;
	void *options = calloc(1, command->options_size ? command->options_size : 1);
	int rc, count;

	if (!options) {
		fprintf(stderr, "daxctl %s: out of memory\n", command->name);
		return -ENOMEM;
	}
	switch (parse_options(command, argc, argv, options, &count)) {
	case PARSE_RUN:
		rc = daxctl_new(&ctx);
		if (rc < 0)
			fprintf(stderr, "daxctl %s: out of memory\n", command->name);
		if (rc == 0 && option_is_set(command, options, "verbose"))
			daxctl_set_log_priority(ctx, LOG_DEBUG);
		if (rc == 0)
			rc = command->run(ctx, options, argv, count);
		daxctl_unref(ctx);
		break;
	case PARSE_HELP:
		rc = show_manual(command->name);
		break;
	case PARSE_LIST_OPTIONS:
		print_option_names(command);
		rc = 0;
		break;
	case PARSE_SHORT_HELP:
	default:
		rc = EXIT_USAGE;
		break;
	}
	if (rc == EXIT_USAGE)
		print_usage(command, stderr);
	free(options);
	return rc;
}

static int list_commands(void)
{
	for (const struct command *const *c = all_commands(); *c; c++)
		puts((*c)->name);
	return 0;
}

static int dispatch(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	const struct command *command;

	if (!word) {
		print_summary(stdout);
		return EXIT_FAILURE;
	}
	if (!strcmp(word, "--version") || !strcmp(word, "-v"))
		word = "version";
	if (!strcmp(word, "--help") || !strcmp(word, "-h"))
		word = "help";
	if (!strcmp(word, "--list-cmds"))
		return list_commands();
	command = find_command(word);
	return command ? run_command(command, argc - 1, argv + 1) : unknown_command(word);
}

/* Output that did not get to its reader is a failure, whatever else went well. */
static int close_stdout(void)
{
	bool waiting = __fpending(stdout) > 0;
	bool lost = ferror(stdout) || (fflush(stdout) != 0 && waiting);

	/* Closed from the start is an error only for what was to be printed. */
	if (!lost && (fclose(stdout) == 0 || errno == EBADF))
		return 0;
	fprintf(stderr, "daxctl: writing to standard output: %m\n");
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	int rc = dispatch(argc, argv);
	int closed = close_stdout();

	interrupt_die();
	return (rc ? rc : closed) & 0xff;
}
