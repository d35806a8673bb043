// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/command.h"
#include "daxctl/cli/options.h"
#include "daxctl/cli/report-line.h"
#include "daxctl/cli/report.h"
#include "util/near.h"

/*
 * What getopt_long() returns for long options.  Option I of the table is GOT_FIRST + I,
 * and its --no- form is GOT_NEGATED + I.
 */
enum { GOT_HELP = 0x1000, GOT_LIST_OPTIONS, GOT_FIRST, GOT_NEGATED = 0x10000 };

static size_t count_options(const struct command *command)
{
	size_t count = 0;

	while (command->options && command->options[count].name)
		count++;
	return count;
}

struct getopt_tables {
	struct option *longs;	/* every option, and --no-NAME for every boolean */
	char **negated;		/* the names with "no-", allocated here */
	char *shorts;
	size_t count;
};

static void free_tables(struct getopt_tables *tables)
{
	for (size_t i = 0; tables->negated && i < tables->count; i++)
		free(tables->negated[i]);
	free(tables->negated);
	free(tables->longs);
	free(tables->shorts);
}

/* Returns 0, or -1 when out of memory. */
static int make_tables(const struct command *command, struct getopt_tables *tables)
{
	size_t n = 0, count = count_options(command);
	char *letter;

	tables->count = count;
	tables->longs = calloc(2 * count + 3, sizeof(*tables->longs));
	tables->negated = calloc(count + 1, sizeof(*tables->negated));
	tables->shorts = malloc(2 * count + 4);
	if (!tables->longs || !tables->negated || !tables->shorts)
		return -1;

	/* "-": operands may come between options, even if POSIXLY_CORRECT is set */
	letter = stpcpy(tables->shorts, "-:h");
	tables->longs[n++] = (struct option){ "help", no_argument, NULL, GOT_HELP };
	tables->longs[n++] = (struct option){ "list-opts", no_argument, NULL, GOT_LIST_OPTIONS };
	for (size_t i = 0; i < count; i++) {
		const struct option_def *def = &command->options[i];

		tables->longs[n++] = (struct option){
			def->name,
			def->implied ? optional_argument
			: def->argument ? required_argument : no_argument,
			NULL, GOT_FIRST + i
		};
		if (def->letter)
			*letter++ = def->letter;
		if (def->letter && def->argument)
			*letter++ = ':';
		if (def->argument || def->choice)
			continue;
		if (asprintf(&tables->negated[i], "no-%s", def->name) < 0) {
			tables->negated[i] = NULL;
			return -1;
		}
		tables->longs[n++] = (struct option){
			tables->negated[i], no_argument, NULL, GOT_NEGATED + i
		};
	}
	*letter = '\0';
	return 0;
}

static void store(const struct option_def *def, void *options, bool negated)
{
	char *at = (char *)options + def->offset;

	if (def->argument)
		*(const char **)(void *)at = optarg ? optarg : def->implied;
	else if (def->choice)
		*(int *)(void *)at = def->choice;
	else
		*(bool *)(void *)at = !negated;
}

/* A typing error needs one line, not the whole usage. */
static enum parse_result report_unknown(const struct command *command,
					const struct getopt_tables *tables, const char *word)
{
	struct near near = { 0 };
	char *name = strndup(word, strcspn(word, "="));

	for (const struct option *known = tables->longs; name && known->name; known++)
		near_try(&near, name + strspn(name, "-"), known->name);
	report_part("unknown option '%s'; ", word);
	if (near.word)
		fprintf(stderr, "did you mean '--%s'?\n", near.word);
	else
		fprintf(stderr, "`daxctl %s -h' lists the options\n", command->name);
	free(name);
	return PARSE_UNKNOWN;
}

/* Report why getopt_long() rejected @word.  It does not print messages itself. */
static enum parse_result complain(const struct command *command,
				  const struct getopt_tables *tables, int verdict,
				  const char *word)
{
	const char *name = word + 2;
	size_t len = strcspn(name, "=");
	char letter[] = { '-', (char)optopt, '\0' };
	int matches = 0;

	fprintf(stderr, "daxctl %s: ", command->name);
	if (optopt && optopt < GOT_HELP && strncmp(word, "--", 2)) {
		if (verdict != ':')
			return report_unknown(command, tables, letter);
		fprintf(stderr, "option '-%c' needs a value\n", optopt);
		return PARSE_ERROR;
	}
	for (const struct option *known = tables->longs; known->name; known++)
		matches += !strncmp(known->name, name, len);
	if (verdict == ':')
		report_line("option '%s' needs a value", word);
	else if (matches == 0)
		return report_unknown(command, tables, word);
	else if (strchr(word, '=') && optopt)
		report_line("option '%s' takes no value", word);
	else
		report_line("option '%s' is ambiguous", word);
	return PARSE_ERROR;
}

static enum parse_result parse(const struct command *command, int argc, char **argv,
			       const struct getopt_tables *tables, void *options,
			       int *operands)
{
	size_t count = count_options(command);
	int got;

	*operands = 0;
	optind = 0;	/* resets getopt in glibc */
	opterr = 0;
	for (;;) {
		int at = optind ? optind : 1;

		got = getopt_long(argc, argv, tables->shorts, tables->longs, NULL);
		if (got < 0)
			break;
		if (got == 1) {
			argv[(*operands)++] = optarg;
		} else if (got == 'h') {
			return PARSE_SHORT_HELP;
		} else if (got == '?' || got == ':') {
			return complain(command, tables, got, argv[at]);
		} else if (got == GOT_HELP) {
			return PARSE_HELP;
		} else if (got == GOT_LIST_OPTIONS) {
			return PARSE_LIST_OPTIONS;
		} else if (got >= GOT_NEGATED) {
			store(&command->options[got - GOT_NEGATED], options, true);
		} else if (got >= GOT_FIRST) {
			store(&command->options[got - GOT_FIRST], options, false);
		} else {
			for (size_t i = 0; i < count; i++)
				if (command->options[i].letter == got)
					store(&command->options[i], options, false);
		}
	}
	while (optind < argc)
		argv[(*operands)++] = argv[optind++];
	return PARSE_RUN;
}

enum parse_result parse_options(const struct command *command, int argc, char **argv,
				void *options, int *operands)
{
	struct getopt_tables tables = { 0 };
	enum parse_result result;

	if (make_tables(command, &tables) < 0) {
		fprintf(stderr, "daxctl %s: out of memory\n", command->name);
		result = PARSE_ERROR;
	} else {
		result = parse(command, argc, argv, &tables, options, operands);
	}
	free_tables(&tables);
	if (result != PARSE_RUN)
		return result;
	if (*operands < command->min_operands) {
		fprintf(stderr, "daxctl %s: missing argument: %s\n", command->name,
			command->operands);
		return PARSE_ERROR;
	}
	if (*operands > command->max_operands) {
		report_line("daxctl %s: '%s' is one argument too many", command->name,
			argv[command->max_operands]);
		return PARSE_ERROR;
	}
	return PARSE_RUN;
}

static const struct option_def *find_option(const struct command *command, const char *name)
{
	const struct option_def *def;

	for (def = command->options; def && def->name; def++)
		if (!strcmp(def->name, name))
			return def;
	return NULL;
}

bool option_is_set(const struct command *command, const void *options, const char *name)
{
	const struct option_def *def = find_option(command, name);

	return def && !def->argument && !def->choice &&
	       *(const bool *)((const char *)options + def->offset);
}

const char *option_value(const struct command *command, const void *options,
			 const char *name)
{
	const struct option_def *def = find_option(command, name);

	if (!def || !def->argument)
		return NULL;
	return *(const char *const *)(const void *)((const char *)options + def->offset);
}

int parse_seconds(const char *name, const char *value, unsigned long *seconds)
{
	char *end = NULL;

	if (isdigit((unsigned char)*value))
		*seconds = strtoul(value, &end, 10);
	if (end && !*end && *seconds <= LONG_MAX / 1000)
		return 0;
	return report(name, -EINVAL, "'%s' is not a number of seconds", value);
}

void print_option_names(const struct command *command)
{
	for (const struct option_def *def = command->options; def && def->name; def++)
		printf("--%s\n", def->name);
}

void print_usage(const struct command *command, FILE *to)
{
	const struct option_def *def;

	fprintf(to, "usage: daxctl %s%s%s%s\n", command->name,
		command->options ? " [OPTION...]" : "", command->operands ? " " : "",
		command->operands ? command->operands : "");
	if (command->options)
		fputc('\n', to);
	for (def = command->options; def && def->name; def++) {
		char left[64], letter[8] = "    ";

		if (def->letter)
			snprintf(letter, sizeof(letter), "-%c, ", def->letter);
		snprintf(left, sizeof(left), "%s--%s%s%s", letter, def->name,
			 def->argument && !def->implied ? " " : "",
			 def->argument && !def->implied ? def->argument : "");
		fprintf(to, "  %-24s%s\n", left, def->help);
	}
	if (command->print_more)
		command->print_more(to);
}
