// SPDX-License-Identifier: GPL-2.0-only
/* plan: shows what apply would do. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/select.h"
#include "daxctl/layout/read-file.h"
#include "daxctl/layout/show.h"

struct plan_options {
	const char *format, *wait;
	bool changes_exit_code, trust_file;
};

static const struct option_def options[] = {
	OPTION_VALUE(0, "format", "STYLE", struct plan_options, format,
		     "text (default), or json, which apply takes"),
	OPTION_BOOL(0, "changes-exit-code", struct plan_options, changes_exit_code,
		    "exit with status 2 if there are changes"),
	OPTION_TRUST_FILE(struct plan_options),
	OPTION_WAIT(struct plan_options),
	{ 0 }
};

enum { EXIT_CHANGES = 2 };

static int show(const struct work *work, bool json)
{
	struct json_object *object;

	if (!json) {
		show_text(work, stdout);
		return 0;
	}
	object = show_json(work);
	if (!object)
		return report("plan", -ENOMEM, "out of memory");
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
	return 0;
}

static int plan_document(struct daxctl_ctx *ctx, const struct plan_options *o,
			 const char *file, struct json_object *document)
{
	struct problems problems = { 0 };
	struct work work;
	int rc;

	work_begin(ctx, document, false, &work, &problems);
	rc = work_plan_all(&work, file, &problems);
	if (rc == 0)
		rc = show(&work, o->format && !strcmp(o->format, "json"));
	if (rc == 0 && o->changes_exit_code && work_sum(&work).changes)
		rc = EXIT_CHANGES;
	work_clear(&work);
	return rc;
}

static int run_plan(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct plan_options *o = data;
	struct json_object *document;
	int rc;

	(void)count;
	if (o->format && strcmp(o->format, "text") && strcmp(o->format, "json"))
		return report("--format", -EINVAL, "'%s' is not text or json", o->format);
	rc = check_sysfs();
	if (rc == 0)
		rc = document_read(operands[0], o->trust_file, &document);
	if (rc < 0)
		return rc;
	rc = plan_document(ctx, o, operands[0], document);
	json_object_put(document);
	return rc;
}

const struct command plan_command = {
	.name = "plan",
	.summary = "show what a layout would change",
	.operands = "FILE",
	.min_operands = 1,
	.max_operands = 1,
	.options = options,
	.options_size = sizeof(struct plan_options),
	.run = run_plan,
};
