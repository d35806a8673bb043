// SPDX-License-Identifier: GPL-2.0-only
/* doctor: explains what is wrong with regions, devices and their memory. */
#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/select.h"
#include "daxctl/doctor/doctor.h"
#include "daxctl/doctor/report.h"
#include "util/dax-name.h"

struct doctor_options {
	const char *format, *report;
	bool list, redact;
};

static const struct option_def options[] = {
	OPTION_VALUE(0, "format", "STYLE", struct doctor_options, format,
		     "text (default) or json"),
	OPTION_BOOL(0, "list", struct doctor_options, list,
		    "print what is looked for, and where"),
	OPTION_VALUE(0, "report", "FILE", struct doctor_options, report,
		     "also write all that was read to a tar archive"),
	OPTION_BOOL(0, "redact", struct doctor_options, redact,
		    "leave serials, UUIDs and the host's name out of it"),
	{ 0 }
};

/* An examination does not wait for processes that change devices. */
enum { LOCK_TIMEOUT_MS = 1000 };

static int check_name(struct daxctl_ctx *ctx, const char *name)
{
	const char *slash = strrchr(name, '/');
	int region, id;

	if (dax_name_parse(slash ? slash + 1 : name, !slash, &region, &id))
		return check_device_name(ctx, NULL, name);
	return check_region_name(ctx, name);
}

static int show(const struct exam *exam, bool json)
{
	struct json_object *object;

	if (!json) {
		show_findings(exam, stdout);
		if (!exam->count)
			fprintf(stderr, "daxctl: nothing found\n");
		return 0;
	}
	object = findings_json(exam);
	if (!object)
		return -ENOMEM;
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
	return 0;
}

static int examine(struct exam *exam, const struct doctor_options *o)
{
	int rc;

	doctor_look(exam);
	rc = exam->rc < 0 ? exam->rc : show(exam, o->format && !strcmp(o->format, "json"));
	if (rc < 0)
		return report("doctor", rc, "%s", strerror(-rc));
	if (o->report) {
		fflush(stdout);
		rc = write_report(exam, o->report, o->redact);
	}
	return rc < 0 ? rc : doctor_status(exam);
}

static int run_doctor(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct doctor_options *o = data;
	struct exam exam = { .ctx = ctx, .root = "", .names = operands, .name_count = count };
	int rc;

	if (o->list) {
		show_checks(stdout);
		return 0;
	}
	if (o->format && strcmp(o->format, "text") && strcmp(o->format, "json"))
		return report("--format", -EINVAL, "'%s' is not text or json", o->format);
	if (o->redact && !o->report) {
		fprintf(stderr, "daxctl doctor: --redact is for --report\n");
		return EXIT_USAGE;
	}
	daxctl_set_lock_timeout(ctx, LOCK_TIMEOUT_MS);
	rc = check_sysfs();
	for (int i = 0; rc == 0 && i < count; i++)
		rc = check_name(ctx, operands[i]);
	if (rc < 0)
		return rc;
	rc = examine(&exam, o);
	exam_clear(&exam);
	return rc;
}

const struct command doctor_command = {
	.name = "doctor",
	.summary = "explain what is wrong with devices and their memory",
	.operands = "[DEVICE|REGION...]",
	.max_operands = INT_MAX,
	.options = options,
	.options_size = sizeof(struct doctor_options),
	.run = run_doctor,
};
