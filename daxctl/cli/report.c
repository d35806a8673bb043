// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/progress.h"
#include "daxctl/cli/report.h"
#include "daxctl/cli/report-line.h"

int report(const char *subject, int rc, const char *format, ...)
{
	int errnum = errno;
	va_list args;

	report_part("daxctl: %s: ", subject);
	errno = errnum;		/* for %m */
	va_start(args, format);
	vreport_line(format, args);
	va_end(args);
	return rc;
}

/* The region's parent device can stay without it. */
bool region_has_vanished(struct daxctl_region *region)
{
	char *path;
	bool vanished;

	if (asprintf(&path, "%s/dax_region", daxctl_region_get_path(region)) < 0)
		return false;
	vanished = access(path, F_OK) < 0;
	free(path);
	return vanished;
}

/*
 * Has the region or device @subject been removed since it was listed?  The kernel's errors
 * for that are many, and say little.
 */
static bool is_gone(struct daxctl_ctx *ctx, const char *subject)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	char name[32];

	daxctl_region_foreach(ctx, region) {
		snprintf(name, sizeof(name), "region%d", daxctl_region_get_id(region));
		if (!strcmp(subject, name))
			return region_has_vanished(region);
		daxctl_dev_foreach(region, dev)
			if (!strcmp(subject, daxctl_dev_get_devname(dev)))
				return !daxctl_dev_is_present(dev);
	}
	return false;
}

/* The end of the message of a failure that doctor can explain, or "". */
static const char *pointer_to_doctor(const char *failure)
{
	static const char *const words[] = { "module ", " has no target_node" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(failure, words[i]))
			return ": daxctl doctor explains";
	return "";
}

int report_failure(struct daxctl_ctx *ctx, const char *subject, int rc, const char *what)
{
	bool needs_root = (rc == -EACCES || rc == -EPERM) && geteuid() != 0;
	const char *failure = daxctl_get_failure(ctx);
	char *kept = strdup(failure ? failure : strerror(-rc));

	/* This calls the library, which may store another failure. */
	if (is_gone(ctx, subject))
		report(subject, rc, "cannot %s: it no longer exists", what);
	else
		report(subject, rc, "cannot %s: %s%s%s", what, kept ? kept : strerror(-rc),
		       needs_root ? " (needs root)" : "",
		       kept && !needs_root ? pointer_to_doctor(kept) : "");
	free(kept);
	progress_failed(ctx, subject);
	return rc;
}

void report_count(const char *done, int count)
{
	fprintf(stderr, "%s %d device%s\n", done, count, count == 1 ? "" : "s");
}
