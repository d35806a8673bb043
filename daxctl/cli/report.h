/* SPDX-License-Identifier: GPL-2.0-only */
/* What went wrong, in one line. */
#ifndef DAXCTL_CLI_REPORT_H
#define DAXCTL_CLI_REPORT_H

#include <libdaxctl/libdaxctl.h>

/* "daxctl: SUBJECT: …" on stderr; returns rc, so that a caller can return it. */
int report(const char *subject, int rc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The library refused: "daxctl: SUBJECT: cannot WHAT: <the failure in words>", and
 * "(needs root)" where that is why.  Returns rc.
 */
int report_failure(struct daxctl_ctx *ctx, const char *subject, int rc, const char *what);

/* "created 2 devices" on stderr. */
void report_count(const char *done, int count);

#endif
