// SPDX-License-Identifier: GPL-2.0-only
/* A layout, up to the plan for a region. */
#include <stdbool.h>
#include <stdlib.h>

#include "daxctl/cli/options.h"
#include "daxctl/commands/commands.h"
#include "test/fuzz/fuzz.h"

static void plan(const char *path, const char *format)
{
	char name[] = "plan", trust[] = "--trust-file";
	char *argv[] = { name, trust, (char *)format, (char *)path, NULL };
	void *options = calloc(1, plan_command.options_size);
	struct daxctl_ctx *ctx = fuzz_context();
	int count;

	fuzz_catch();
	fuzz_assert(parse_options(&plan_command, 4, argv, options, &count) == PARSE_RUN);
	plan_command.run(ctx, options, argv, count);
	fuzz_printed();
	daxctl_unref(ctx);
	free(options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool has_region;
	const char *path = fuzz_file(data, size);

	if (!has_region)
		fuzz_put_region();
	has_region = true;
	plan(path, "--format=text");
	plan(path, "--format=json");
	return 0;
}
