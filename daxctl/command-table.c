// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/manual.h"
#include "daxctl/cli/report-line.h"
#include "daxctl/command-table.h"
#include "daxctl/commands/commands.h"
#include "util/near.h"

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
	&save_command,
	&plan_command,
	&apply_command,
	&check_config_command,
	&history_command,
	&doctor_command,
	&monitor_command,
	&udev_command,
	&export_command,
	&boot_policy_command,
	NULL,
};

const struct command *find_command(const char *name)
{
	for (size_t i = 0; table[i]; i++)
		if (!strcmp(table[i]->name, name))
			return table[i];
	return NULL;
}

int report_unknown_command(const char *name)
{
	struct near near = { 0 };

	for (size_t i = 0; table[i]; i++)
		near_try(&near, name, table[i]->name);
	report_part("daxctl: unknown command '%s'; ", name);
	if (near.word)
		fprintf(stderr, "did you mean '%s'?\n", near.word);
	else
		fprintf(stderr, "`daxctl help' lists all commands\n");
	return EXIT_FAILURE;
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
		return find_command(operands[0]) ? show_manual(operands[0])
						 : report_unknown_command(operands[0]);
	print_summary(stdout);
	return 0;
}
