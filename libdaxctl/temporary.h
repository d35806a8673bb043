/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes that affect the whole system, and that the library changes for a moment. */
#ifndef LIBDAXCTL_TEMPORARY_H
#define LIBDAXCTL_TEMPORARY_H

#include <signal.h>

#include <libdaxctl/ctx.h>

/* A temporary value of an attribute. */
struct temporary {
	struct sysfs_dir *dir;
	const char *attribute;
	const char *record;		/* the file that outlives a killed process */
	sigset_t signals;		/* those that were blocked before */
};

enum { TEMPORARY_MAX = 64 };		/* of a value, with its NUL */

/*
 * Take the bus's lock, a flock on drivers_probe.  All functions below need it, exclusively
 * except for the last one.  Returns the descriptor that holds it, or a failure.
 */
int dax_bus_lock(struct daxctl_ctx *ctx, bool exclusive);

/*
 * Write @value to the attribute whose value is @before, and block deadly signals until
 * dax_temporary_end().  Returns 0 or a failure, after which nothing has changed.
 */
int dax_temporary_begin(struct daxctl_ctx *ctx, struct temporary *t, const char *before,
			const char *value);
/* Write @before back.  Returns 0 or a failure. */
int dax_temporary_end(struct daxctl_ctx *ctx, struct temporary *t, const char *before);

/* Restore the value that a killed process left behind, if any.  Returns 0 or a failure. */
int dax_temporary_recover(struct daxctl_ctx *ctx, const struct temporary *t);
/* Is there a value to restore, or is it in use by a process that holds the lock? */
bool dax_temporary_is_recorded(struct daxctl_ctx *ctx, const struct temporary *t);

/* Replace @now, a temporary value that was read, by the former value. */
void dax_temporary_see_through(struct daxctl_ctx *ctx, const struct temporary *t, char *now,
			       size_t size);

/* Block deadly signals.  Restore *@before with pthread_sigmask(). */
void dax_hold_signals(sigset_t *before);

#endif
