// SPDX-License-Identifier: GPL-2.0-only
/* Find the command that argv names, run it, and turn its result into the exit status. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/manual.h"
#include "daxctl/cli/options.h"
#include "daxctl/cli/report-line.h"
#include "daxctl/command-table.h"

/* A message of the library, without the function that it comes from. */
__attribute__((format(printf, 6, 0)))
static void print_log(struct daxctl_ctx *ctx, int priority, const char *file, int line,
		      const char *function, const char *format, va_list args)
{
	(void)ctx, (void)priority, (void)file, (void)line, (void)function;
	fputs("daxctl: ", stderr);
	vreport_line(format, args);
}

/* Apply --verbose and --wait, which several commands have. */
static int set_up(struct daxctl_ctx *ctx, const struct command *command, const void *options)
{
	const char *wait = option_value(command, options, "wait");
	unsigned long seconds = 0;
	int rc;

	daxctl_set_log_fn(ctx, print_log);
	if (option_is_set(command, options, "verbose"))
		daxctl_set_log_priority(ctx, LOG_DEBUG);
	if (!wait)
		return daxctl_set_lock_timeout(ctx, -1);
	rc = parse_seconds("--wait", wait, &seconds);
	return rc < 0 ? rc : daxctl_set_lock_timeout(ctx, seconds * 1000);
}

static int run_command(const struct command *command, int argc, char **argv)
{
	struct daxctl_ctx *ctx = NULL;
	void *options = calloc(1, command->options_size ? command->options_size : 1);
	enum parse_result parsed;
	int rc, count;

	if (!options) {
		fprintf(stderr, "daxctl %s: out of memory\n", command->name);
		return -ENOMEM;
	}
	parsed = parse_options(command, argc, argv, options, &count);
	switch (parsed) {
	case PARSE_RUN:
		rc = daxctl_new(&ctx);
		if (rc < 0)
			fprintf(stderr, "daxctl %s: out of memory\n", command->name);
		if (rc == 0)
			rc = set_up(ctx, command, options);
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
	if (rc == EXIT_USAGE && parsed != PARSE_UNKNOWN)
		print_usage(command, stderr);
	free(options);
	return rc;
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
	if (!strcmp(word, "--list-cmds")) {
		list_commands();
		return 0;
	}
	command = find_command(word);
	return command ? run_command(command, argc - 1, argv + 1) : report_unknown_command(word);
}

/* If output was lost, daxctl fails even if the command itself succeeded. */
static int close_stdout(void)
{
	bool pending = __fpending(stdout) > 0;
	bool lost = ferror(stdout) || (fflush(stdout) != 0 && pending);

	/* A closed stdout is an error only if there was something to print. */
	if (!lost && (fclose(stdout) == 0 || errno == EBADF))
		return 0;
	fprintf(stderr, "daxctl: writing to standard output: %m\n");
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	int rc, closed;

	if (getuid() != geteuid() || getgid() != getegid()) {
		fprintf(stderr, "daxctl: refusing to run set-uid or set-gid; use sudo instead\n");
		return -EPERM & 0xff;
	}
	rc = dispatch(argc, argv);
	closed = close_stdout();
	interrupts_reraise();
	return (rc ? rc : closed) & 0xff;
}
