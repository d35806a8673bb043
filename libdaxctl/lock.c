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

enum { LOCK_TIMEOUT_MS = 10 * 1000, LOCK_POLL_MAX_MS = 10 };

/* ---- who holds it ---- */

/* The process that holds a flock on the file of @fd, from /proc/locks; 0: not found. */
static long find_holder(struct daxctl_ctx *ctx, int fd)
{
	unsigned int major, minor;
	char *path, *line = NULL;
	size_t size = 0;
	struct stat st;
	uint64_t inode;
	long pid = 0;
	FILE *file;

	if (fstat(fd, &st) < 0 || asprintf(&path, "%s/locks", ctx->proc_root) < 0)
		return 0;
	file = fopen(path, "re");
	free(path);
	if (!file)
		return 0;
	while (getline(&line, &size, file) > 0) {
		if (sscanf(line, "%*d: FLOCK %*s %*s %ld %x:%x:%" SCNu64, &pid, &major,
			   &minor, &inode) == 4 &&
		    inode == st.st_ino && makedev(major, minor) == st.st_dev)
			break;
		pid = 0;
	}
	free(line);
	fclose(file);
	return pid;
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

static int fail_timeout(struct daxctl_ctx *ctx, int fd, const char *what)
{
	char *holder = describe_holder(ctx, fd);

	dax_fail(ctx, EBUSY, "%s is locked by %s, waited %d s", what,
		 holder ? holder : "another process", LOCK_TIMEOUT_MS / 1000);
	free(holder);
	return -EBUSY;
}

/* ---- waiting ---- */

/*
 * Polls, because a library cannot use signals to end a blocking wait.  The first pauses
 * are short, because most holders are gone after a few milliseconds.
 */
int dax_flock_wait(struct daxctl_ctx *ctx, int fd, bool exclusive, const char *what)
{
	int op = (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
	long long begin = 0;
	long pause_ms = 1;
	int rc;

	while (flock(fd, op) < 0) {
		struct timespec pause = {.tv_nsec = pause_ms * 1000000};

		if (errno != EWOULDBLOCK && errno != EINTR)
			return dax_fail(ctx, errno, "locking %s: %m", what);
		if (!begin)
			begin = now_ms();
		if (now_ms() - begin >= LOCK_TIMEOUT_MS)
			return fail_timeout(ctx, fd, what);
		rc = dax_progress(ctx, 0, 0);
		if (rc < 0)
			return rc;
		nanosleep(&pause, NULL);
		if (pause_ms < LOCK_POLL_MAX_MS)
			pause_ms++;
	}
	return 0;
}

/* Was the attribute removed, and perhaps created again, after @fd was opened? */
static bool is_stale(struct sysfs_dir *dir, const char *attribute, int fd)
{
	int dirfd = dax_sysfs_dir_fd(dir);
	struct stat held, now;

	return dirfd < 0 || fstat(fd, &held) < 0 ||
	       fstatat(dirfd, attribute, &now, 0) < 0 || held.st_ino != now.st_ino;
}

/* The descriptor of the lock, held; -ENOENT where there is nothing to lock. */
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
	free(lock->refusal);
	dax_lock_init(lock);
}

static void note_refusal(struct daxctl_ctx *ctx, struct lock *lock, int rc)
{
	free(lock->refusal);
	lock->refusal = rc == -EBUSY && ctx->failure ? strdup(ctx->failure) : NULL;
	if (lock->refusal)
		lock->refused_ms = now_ms();
}

int dax_lock(struct daxctl_ctx *ctx, struct lock *lock, struct sysfs_dir *dir,
	     const char *attribute, bool exclusive, const char *what)
{
	int fd;

	if (lock->depth) {
		/* flock() cannot turn a shared lock into an exclusive one safely. */
		if (exclusive && !lock->exclusive)
			return dax_fail(ctx, EDEADLK,
					"%s is locked shared by this process itself", what);
		lock->depth++;
		return 0;
	}
	/* A program that reads many devices of a region waits for its lock only once. */
	if (!exclusive && lock->refusal && now_ms() - lock->refused_ms < LOCK_TIMEOUT_MS)
		return dax_fail(ctx, EBUSY, "%s", lock->refusal);
	fd = take(ctx, dir, attribute, exclusive, what);
	note_refusal(ctx, lock, fd);
	if (fd < 0 && fd != -ENOENT)
		return fd;
	lock->fd = fd < 0 ? -1 : fd;
	lock->depth = 1;
	lock->exclusive = exclusive;
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
