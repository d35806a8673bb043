/* SPDX-License-Identifier: GPL-2.0-only */
/* Parsing of command-line options as described by a table. */
#ifndef DAXCTL_CLI_OPTIONS_H
#define DAXCTL_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct command;

enum { EXIT_USAGE = 129 };

/*
 * An option sets a member of the command's options struct: a const char * if the option
 * takes a value, an int to @choice if that is not 0, else a bool.  --no-NAME resets a bool.
 * Of several options that set the same int, the last one wins.  An entry without a name
 * ends the table.
 */
struct option_def {
	char letter;		/* 0: there is only a long form */
	const char *name;
	const char *argument;	/* name of the value in -h; NULL: takes no value */
	const char *help;
	size_t offset;		/* in the options struct */
	int choice;
	const char *implied;	/* the value if none is given; NULL: it has to be given */
};

#define OPTION_BOOL(letter, name, type, member, help) \
	{ letter, name, NULL, help, offsetof(type, member), 0, NULL }
#define OPTION_CHOICE(letter, name, type, member, choice, help) \
	{ letter, name, NULL, help, offsetof(type, member), choice, NULL }
#define OPTION_VALUE(letter, name, argument, type, member, help) \
	{ letter, name, argument, help, offsetof(type, member), 0, NULL }
/* The value can be left out, and is never the next argument.  The usage does not show it. */
#define OPTION_OPTIONAL(name, implied, type, member, help) \
	{ 0, name, "VALUE", help, offsetof(type, member), 0, implied }

/* The option of each command that takes locks.  main.c finds it by its name. */
#define OPTION_WAIT(type) \
	OPTION_VALUE(0, "wait", "SECONDS", type, wait, \
		     "wait at most this long for other processes")
/* Likewise, of each command that writes to sysfs. */
#define OPTION_VERBOSE(type) \
	OPTION_BOOL('v', "verbose", type, verbose, "log each sysfs write")
/* The option of each command for which check_trust() checks a file. */
#define OPTION_TRUST_FILE(type) \
	OPTION_BOOL(0, "trust-file", type, trust_file, \
		    "read a file that others than root can change")

enum parse_result {
	PARSE_RUN,		/* run the command */
	PARSE_HELP,		/* --help: show the manual page */
	PARSE_SHORT_HELP,	/* -h: print the usage */
	PARSE_LIST_OPTIONS,	/* --list-opts: print the names of the options */
	PARSE_ERROR,		/* invalid, and reported on stderr; the usage helps */
	PARSE_UNKNOWN,		/* an unknown option, reported without the usage */
};

/*
 * Parse argv[1…] of a command into @options, a zeroed struct.  With PARSE_RUN, the
 * operands are at the front of @argv, and *@operands is their number.
 */
enum parse_result parse_options(const struct command *command, int argc, char **argv,
				void *options, int *operands);

/* Was the boolean option @name given?  false if the command has no such option. */
bool option_is_set(const struct command *command, const void *options, const char *name);

/* The value of the option @name; NULL if it was not given or the command does not have it. */
const char *option_value(const struct command *command, const void *options,
			 const char *name);

/*
 * Parse the value of the option @name, such as "--wait": a number of seconds.  Returns 0 or
 * a reported -EINVAL.  The milliseconds fit into a long.
 */
int parse_seconds(const char *name, const char *value, unsigned long *seconds);

void print_option_names(const struct command *command);
void print_usage(const struct command *command, FILE *to);

#endif
