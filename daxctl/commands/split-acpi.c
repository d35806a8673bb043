// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "daxctl/acpi/files.h"
#include "daxctl/acpi/split.h"
#include "daxctl/cli/options.h"
#include "daxctl/cli/report-line.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "util/size.h"

struct split_options {
	const char *directory, *domain, *nodes;
	bool verbose;
};

static const struct option_def options[] = {
	OPTION_VALUE('d', "directory", "DIR", struct split_options, directory,
		     "directory of the tables (default: current directory)"),
	OPTION_VALUE('p', "pxm", "DOMAIN", struct split_options, domain,
		     "proximity domain to split (required)"),
	OPTION_VALUE('n', "nodes", "COUNT", struct split_options, nodes,
		     "number of parts, a power of two (default: 2)"),
	OPTION_BOOL('v', "verbose", struct split_options, verbose,
		    "print the address range of each part"),
	{ 0 }
};

/*
 * Parse a number, decimal or with 0x, that is the whole of @text.  Returns false and leaves
 * *@value untouched if it is not one.
 */
static bool parse_number(const char *text, uint32_t *value)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digit = hex ? text + 2 : text;
	uint64_t number = 0;

	if (!*digit)
		return false;
	for (; *digit; digit++) {
		int c = tolower((unsigned char)*digit);

		if (!(hex ? isxdigit(c) : isdigit(c)))
			return false;
		number = number * (hex ? 16 : 10) + (c > '9' ? c - 'a' + 10 : c - '0');
		if (number > UINT32_MAX)
			return false;
	}
	*value = number;
	return true;
}

static void describe(const struct acpi_split *split)
{
	char size[SIZE_TEXT_MAX];

	format_exact_size(acpi_split_size(split), size);
	for (uint32_t i = 0; i < split->parts; i++) {
		unsigned long long base = split->base + i * acpi_split_size(split);

		fprintf(stderr, "domain %u: %s at 0x%llx-0x%llx%s\n",
			acpi_split_domain(split, i), size, base,
			base + acpi_split_size(split) - 1, i ? " (new)" : "");
	}
}

static int report_fault(const char *dir, int rc, const struct acpi_fault *fault)
{
	if (!fault->table)
		return report("split-acpi", rc, "out of memory");
	report_line("daxctl: %s/%s: offset %zu (0x%zx): %s", dir, fault->table, fault->offset,
		    fault->offset, fault->text);
	return rc;
}

static int split_directory(const char *dir, uint32_t domain, uint32_t parts, bool verbose)
{
	struct acpi_fault fault = { 0 };
	struct acpi_tables from, to;
	struct acpi_split split;
	int rc = read_acpi_tables(dir, &from);

	if (rc < 0)
		return rc;
	rc = acpi_split_tables(&from, domain, parts, &to, &split, &fault);
	if (rc < 0) {
		report_fault(dir, rc, &fault);
	} else {
		rc = write_acpi_tables(dir, &to);
		if (rc == 0 && verbose)
			describe(&split);
		if (rc == 0 && !to.nfit.bytes && (verbose || from.nfit.bytes))
			fprintf(stderr, "skipped %s/nfit.dat: %s\n", dir,
				from.nfit.bytes
					? "no persistent memory range matches the domain"
					: "no such file");
		acpi_free_tables(&to);
	}
	acpi_free_tables(&from);
	return rc;
}

static int run_split(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct split_options *o = data;
	uint32_t domain, parts = 2;

	(void)ctx, (void)operands, (void)count;
	if (!o->domain) {
		fprintf(stderr,
			"daxctl split-acpi: --pxm is required\n");
		return EXIT_USAGE;
	}
	if (!parse_number(o->domain, &domain))
		return report(o->domain, -EINVAL,
			      "not a proximity domain (a number from the SRAT)");
	if (o->nodes &&
	    (!parse_number(o->nodes, &parts) || parts < 2 || parts & (parts - 1)))
		return report(o->nodes, -EINVAL, "not a number of nodes (2, 4, 8, ...)");
	return split_directory(o->directory ? o->directory : ".", domain, parts,
			       o->verbose);
}

const struct command split_acpi_command = {
	.name = "split-acpi",
	.summary = "split a NUMA node into several, in copies of ACPI tables",
	.options = options,
	.options_size = sizeof(struct split_options),
	.run = run_split,
};
