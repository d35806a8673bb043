/* SPDX-License-Identifier: GPL-2.0-only */
/* What a command is, and the table of them all. */
#ifndef DAXCTL_COMMAND_H
#define DAXCTL_COMMAND_H

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

/* Every command in the order of --list-cmds; the last pointer is NULL. */
const struct command *const *all_commands(void);

extern const struct command version_command, list_command, help_command,
	split_acpi_command, migrate_device_model_command,
	create_device_command, destroy_device_command, reconfigure_device_command,
	online_memory_command, offline_memory_command, disable_device_command,
	enable_device_command, save_config_command;

const struct command *find_command(const char *name);
/* The command whose name is nearest to @name; NULL if none is near. */
const struct command *suggest_command(const char *name);

#endif
