/* SPDX-License-Identifier: GPL-2.0-only */
/* Error messages of one line. */
#ifndef DAXCTL_CLI_REPORT_H
#define DAXCTL_CLI_REPORT_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/* Print "daxctl: SUBJECT: …" on stderr.  Returns rc, for the caller to return. */
int report(const char *subject, int rc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Report a failure of the library: "daxctl: SUBJECT: cannot WHAT: FAILURE", followed by
 * "(needs root)" if permissions are missing.  If the region or device @subject has been removed,
 * that is the failure.  Returns rc.
 */
int report_failure(struct daxctl_ctx *ctx, const char *subject, int rc, const char *what);

/* Has the region been removed since it was listed? */
bool region_has_vanished(struct daxctl_region *region);

/* Print "created 2 devices" on stderr. */
void report_count(const char *done, int count);

#endif
