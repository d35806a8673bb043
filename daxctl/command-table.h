/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of all commands. */
#ifndef DAXCTL_COMMAND_TABLE_H
#define DAXCTL_COMMAND_TABLE_H

#include <stdio.h>

#include "daxctl/cli/command.h"

const struct command *find_command(const char *name);
/* The command whose name is nearest to @name; NULL if none is near. */
const struct command *suggest_command(const char *name);

/* Print the names of all commands, one a line, in the order of the table. */
void list_commands(void);
/* Print the usage of the program, with every command and its summary. */
void print_summary(FILE *to);

#endif
