/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Locks between processes.  A lock is a flock on an attribute that only root can open, so
 * nobody else can block a command, and no file is left behind.
 */
#ifndef LIBDAXCTL_LOCK_H
#define LIBDAXCTL_LOCK_H

#include <libdaxctl/ctx.h>

/* One context may take a lock several times; it is held until the last release. */
struct lock {
	int fd;				/* -1: not held, or there is nothing to lock */
	unsigned int depth;
	bool exclusive;
	char *refusal;			/* why the last wait timed out; NULL: it did not */
	long long refused_ms;		/* when it did */
};

void dax_lock_init(struct lock *lock);
void dax_lock_free(struct lock *lock);

/*
 * Take @lock, a flock on @attribute below @dir, waiting for it 10 seconds at most.  @what
 * names the locked object in failures.  Where the attribute does not exist, there is
 * nothing to change and nothing to lock, and that is a success.
 */
int dax_lock(struct daxctl_ctx *ctx, struct lock *lock, struct sysfs_dir *dir,
	     const char *attribute, bool exclusive, const char *what);
void dax_unlock(struct lock *lock);

/* Wait for a flock on @fd, 10 seconds at most.  0 or a failure; @what is for its text. */
int dax_flock_wait(struct daxctl_ctx *ctx, int fd, bool exclusive, const char *what);

#endif
