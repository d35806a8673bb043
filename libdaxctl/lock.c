// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <libdaxctl/failure.h>
#include <libdaxctl/lock.h>
#include <libdaxctl/sysfs.h>
#include <util/clock.h>

enum { POLL_MAX_MS = 10 };

/* A wait for a lock. */
struct wait {
	const char *what;
	int fd;
	long long since_ms;
	char *text;		/* made by daxctl_get_wait() */
	long long text_ms;	/* when */
};

/* ---- the holder of a lock ---- */

/* The process that holds a flock on the file of @fd; 0: not found. */
static long find_holder(struct daxctl_ctx *ctx, int fd)
{
	unsigned int major, minor;
	char *path, *line = NULL;
	long pid, holder = 0;
	size_t size = 0;
	uint64_t inode;
	struct stat st;
	FILE *file;

	if (fstat(fd, &st) < 0 || asprintf(&path, "%s/locks", ctx->proc_root) < 0)
		return 0;
	file = fopen(path, "re");
	free(path);
	if (!file)
		return 0;
	while (!holder && getline(&line, &size, file) > 0)
		if (sscanf(line, "%*d: FLOCK %*s %*s %ld %x:%x:%" SCNu64, &pid, &major,
			   &minor, &inode) == 4 &&
		    makedev(major, minor) == st.st_dev && inode == st.st_ino)
			holder = pid;
	free(line);
	fclose(file);
	return holder;
}

/* "process 1234 (daxctl)"; NULL if the holder is not known. */
static char *describe_holder(struct daxctl_ctx *ctx, int fd)
{
	char *path, *text, comm[64] = "?";
	long pid = find_holder(ctx, fd);
	FILE *file;

	if (pid <= 0 || asprintf(&path, "%s/%ld/comm", ctx->proc_root, pid) < 0)
		return NULL;
	file = fopen(path, "re");
	free(path);
	if (file) {
		if (fgets(comm, sizeof(comm), file))
			comm[strcspn(comm, "\n")] = '\0';
		fclose(file);
	}
	return asprintf(&text, "process %ld (%s)", pid, comm) < 0 ? NULL : text;
}

static const char *name_holder(char *holder)
{
	return holder ? holder : "another process";
}

/* ---- waiting ---- */

static int fail_timeout(struct daxctl_ctx *ctx, const struct wait *wait)
{
	char *holder = describe_holder(ctx, wait->fd);

	dax_fail(ctx, EBUSY, "%s is locked by %s, waited %lld s", wait->what,
		 name_holder(holder), (now_ms() - wait->since_ms) / 1000);
	free(holder);
	return -EBUSY;
}

/*
 * Polls, because a library cannot use signals to end a blocking wait.  The first pauses
 * are short, because most holders are gone after a few milliseconds.
 */
static int poll_lock(struct daxctl_ctx *ctx, int op, const struct wait *wait)
{
	long pause_ms = 1;

	while (flock(wait->fd, op) < 0) {
		struct timespec pause = { .tv_nsec = pause_ms * 1000000 };
		int rc;

		if (errno != EWOULDBLOCK && errno != EINTR)
			return dax_fail(ctx, errno, "locking %s: %m", wait->what);
		if (ctx->lock_timeout_ms >= 0 &&
		    now_ms() - wait->since_ms >= ctx->lock_timeout_ms)
			return fail_timeout(ctx, wait);
		rc = dax_progress(ctx, 0, 0);
		if (rc < 0)
			return rc;
		nanosleep(&pause, NULL);
		if (pause_ms < POLL_MAX_MS)
			pause_ms++;
	}
	return 0;
}

int dax_flock_wait(struct daxctl_ctx *ctx, int fd, bool exclusive, const char *what)
{
	int rc, op = (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
	struct wait wait = { .what = what, .fd = fd };

	if (flock(fd, op) == 0)
		return 0;
	wait.since_ms = now_ms();
	/* The progress function of a wait cannot wait itself: it would be called again. */
	if (ctx->wait)
		return fail_timeout(ctx, &wait);
	ctx->wait = &wait;
	rc = poll_lock(ctx, op, &wait);
	ctx->wait = NULL;
	free(wait.text);
	return rc;
}

EXPORT int daxctl_set_lock_timeout(struct daxctl_ctx *ctx, long timeout_ms)
{
	if (!ctx || timeout_ms < -1)
		return -EINVAL;
	ctx->lock_timeout_ms = timeout_ms;
	return 0;
}

EXPORT const char *daxctl_get_wait(struct daxctl_ctx *ctx, long *waited_ms)
{
	enum { TEXT_LASTS_MS = 1000 };
	struct wait *wait = ctx ? ctx->wait : NULL;
	long long now = now_ms();
	char *holder;

	if (!wait)
		return NULL;
	if (waited_ms)
		*waited_ms = now - wait->since_ms;
	if (wait->text && now - wait->text_ms < TEXT_LASTS_MS)
		return wait->text;
	free(wait->text);
	holder = describe_holder(ctx, wait->fd);
	if (asprintf(&wait->text, "%s is locked by %s", wait->what, name_holder(holder)) < 0)
		wait->text = NULL;
	wait->text_ms = now;
	free(holder);
	return wait->text;
}

/* Was the attribute removed, and perhaps created again, after @fd was opened? */
static bool is_stale(struct sysfs_dir *dir, const char *attribute, int fd)
{
	int dirfd = dax_sysfs_dir_fd(dir);
	struct stat held, now;

	return dirfd < 0 || fstat(fd, &held) < 0 ||
	       fstatat(dirfd, attribute, &now, 0) < 0 || held.st_ino != now.st_ino;
}

/*
 * Open the attribute and lock it.  Returns the descriptor; -ENOENT: there is nothing to
 * lock.
 */
static int take(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *attribute,
		bool exclusive, const char *what)
{
	enum { TRIES = 3 };
	int fd = -ENODEV, rc;

	for (int tries = 0; tries < TRIES; tries++) {
		fd = dax_sysfs_openf(dir, O_RDONLY, "%s", attribute);
		if (fd < 0)
			break;
		rc = dax_flock_wait(ctx, fd, exclusive, what);
		if (rc == 0 && !is_stale(dir, attribute, fd))
			return fd;
		close(fd);
		if (rc < 0)
			return rc;
		fd = -ENODEV;
	}
	if (fd != -ENOENT)
		dax_fail(ctx, -fd, "opening %s/%s: %m", dir->path, attribute);
	return fd;
}

/* ---- locks ---- */

void dax_lock_init(struct lock *lock)
{
	*lock = (struct lock){.fd = -1};
}

void dax_lock_free(struct lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);	/* the program never unlocked */
	dax_lock_init(lock);
}

/*
 * A program that reads many devices of a region waits for its lock only once.  After a wait
 * that timed out, it only tries to take the shared lock, for as long as it waited before.
 */
static int take_patiently(struct daxctl_ctx *ctx, struct lock *lock, struct sysfs_dir *dir,
			  const char *attribute, bool exclusive, const char *what)
{
	long timeout_ms = ctx->lock_timeout_ms;
	bool refused = !exclusive && lock->refused_ms &&
		       now_ms() - lock->refused_ms < timeout_ms;
	int fd;

	if (refused)
		ctx->lock_timeout_ms = 0;
	fd = take(ctx, dir, attribute, exclusive, what);
	ctx->lock_timeout_ms = timeout_ms;
	if (fd != -EBUSY)
		lock->refused_ms = 0;
	else if (!refused && !ctx->wait)
		lock->refused_ms = now_ms();
	return fd;
}

int dax_lock(struct daxctl_ctx *ctx, struct lock *lock, struct sysfs_dir *dir,
	     const char *attribute, bool exclusive, const char *what)
{
	int fd;

	if (lock->depth) {
		/* flock() cannot turn a shared lock into an exclusive one safely. */
		if (exclusive && !lock->exclusive)
			return dax_fail(ctx, EDEADLK,
					"this process already holds the shared lock of %s", what);
		lock->depth++;
		return 0;
	}
	fd = take_patiently(ctx, lock, dir, attribute, exclusive, what);
	if (fd < 0 && fd != -ENOENT)
		return fd;
	lock->fd = fd < 0 ? -1 : fd;
	lock->depth = 1;
	lock->exclusive = exclusive;
	lock->taken++;
	return 0;
}

/* The next dax_lock() opens the attribute again, which may be another file by then. */
void dax_unlock(struct lock *lock)
{
	if (!lock->depth || --lock->depth || lock->fd < 0)
		return;
	close(lock->fd);
	lock->fd = -1;
}
