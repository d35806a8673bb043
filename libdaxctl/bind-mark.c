// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <libdaxctl/bind-mark.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/sysfs.h>
#include <util/array.h>
#include <util/dax-name.h>

static off_t offset_of(int region_id, int id)
{
	return (off_t)region_id << 32 | id;
}

static int open_bind(struct daxctl_ctx *ctx, const struct driver *driver)
{
	int fd = dax_sysfs_openf(&ctx->bus, O_WRONLY, "drivers/%s/bind", driver->name);

	return fd >= 0 ? fd
		       : dax_fail(ctx, -fd, "opening %s/drivers/%s/bind: %m", ctx->bus.path,
				  driver->name);
}

int dax_bind_mark(struct daxctl_dev *dev, const struct driver *driver)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_start = offset_of(dev->region_id, dev->id),
		.l_len = 1,
	};
	int rc, fd = open_bind(ctx, driver);

	/* A mark of another process serves as well. */
	if (fd < 0 || fcntl(fd, F_OFD_SETLK, &lock) == 0 || errno == EAGAIN)
		return fd;
	rc = dax_fail(ctx, errno, "locking %s/drivers/%s/bind: %m", ctx->bus.path,
		      driver->name);
	close(fd);
	return rc;
}

/* Collect the marks from @from to @to.  The kernel reports one of them at a time. */
static int collect(int fd, off_t from, off_t to, struct bind_marks *marks)
{
	struct flock lock = { .l_type = F_WRLCK, .l_start = from, .l_len = to - from + 1 };
	off_t *at;
	int rc;

	if (from > to)
		return 0;
	if (fcntl(fd, F_OFD_GETLK, &lock) < 0)
		return -errno;
	if (lock.l_type == F_UNLCK)
		return 0;
	at = array_grow(marks->at, marks->count, sizeof(*at));
	if (!at)
		return -ENOMEM;
	marks->at = at;
	at[marks->count++] = lock.l_start;
	rc = collect(fd, from, lock.l_start - 1, marks);
	return rc < 0 ? rc : collect(fd, lock.l_start + 1, to, marks);
}

int dax_bind_marks_read(struct daxctl_ctx *ctx, const struct driver *driver,
			struct bind_marks *marks)
{
	int rc, fd = open_bind(ctx, driver);

	if (fd < 0)
		return fd;
	rc = collect(fd, 0, offset_of(INT_MAX, INT_MAX), marks);
	close(fd);
	if (rc < 0)
		dax_fail(ctx, -rc, "reading the locks of %s/drivers/%s/bind: %m",
			 ctx->bus.path, driver->name);
	return rc;
}

bool dax_bind_marks_have(const struct bind_marks *marks, const char *name)
{
	int region_id, id;

	if (!dax_name_parse(name, false, &region_id, &id))
		return false;
	for (size_t i = 0; i < marks->count; i++)
		if (marks->at[i] == offset_of(region_id, id))
			return true;
	return false;
}
