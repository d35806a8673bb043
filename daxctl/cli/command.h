/* SPDX-License-Identifier: GPL-2.0-only */
/* What a command is. */
#ifndef DAXCTL_CLI_COMMAND_H
#define DAXCTL_CLI_COMMAND_H

#include <stddef.h>
#include <stdio.h>

struct daxctl_ctx;
struct option_def;

/*
 * The operands are what is left of the command line after its options.  Returns
 * 0, a negated errno (whose low byte is the exit status) or EXIT_USAGE.
 */
typedef int command_fn(struct daxctl_ctx *ctx, const void *options, char **operands,
		       int count);

struct command {
	const char *name;
	const char *summary;	/* for the list of commands */
	const char *operands;	/* for the usage line; NULL: takes none */
	int min_operands, max_operands;
	const struct option_def *options;
	size_t options_size;
	command_fn *run;
	void (*print_more)(FILE *to);	/* what follows the options in -h, or NULL */
};

#endif
