// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "daxctl/cli/manual.h"
#include "daxctl/command-table.h"
#include "daxctl/commands/commands.h"

static command_fn run_help;

/* `help' is defined here because it prints the table. */
static const struct command help_command = {
	.name = "help",
	.summary = "show the manual page of a command",
	.operands = "[COMMAND]",
	.max_operands = 1,
	.run = run_help,
};

static const struct command *const table[] = {
	&version_command,
	&list_command,
	&help_command,
	&split_acpi_command,
	&migrate_device_model_command,
	&create_device_command,
	&destroy_device_command,
	&reconfigure_device_command,
	&online_memory_command,
	&offline_memory_command,
	&disable_device_command,
	&enable_device_command,
	&save_config_command,
	NULL,
};

const struct command *find_command(const char *name)
{
	for (size_t i = 0; table[i]; i++)
		if (!strcmp(table[i]->name, name))
			return table[i];
	return NULL;
}

/* The Levenshtein distance, computed with one row of the matrix at a time. */
static size_t distance(const char *from, const char *to)
{
	enum { LONGEST = 64 };
	size_t row[LONGEST + 1], len = strlen(to);

	if (len > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; from[i]; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < len; j++) {
			size_t best = corner + (from[i] != to[j]);

			corner = row[j + 1];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (corner + 1 < best)
				best = corner + 1;
			row[j + 1] = best;
		}
	}
	return row[len];
}

const struct command *suggest_command(const char *name)
{
	enum { NEAR = 4 };
	const struct command *best = NULL;
	size_t least = NEAR;

	for (size_t i = 0; table[i]; i++) {
		size_t len = strlen(name);
		/* A prefix such as "create" matches, however much is missing. */
		size_t d = len > 2 && !strncmp(table[i]->name, name, len)
				   ? 0 : distance(name, table[i]->name);

		if (d < least && d < len) {
			least = d;
			best = table[i];
		}
	}
	return best;
}

void list_commands(void)
{
	for (const struct command *const *c = table; *c; c++)
		puts((*c)->name);
}

void print_summary(FILE *to)
{
	fprintf(to, "usage: daxctl COMMAND [OPTION...] [ARGUMENT...]\n"
		    "       daxctl --version | --help | --list-cmds\n\nCommands:\n");
	for (const struct command *const *c = table; *c; c++)
		fprintf(to, "  %-20s %s\n", (*c)->name, (*c)->summary);
	fprintf(to, "\n`daxctl COMMAND -h' lists the options of a command, and\n"
		    "`daxctl help COMMAND' shows its manual page.\n");
}

static int run_help(struct daxctl_ctx *ctx, const void *options, char **operands, int count)
{
	(void)ctx, (void)options;
	if (count)
		return show_manual(operands[0]);
	print_summary(stdout);
	return 0;
}
