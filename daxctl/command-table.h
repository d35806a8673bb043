/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of all commands. */
#ifndef DAXCTL_COMMAND_TABLE_H
#define DAXCTL_COMMAND_TABLE_H

#include <stdio.h>

#include "daxctl/cli/command.h"

const struct command *find_command(const char *name);
/* Report that there is no such command, with the most similar one.  Returns EXIT_FAILURE. */
int report_unknown_command(const char *name);

/* Print the names of all commands in the order of the table, one per line. */
void list_commands(void);
/* Print the usage of daxctl and the summary of each command. */
void print_summary(FILE *to);

#endif
