/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Progress of long operations: a progress line on the terminal, and a way for the user to
 * stop with Ctrl-C.
 */
#ifndef DAXCTL_CLI_PROGRESS_H
#define DAXCTL_CLI_PROGRESS_H

#include <signal.h>
#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/* Print more about the last failure on stderr, with the kernel's messages since @kmsg. */
typedef void explain_fn(struct daxctl_ctx *ctx, const char *subject, int kmsg);

struct progress {
	struct daxctl_dev *dev;		/* the device being changed */
	long long began;		/* start of the operation in ms */
	long long next;			/* when to draw the line again, in ms */
	bool terminal, shown;
	sigset_t mask;			/* the signal mask before progress_suspend() */
	int kmsg;			/* /dev/kmsg at the start of the operation; or -1 */
	explain_fn *explain;		/* says more about a failure; or NULL */
};

/*
 * Show which process holds the lock that the library waits for.  @progress must stay valid
 * until progress_unwatch().
 */
void progress_watch(struct daxctl_ctx *ctx, struct progress *progress);
void progress_unwatch(struct daxctl_ctx *ctx);

/*
 * Also show the progress through memory blocks, with signals deferred.  @progress must stay
 * valid until progress_end().
 */
void progress_begin(struct daxctl_ctx *ctx, struct progress *progress);
void progress_end(struct daxctl_ctx *ctx);

/* Between these two, @explain says more about each failure that is reported. */
void progress_explain(struct daxctl_ctx *ctx, explain_fn *explain);
/* Let it do that. */
void progress_failed(struct daxctl_ctx *ctx, const char *subject);

/* The progress line is about @dev from now on. */
void progress_device(struct daxctl_dev *dev);

/*
 * Report progress from a loop over memory blocks in daxctl itself: @done of @total blocks
 * are done; a @total of 0 ends the operation.  Returns true if the user wants to stop.
 */
bool progress_tick(struct daxctl_ctx *ctx, unsigned long done, unsigned long total);

/* During rollback there is no progress line and no interruption. */
void progress_suspend(struct daxctl_ctx *ctx);
void progress_resume(struct daxctl_ctx *ctx);

#endif
