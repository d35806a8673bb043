/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library says: log messages, the text of a failure, and progress. */
#ifndef LIBDAXCTL_FAILURE_H
#define LIBDAXCTL_FAILURE_H

#include <syslog.h>

#include <libdaxctl/ctx.h>

void dax_log(struct daxctl_ctx *ctx, int priority, const char *file, int line,
	     const char *fn, const char *format, ...) PRINTF(6, 7);

#define log_at(ctx, priority, ...) \
	do { \
		if ((ctx)->log_priority >= (priority)) \
			dax_log(ctx, priority, __FILE__, __LINE__, __func__, __VA_ARGS__); \
	} while (0)
#define log_debug(ctx, ...) log_at(ctx, LOG_DEBUG, __VA_ARGS__)
#define log_error(ctx, ...) log_at(ctx, LOG_ERR, __VA_ARGS__)

/* The default log function. */
log_fn_t dax_log_to_stderr;

/*
 * Keep the text of a failure in the context and return -errnum.  Of one call, the first
 * failure is kept: failures during its rollback are only logged.  %m in @format stands for
 * the text of @errnum.
 */
int dax_fail(struct daxctl_ctx *ctx, int errnum, const char *format, ...) PRINTF(3, 4);

/* Every exported function that can fail begins with this. */
void dax_failure_clear(struct daxctl_ctx *ctx);

/* Save the failure before other calls that may fail, and restore it after them. */
char *dax_failure_save(struct daxctl_ctx *ctx);
void dax_failure_restore(struct daxctl_ctx *ctx, char *failure);

/*
 * Call the program's progress function: @done of @total memory blocks are done.  0, or
 * -ECANCELED with its failure text if the program wants to stop.  A @total of 0 means
 * that the library waits for a lock.
 */
int dax_progress(struct daxctl_ctx *ctx, unsigned long done, unsigned long total);

#endif
