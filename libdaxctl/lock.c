// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Locks between processes.  A region's is a flock on its dax_region/align: there
 * in every region, readable by root alone, and no file is left behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include <libdaxctl/private.h>

#define LOCK_ATTRIBUTE "dax_region/align"

enum { LOCK_TIMEOUT_MS = 10 * 1000, LOCK_POLL_MAX_MS = 10 };

/* "process 1234 (daxctl)", from /proc/locks; "another process" if it is unknown. */
static char *lock_holder(struct daxctl_ctx *ctx, int fd)
{
	unsigned int major, minor;
	char *path = NULL, *text = NULL, *line = NULL;
	char comm[64] = "?";
	size_t size = 0;
	struct stat st;
	uint64_t inode;
	FILE *file = NULL, *name;
	long pid = 0;

	if (fstat(fd, &st) < 0 || asprintf(&path, "%s/locks", ctx->proc_root) < 0)
		return NULL;
	file = fopen(path, "re");
	free(path);
	while (file && getline(&line, &size, file) > 0) {
		if (sscanf(line, "%*d: FLOCK %*s %*s %ld %x:%x:%" SCNu64, &pid, &major,
			   &minor, &inode) == 4 &&
		    inode == st.st_ino && makedev(major, minor) == st.st_dev)
			break;
		pid = 0;
	}
	free(line);
	if (file)
		fclose(file);
	if (pid <= 0)
		return strdup("another process");

	if (asprintf(&path, "%s/%ld/comm", ctx->proc_root, pid) < 0)
		return NULL;
	name = fopen(path, "re");
	free(path);
	if (name) {
		if (fgets(comm, sizeof(comm), name))
			comm[strcspn(comm, "\n")] = '\0';
		fclose(name);
	}
	if (asprintf(&text, "process %ld (%s)", pid, comm) < 0)
		return NULL;
	return text;
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/*
 * Polls, as a library cannot use signals to end a blocking wait.  The pause is
 * short at first, since most holders are gone after a few milliseconds.
 */
int flock_wait(struct daxctl_ctx *ctx, int fd, bool exclusive, const char *what)
{
	int op = (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
	long long begin = 0;
	long pause_ms = 1;
	int rc;

	while (flock(fd, op) < 0) {
		struct timespec pause = { .tv_nsec = pause_ms * 1000000 };

		if (errno != EWOULDBLOCK && errno != EINTR)
			return fail(ctx, errno, "locking %s: %m", what);
		if (!begin)
			begin = now_ms();
		if (now_ms() - begin >= LOCK_TIMEOUT_MS) {
			char *holder = lock_holder(ctx, fd);

			fail(ctx, EBUSY, "%s is locked by %s, waited %d s", what,
			     holder ? holder : "another process",
			     LOCK_TIMEOUT_MS / 1000);
			free(holder);
			return -EBUSY;
		}
		rc = progress(ctx, 0, 0);
		if (rc < 0)
			return rc;
		nanosleep(&pause, NULL);
		if (pause_ms < LOCK_POLL_MAX_MS)
			pause_ms++;
	}
	return 0;
}

/* Has the region's group been removed, and perhaps made anew, since @fd was opened? */
static bool is_stale(struct daxctl_region *region, int fd)
{
	int dirfd = sysfs_dir_fd(&region->dir);
	struct stat held, now;

	return dirfd < 0 || fstat(fd, &held) < 0 ||
	       fstatat(dirfd, LOCK_ATTRIBUTE, &now, 0) < 0 || held.st_ino != now.st_ino;
}

/* The descriptor of the lock, held; -ENOENT where there is nothing to lock. */
static int take_lock(struct daxctl_region *region, bool exclusive)
{
	enum { TRIES = 3 };
	struct daxctl_ctx *ctx = region->ctx;
	char *what;
	int fd, rc;

	if (asprintf(&what, "region %d", region->id) < 0)
		return -ENOMEM;
	for (int tries = 0; tries < TRIES; tries++) {
		fd = sysfs_open(&region->dir, LOCK_ATTRIBUTE, O_RDONLY);
		if (fd < 0)
			break;
		rc = flock_wait(ctx, fd, exclusive, what);
		if (rc == 0 && !is_stale(region, fd))
			break;
		close(fd);
		fd = rc < 0 ? rc : -ENODEV;
		if (rc < 0)
			break;
	}
	free(what);
	if (fd < 0 && fd != -ENOENT)
		fail(ctx, -fd, "opening %s/" LOCK_ATTRIBUTE ": %m", region->dir.path);
	return fd;
}

static void note_refusal(struct daxctl_region *region, int rc)
{
	struct region_lock *lock = &region->lock;
	const char *why = region->ctx->failure;

	free(lock->refusal);
	lock->refusal = rc == -EBUSY && why ? strdup(why) : NULL;
	if (lock->refusal)
		lock->refused_ms = now_ms();
}

int region_lock(struct daxctl_region *region, bool exclusive)
{
	struct region_lock *lock = &region->lock;
	int fd;

	if (lock->depth) {
		/* flock() cannot turn a shared lock into an exclusive one safely. */
		if (exclusive && !lock->exclusive)
			return fail(region->ctx, EDEADLK,
				    "region %d is locked shared by this process itself",
				    region->id);
		lock->depth++;
		return 0;
	}
	/* One who reads many devices of a region shall wait for its lock once. */
	if (!exclusive && lock->refusal && now_ms() - lock->refused_ms < LOCK_TIMEOUT_MS)
		return fail(region->ctx, EBUSY, "%s", lock->refusal);
	fd = take_lock(region, exclusive);
	note_refusal(region, fd);
	/* No region there, or the older model: nothing that could be changed. */
	if (fd < 0 && fd != -ENOENT)
		return fd;
	lock->fd = fd < 0 ? -1 : fd;
	lock->depth = 1;
	region->changes++;
	lock->exclusive = exclusive;
	return 0;
}

/* Closing is unlocking: the next one to lock finds the file that is there then. */
void region_unlock(struct daxctl_region *region)
{
	struct region_lock *lock = &region->lock;

	if (!lock->depth || --lock->depth || lock->fd < 0)
		return;
	close(lock->fd);
	lock->fd = -1;
}

int region_begin(struct daxctl_region *region)
{
	failure_clear(region->ctx);
	return region_lock(region, true);
}

EXPORT int daxctl_region_lock(struct daxctl_region *region, int exclusive)
{
	failure_clear(region->ctx);
	return region_lock(region, exclusive);
}

EXPORT void daxctl_region_unlock(struct daxctl_region *region)
{
	region_unlock(region);
}
