// SPDX-License-Identifier: GPL-2.0-only
/* check-config: checks configuration files and layouts. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/config/match.h"
#include "daxctl/layout/boot.h"
#include "daxctl/layout/document.h"
#include "daxctl/layout/read-file.h"

struct check_options {
	bool trust_file;
};

static const struct option_def options[] = {
	OPTION_TRUST_FILE(struct check_options),
	{ 0 }
};

static int check_layout(const char *path, void *data)
{
	const struct check_options *o = data;
	struct problems problems = { 0 };
	struct json_object *document;
	struct layout layout;
	int rc = document_read(path, o->trust_file, &document);

	if (rc < 0)
		return rc;
	document_parse(document, &layout, &problems);
	layout_clear(&layout);
	json_object_put(document);
	return problems_report(&problems, path);
}

/* A name that ends with ".conf" is that of a configuration file, any other of a layout. */
static int check_file(const char *path, const struct check_options *o)
{
	const char *dot = strrchr(path, '.');

	return dot && !strcmp(dot, ".conf") ? config_check_file(path)
					    : check_layout(path, (void *)o);
}

static int run_check(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct check_options *o = data;
	struct config config;
	int rc, status;

	if (count)
		return check_file(operands[0], o);
	status = config_read(ctx, &config);
	config_clear(&config);
	rc = each_boot_layout(check_layout, (void *)o);
	return rc < 0 ? rc : status;
}

const struct command check_config_command = {
	.name = "check-config",
	.summary = "check configuration files and layouts",
	.operands = "[FILE]",
	.max_operands = 1,
	.options = options,
	.options_size = sizeof(struct check_options),
	.run = run_check,
};
