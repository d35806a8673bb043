/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library tells the program: log messages, failures and progress. */
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
 * Store the text of a failure in the context and return -errnum.  Only the first failure of
 * a call is stored; later ones, as during a rollback, are only logged.  %m in @format
 * stands for the text of @errnum.
 */
int dax_fail(struct daxctl_ctx *ctx, int errnum, const char *format, ...) PRINTF(3, 4);

/* Discard the stored failure.  Every exported function that can fail begins with this. */
void dax_failure_clear(struct daxctl_ctx *ctx);

/* Save the failure before other calls that may fail, and restore it after them. */
char *dax_failure_save(struct daxctl_ctx *ctx);
void dax_failure_restore(struct daxctl_ctx *ctx, char *failure);

/*
 * Tell the program's progress function that @done of @total memory blocks are done.  A
 * @total of 0 means that the library waits for a lock.  Returns 0, or -ECANCELED with a
 * failure text if the program wants to stop.
 */
int dax_progress(struct daxctl_ctx *ctx, unsigned long done, unsigned long total);
/* The same without a failure: returns what the progress function returned. */
int dax_progress_call(struct daxctl_ctx *ctx, unsigned long done, unsigned long total);

/*
 * Note that @format, a path or another subject, could not be read, for programs that have to
 * know whether their listing is complete.  @reason says more than the text of @errnum, or is
 * NULL.  Nothing is noted if it does not exist (any more) or if the user may not read it.
 */
void dax_unread(struct daxctl_ctx *ctx, int errnum, const char *reason, const char *format,
		...) PRINTF(4, 5);
void dax_unread_free(struct daxctl_ctx *ctx);

#endif
