// SPDX-License-Identifier: GPL-2.0-only
/*
 * What udev takes from `daxctl udev' at each event: lines KEY=VALUE, and nothing in a value
 * that could begin another.  libudev reads the events themselves.  The input has the text of
 * each file; a byte 0xff begins the next one.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/commands/commands.h"
#include "test/fuzz/fuzz.h"

#define REGION "sys/devices/hmem.0/"

static const char *const files[] = {
	"conf/a.conf",
	REGION "dax0.0/size",
	REGION "dax0.0/align",
	REGION "dax0.0/target_node",
	REGION "dax0.0/resource",
	REGION "dax0.0/mapping0/start",
	REGION "resource",
	REGION "uuid",
	REGION "dax_region/id",
	REGION "dax_region/size",
};

static void check_line(const char *line, size_t len)
{
	size_t key = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

	fuzz_assert(!strncmp(line, "DAX_", strlen("DAX_")) && line[key] == '=' && key < len);
	for (size_t i = key; i < len; i++)
		fuzz_assert(line[i] > ' ' && line[i] != 0x7f && line[i] != '"');
}

static void check_lines(const char *text)
{
	for (size_t len; *text; text += len + 1) {
		len = strcspn(text, "\n");
		fuzz_assert(text[len] == '\n');
		check_line(text, len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool has_region;
	struct daxctl_ctx *ctx = fuzz_context();
	char path[PATH_MAX], name[] = "dax0.0";
	char *operands[] = { name, NULL };

	if (!has_region)
		fuzz_put_region();
	has_region = true;
	fuzz_put_each(files, sizeof(files) / sizeof(files[0]), data, size);
	snprintf(path, sizeof(path), "%s/conf", fuzz_root());
	daxctl_set_config_path(ctx, path);
	fuzz_catch();
	udev_command.run(ctx, NULL, operands, 1);
	check_lines(fuzz_printed().out);
	daxctl_unref(ctx);
	return 0;
}
