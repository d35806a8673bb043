// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * While a process holds the bus's exclusive lock, it may give an attribute of the whole
 * system a temporary value.  A process that is killed meanwhile leaves that value.  So a
 * file in /run/daxctl has a line with the former value and a line with the temporary one,
 * and the next process that binds a device restores the former value.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libdaxctl/failure.h>
#include <libdaxctl/lock.h>
#include <libdaxctl/sysfs.h>
#include <libdaxctl/temporary.h>

#define RUN_DIRECTORY "/run/daxctl"

enum { PATH_SIZE = 128 };

void dax_hold_signals(sigset_t *before)
{
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGQUIT);
	sigaddset(&ending, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ending, before);
}

int dax_bus_lock(struct daxctl_ctx *ctx, bool exclusive)
{
	int rc, fd = dax_sysfs_openf(&ctx->bus, O_WRONLY, "drivers_probe");

	if (fd < 0)
		return dax_fail(ctx, -fd, "opening %s/drivers_probe: %m", ctx->bus.path);
	rc = dax_flock_wait(ctx, fd, exclusive, "the dax bus");
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

/* ---- the record ---- */

/* Tests that use another directory as sysfs leave no record. */
static bool keeps_record(struct daxctl_ctx *ctx)
{
	return !strcmp(ctx->sysfs_root, "/sys");
}

static void record_path(const struct temporary *t, char path[static PATH_SIZE])
{
	snprintf(path, PATH_SIZE, RUN_DIRECTORY "/%s", t->record);
}

static int write_record(struct daxctl_ctx *ctx, const struct temporary *t,
			const char *before, const char *value)
{
	char path[PATH_SIZE];
	int fd, rc;

	if (!keeps_record(ctx))
		return 0;
	record_path(t, path);
	mkdir(RUN_DIRECTORY, 0755);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return dax_fail(ctx, errno, "creating %s: %m", path);
	rc = dprintf(fd, "%s\n%s\n", before, value) < 0 ? -errno : 0;
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0)
		return 0;
	unlink(path);
	return dax_fail(ctx, -rc, "writing %s: %m", path);
}

static void remove_record(struct daxctl_ctx *ctx, const struct temporary *t)
{
	char path[PATH_SIZE];

	record_path(t, path);
	if (keeps_record(ctx))
		unlink(path);
}

bool dax_temporary_is_recorded(struct daxctl_ctx *ctx, const struct temporary *t)
{
	char path[PATH_SIZE];

	record_path(t, path);
	return keeps_record(ctx) && access(path, F_OK) == 0;
}

/* Read the next line.  A value has no newline at its end. */
static bool read_value(FILE *file, char value[static TEMPORARY_MAX])
{
	char *end = fgets(value, TEMPORARY_MAX, file) ? strchr(value, '\n') : NULL;

	if (end)
		*end = '\0';
	return end;
}

/* Returns false if the process was killed before the record was complete. */
static bool read_record(const struct temporary *t, char before[static TEMPORARY_MAX],
			char value[static TEMPORARY_MAX])
{
	char path[PATH_SIZE];
	bool complete = false;
	FILE *file;

	record_path(t, path);
	file = fopen(path, "re");
	if (!file)
		return false;
	complete = read_value(file, before) && read_value(file, value);
	fclose(file);
	return complete;
}

void dax_temporary_see_through(struct daxctl_ctx *ctx, const struct temporary *t, char *now,
			       size_t size)
{
	char before[TEMPORARY_MAX], value[TEMPORARY_MAX];

	if (keeps_record(ctx) && read_record(t, before, value) && !strcmp(now, value) &&
	    strlen(before) < size)
		strcpy(now, before);
}

/* ---- the attribute ---- */

/* A transient failure must not leave the temporary value, so this tries several times. */
static int write_back(struct daxctl_ctx *ctx, const struct temporary *t, const char *before)
{
	enum { TRIES = 5 };
	int rc = -EIO;

	for (int tries = 0; rc < 0 && tries < TRIES; tries++)
		rc = dax_sysfs_try_writef(ctx, t->dir, before, "%s", t->attribute);
	if (rc < 0) {
		log_error(ctx, "%s/%s is still not %s: %s; write that to it", t->dir->path,
			  t->attribute, before, strerror(-rc));
		return dax_fail(ctx, -rc, "writing \"%s\" to %s/%s: %m", before, t->dir->path,
				t->attribute);
	}
	remove_record(ctx, t);
	return 0;
}

int dax_temporary_begin(struct daxctl_ctx *ctx, struct temporary *t, const char *before,
			const char *value)
{
	int rc;

	dax_hold_signals(&t->signals);
	rc = write_record(ctx, t, before, value);
	if (rc == 0) {
		rc = dax_sysfs_writef(ctx, t->dir, value, "%s", t->attribute);
		if (rc < 0)
			write_back(ctx, t, before);
	}
	if (rc < 0)
		pthread_sigmask(SIG_SETMASK, &t->signals, NULL);
	return rc;
}

int dax_temporary_end(struct daxctl_ctx *ctx, struct temporary *t, const char *before)
{
	int rc = write_back(ctx, t, before);

	pthread_sigmask(SIG_SETMASK, &t->signals, NULL);
	return rc;
}

/*
 * While this process holds the bus's lock, no other process uses a temporary value.  So a
 * record was left by a process that was killed.  If the attribute has a third value by now,
 * somebody else has set it.
 */
int dax_temporary_recover(struct daxctl_ctx *ctx, const struct temporary *t)
{
	char before[TEMPORARY_MAX], value[TEMPORARY_MAX], now[TEMPORARY_MAX];
	int rc;

	if (!dax_temporary_is_recorded(ctx, t))
		return 0;
	if (!read_record(t, before, value) ||
	    dax_sysfs_readf(t->dir, now, sizeof(now), "%s", t->attribute) < 0 ||
	    strcmp(now, value)) {
		remove_record(ctx, t);
		return 0;
	}
	rc = write_back(ctx, t, before);
	if (rc == 0)
		log_at(ctx, LOG_NOTICE, "a killed process had left %s in %s/%s; it is %s again",
		       value, t->dir->path, t->attribute, before);
	return rc;
}
