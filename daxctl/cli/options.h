/* SPDX-License-Identifier: GPL-2.0-only */
/* Command-line options from tables. */
#ifndef DAXCTL_CLI_OPTIONS_H
#define DAXCTL_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct command;

enum { EXIT_USAGE = 129 };

/*
 * An option stores into the command's options struct: a bool, or, if it has an
 * argument, a const char *.  A table ends with an entry without a name.
 */
struct option_def {
	char letter;		/* 0: long form only */
	const char *name;
	const char *argument;	/* name of its value; NULL: a boolean */
	const char *help;
	size_t offset;		/* in the options struct */
};

#define OPTION_BOOL(letter, name, type, member, help) \
	{ letter, name, NULL, help, offsetof(type, member) }
#define OPTION_VALUE(letter, name, argument, type, member, help) \
	{ letter, name, argument, help, offsetof(type, member) }

enum parse_result {
	PARSE_RUN,		/* go on; operands are at the front of argv */
	PARSE_HELP,		/* --help: show the man page */
	PARSE_SHORT_HELP,	/* -h: usage */
	PARSE_LIST_OPTIONS,	/* --list-opts */
	PARSE_ERROR,		/* said on stderr what is wrong */
};

/*
 * Parse argv[1…] of a command into @options, a zeroed struct.  Operands are
 * moved to argv[0…] and counted in *@operands.
 */
enum parse_result parse_options(const struct command *command, int argc, char **argv,
				void *options, int *operands);

/* Was the boolean option @name given?  false too for a command that has none such. */
bool option_is_set(const struct command *command, const void *options, const char *name);

void print_option_names(const struct command *command);
void print_usage(const struct command *command, FILE *to);

#endif
