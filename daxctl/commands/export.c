// SPDX-License-Identifier: GPL-2.0-only
/* export: writes what other programs read about devices. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/select.h"
#include "daxctl/export/file.h"
#include "daxctl/export/follow.h"
#include "daxctl/export/formats.h"

struct export_options {
	const char *output, *vendor, *wait;
	bool follow;
};

static const struct option_def options[] = {
	OPTION_VALUE('o', "output", "FILE", struct export_options, output,
		     "write to this file, or to standard output if it is -"),
	OPTION_BOOL('f', "follow", struct export_options, follow,
		    "go on, and write the file again when something changes"),
	OPTION_VALUE(0, "vendor", "NAME", struct export_options, vendor,
		     "cdi: the first part of names (default: daxctl)"),
	OPTION_WAIT(struct export_options),
	{ 0 }
};

static const struct export_format formats[] = {
	{ "cdi", "/run/cdi/daxctl.json", export_cdi },
	{ "nfd", "/etc/kubernetes/node-feature-discovery/features.d/daxctl", export_nfd },
	{ "prometheus", "/var/lib/prometheus/node-exporter/daxctl.prom", export_prometheus },
};

/* NULL: there is no such format. */
static const struct export_format *find_format(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

struct job {
	struct daxctl_ctx *ctx;
	const struct export_format *format;
	const char *path, *vendor;	/* path NULL: standard output */
};

/* The text of the export; *@text is allocated. */
static int make_text(const struct job *job, char **text, size_t *size)
{
	struct export_table table;
	int rc = export_table_read(job->ctx, &table);
	FILE *to;

	if (rc < 0)
		return rc;
	to = open_memstream(text, size);
	rc = to ? job->format->print(to, &table, job->vendor) : -ENOMEM;
	if (to && fclose(to) != 0)
		rc = -ENOMEM;
	if (to && rc < 0)
		free(*text);
	export_table_clear(&table);
	return rc < 0 ? report("export", rc, "out of memory") : 0;
}

static int export_once(const struct job *job)
{
	char *text;
	size_t size;
	int rc = make_text(job, &text, &size);

	if (rc < 0)
		return rc;
	if (job->path)
		rc = export_file_write(job->path, text, size);
	else
		fwrite(text, 1, size, stdout);	/* main() sees whether that worked */
	free(text);
	return rc;
}

/* A failure has been reported.  The next event, or 30 seconds, is another try. */
static void export_again(void *data)
{
	const struct job *job = data;

	if (daxctl_refresh(job->ctx) == 0)
		export_once(job);
}

static int check_options(const struct export_options *o, const struct export_format *format,
			 const char *name)
{
	if (!format)
		return report(name, -EINVAL, "this is not a format (cdi, nfd or "
			      "prometheus)");
	if (o->vendor && format->print != export_cdi) {
		fprintf(stderr, "daxctl export: --vendor is for the format cdi\n");
		return EXIT_USAGE;
	}
	if (o->vendor && !cdi_vendor_is_valid(o->vendor))
		return report("--vendor", -EINVAL, "'%s' is not a name of letters, digits, '.', "
			      "'-' and '_' that begins with a letter and ends with a letter or "
			      "a digit", o->vendor);
	if (o->follow && o->output && !strcmp(o->output, "-")) {
		fprintf(stderr, "daxctl export: --follow needs a file\n");
		return EXIT_USAGE;
	}
	return 0;
}

static int run_export(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct export_options *o = data;
	struct job job = {
		.ctx = ctx,
		.format = find_format(operands[0]),
		.vendor = o->vendor ? o->vendor : "daxctl",
	};
	int rc = check_options(o, job.format, operands[0]);

	(void)count;
	if (rc == 0)
		rc = check_sysfs();
	if (rc != 0)
		return rc;
	if (!o->output) {
		job.path = job.format->file;
		rc = export_make_directories(job.path);
	} else if (strcmp(o->output, "-") != 0) {
		job.path = o->output;
	}
	if (rc < 0)
		return rc;
	return o->follow ? export_follow(export_again, &job) : export_once(&job);
}

const struct command export_command = {
	.name = "export",
	.summary = "write what other programs read about devices",
	.operands = "cdi|nfd|prometheus",
	.min_operands = 1,
	.max_operands = 1,
	.options = options,
	.options_size = sizeof(struct export_options),
	.run = run_export,
};
