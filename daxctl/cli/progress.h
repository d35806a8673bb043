/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of a long change while it goes on: a line on a terminal, and its end when
 * the user wants it.
 */
#ifndef DAXCTL_CLI_PROGRESS_H
#define DAXCTL_CLI_PROGRESS_H

#include <signal.h>
#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

struct progress {
	struct daxctl_dev *dev;		/* in hand */
	long long began, next;		/* when the blocks were begun, and the line is due: ms */
	bool terminal, shown;
	sigset_t mask;			/* of signals, before progress_suspend() */
};

/*
 * Be told by the library about blocks of memory, and hold interrupts meanwhile.
 * @progress lasts until progress_end().
 */
void progress_begin(struct daxctl_ctx *ctx, struct progress *progress);
void progress_end(struct daxctl_ctx *ctx);

/* The device that is worked on from now. */
void progress_device(struct daxctl_dev *dev);

/*
 * What the library does by itself, for a loop of the command's own: @done of @total
 * blocks are done, or @total is 0 at the end.  true: the user wants to stop.
 */
bool progress_tick(struct daxctl_ctx *ctx, unsigned long done, unsigned long total);

/* While the past is brought back, there is neither a line nor an end to be had. */
void progress_suspend(struct daxctl_ctx *ctx);
void progress_resume(struct daxctl_ctx *ctx);

#endif
