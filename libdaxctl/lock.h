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
	unsigned long taken;		/* how many times it was taken */
	long long refused_ms;		/* when the last wait timed out; 0: it did not */
};

void dax_lock_init(struct lock *lock);
void dax_lock_free(struct lock *lock);

/*
 * Take @lock, a flock on @attribute below @dir.  This waits as long as
 * daxctl_set_lock_timeout() allows.  Failures call the locked object @what.  If the
 * attribute does not exist, there is nothing to lock, and this succeeds.
 */
int dax_lock(struct daxctl_ctx *ctx, struct lock *lock, struct sysfs_dir *dir,
	     const char *attribute, bool exclusive, const char *what);
void dax_unlock(struct lock *lock);

/* Is it held, and exclusive? */
static inline bool dax_lock_is_exclusive(const struct lock *lock)
{
	return lock->depth && lock->exclusive;
}

/* Wait for a flock on @fd as long as allowed.  0 or a failure; @what is for its text. */
int dax_flock_wait(struct daxctl_ctx *ctx, int fd, bool exclusive, const char *what);

#endif
