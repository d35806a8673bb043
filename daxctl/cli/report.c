// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"

int report(const char *subject, int rc, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "daxctl: %s: ", subject);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return rc;
}

int report_failure(struct daxctl_ctx *ctx, const char *subject, int rc, const char *what)
{
	const char *failure = daxctl_get_failure(ctx);
	bool needs_root = (rc == -EACCES || rc == -EPERM) && geteuid() != 0;

	report(subject, rc, "cannot %s: %s%s", what, failure ? failure : strerror(-rc),
	       needs_root ? " (needs root)" : "");
	progress_failed(ctx, subject);
	return rc;
}

void report_count(const char *done, int count)
{
	fprintf(stderr, "%s %d device%s\n", done, count, count == 1 ? "" : "s");
}
