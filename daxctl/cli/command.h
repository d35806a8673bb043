/* SPDX-License-Identifier: GPL-2.0-only */
/* The description of a command: its name, options and functions. */
#ifndef DAXCTL_CLI_COMMAND_H
#define DAXCTL_CLI_COMMAND_H

#include <stddef.h>
#include <stdio.h>

struct daxctl_ctx;
struct option_def;

/*
 * Run a command.  @options points to its options struct; @operands are the @count
 * arguments that are not options.  Returns 0, a negated errno (whose low byte becomes
 * the exit status) or EXIT_USAGE, which prints the usage.
 */
typedef int command_fn(struct daxctl_ctx *ctx, const void *options, char **operands,
		       int count);

struct command {
	const char *name;
	const char *summary;	/* shown by `daxctl help' */
	const char *operands;	/* shown in the usage line; NULL: there are none */
	int min_operands, max_operands;
	const struct option_def *options;
	size_t options_size;
	command_fn *run;
	void (*print_more)(FILE *to);	/* print more below the options in -h; or NULL */
};

#endif
