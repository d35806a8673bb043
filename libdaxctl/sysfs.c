// SPDX-License-Identifier: LGPL-2.1-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libdaxctl/failure.h>
#include <libdaxctl/sysfs.h>

/* ---- directories ---- */

void dax_sysfs_dir_init(struct daxctl_ctx *ctx, struct sysfs_dir *dir, char *path)
{
	*dir = (struct sysfs_dir){ .path = path, .fd = -1, .ctx = ctx };
}

static void close_dir(struct sysfs_dir *dir)
{
	struct sysfs_dir **link = &dir->ctx->open_dirs;

	if (dir->fd < 0)
		return;
	close(dir->fd);
	dir->fd = -1;
	while (*link != dir)
		link = &(*link)->next;
	*link = dir->next;
}

void dax_sysfs_dir_close(struct sysfs_dir *dir)
{
	close_dir(dir);
	free(dir->path);
	dir->path = NULL;
}

bool dax_sysfs_dir_reopen(struct sysfs_dir *dir)
{
	ino_t opened = dir->inode;
	struct stat st;

	if (dir->fd >= 0)
		opened = fstat(dir->fd, &st) == 0 ? st.st_ino : 0;
	else if (!opened)
		return false;
	if (stat(dir->path, &st) < 0 || st.st_ino == opened)
		return false;
	close_dir(dir);
	dir->inode = 0;
	return true;
}

/* Close all directories but @except.  Returns true if that freed descriptors. */
static bool close_others(const struct sysfs_dir *except)
{
	struct sysfs_dir *dir, *next;
	bool closed = false;
	struct stat st;

	for (dir = except->ctx->open_dirs; dir; dir = next) {
		next = dir->next;
		if (dir == except)
			continue;
		dir->inode = fstat(dir->fd, &st) == 0 ? st.st_ino : 0;
		close_dir(dir);
		closed = true;
	}
	return closed;
}

/* openat(), which closes directories if the process has no descriptor left. */
static int open_at(const struct sysfs_dir *dir, int dirfd, const char *path, int flags)
{
	int fd = openat(dirfd, path, flags | O_CLOEXEC);

	if (fd < 0 && errno == EMFILE && close_others(dir))
		fd = openat(dirfd, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int dax_sysfs_dir_fd(struct sysfs_dir *dir)
{
	struct stat st;
	int fd;

	if (dir->fd >= 0)
		return dir->fd;
	if (!dir->path)
		return -ENOENT;
	fd = open_at(dir, AT_FDCWD, dir->path, O_RDONLY | O_DIRECTORY);
	if (fd < 0) {
		dax_unread(dir->ctx, -fd, NULL, "%s", dir->path);
		return fd;
	}
	if (dir->inode && (fstat(fd, &st) < 0 || st.st_ino != dir->inode)) {
		close(fd);
		return -ENODEV;		/* another directory has that path now */
	}
	dir->fd = fd;
	dir->next = dir->ctx->open_dirs;
	dir->ctx->open_dirs = dir;
	return fd;
}

/* ---- names ---- */

/* A name on the stack, because several are needed for each device. */
struct name {
	char text[PATH_MAX];
};

/*
 * A format has only %s and %ld.  vsnprintf() would be a tenth of the user time of a long
 * listing.  Returns 0 or -ENAMETOOLONG.
 */
PRINTF(2, 0)
static int make_name(struct name *name, const char *format, va_list args)
{
	char *to = name->text, *const end = to + sizeof(name->text);
	char number[24];
	const char *text;

	for (; *format; format++) {
		if (*format != '%') {
			if (to < end)
				*to++ = *format;
			continue;
		}
		text = number;
		if (*++format == 's')
			text = va_arg(args, const char *);
		else
			snprintf(number, sizeof(number), "%ld", va_arg(args, long));
		format += *format == 'l';
		while (*text && to < end)
			*to++ = *text++;
	}
	if (to == end)
		return -ENAMETOOLONG;
	*to = '\0';
	return 0;
}

/* Call make_name() with the arguments after @format of the function that uses this. */
#define NAME_OF_ARGUMENTS(name, format) \
	({ \
		va_list args_; \
		int rc_; \
		va_start(args_, format); \
		rc_ = make_name(name, format, args_); \
		va_end(args_); \
		rc_; \
	})

/* ---- opening ---- */

static int open_name(struct sysfs_dir *dir, int flags, const struct name *name)
{
	int dirfd = dax_sysfs_dir_fd(dir);
	int fd = dirfd < 0 ? dirfd : open_at(dir, dirfd, name->text, flags);

	if (dirfd >= 0 && fd < 0 && (flags & O_ACCMODE) == O_RDONLY)
		dax_unread(dir->ctx, -fd, NULL, "%s/%s", dir->path, name->text);
	return fd;
}

int dax_sysfs_openf(struct sysfs_dir *dir, int flags, const char *format, ...)
{
	struct name name;
	int rc = NAME_OF_ARGUMENTS(&name, format);

	return rc < 0 ? rc : open_name(dir, flags, &name);
}

bool dax_sysfs_existsf(struct sysfs_dir *dir, const char *format, ...)
{
	int dirfd = dax_sysfs_dir_fd(dir);
	struct name name;
	struct stat st;

	/* access() is slower, since it copies the credentials. */
	return NAME_OF_ARGUMENTS(&name, format) == 0 && dirfd >= 0 &&
	       fstatat(dirfd, name.text, &st, 0) == 0;
}

/* ---- reading ---- */

int dax_sysfs_read_fd(int fd, char *text, size_t size)
{
	char page[4096];	/* an attribute is never longer than a page */
	ssize_t len;

	do
		len = pread(fd, page, sizeof(page), 0);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return -errno;
	while (len && page[len - 1] == '\n')
		len--;
	if ((size_t)len >= size)
		return -EOVERFLOW;
	memcpy(text, page, len);
	text[len] = '\0';
	return len;
}

static int read_name(struct sysfs_dir *dir, char *text, size_t size, const struct name *name)
{
	int fd = open_name(dir, O_RDONLY, name);
	int rc;

	if (fd < 0)
		return fd;
	rc = dax_sysfs_read_fd(fd, text, size);
	if (rc < 0)
		dax_unread(dir->ctx, -rc, NULL, "%s/%s", dir->path, name->text);
	close(fd);
	return rc;
}

int dax_sysfs_readf(struct sysfs_dir *dir, char *text, size_t size, const char *format, ...)
{
	struct name name;
	int rc = NAME_OF_ARGUMENTS(&name, format);

	return rc < 0 ? rc : read_name(dir, text, size, &name);
}

static int parse_number(const char *text, int base, u64 *value)
{
	char *end;
	u64 number;

	errno = 0;
	number = strtoull(text, &end, base);
	if (errno)
		return -errno;
	if (end == text || *end)
		return -EINVAL;
	*value = number;
	return 0;
}

int dax_sysfs_read_numberf(struct sysfs_dir *dir, int base, u64 *value, const char *format,
			   ...)
{
	char text[64];
	struct name name;
	int rc = NAME_OF_ARGUMENTS(&name, format);

	if (rc == 0)
		rc = read_name(dir, text, sizeof(text), &name);
	if (rc < 0)
		return rc;
	rc = parse_number(text, base, value);
	if (rc < 0)
		dax_unread(dir->ctx, -rc, NULL, "%s/%s", dir->path, name.text);
	return rc;
}

int dax_sysfs_read_linkf(struct sysfs_dir *dir, char *target, size_t size,
			 const char *format, ...)
{
	int dirfd = dax_sysfs_dir_fd(dir);
	struct name name, link;
	const char *last;
	ssize_t len;
	int rc = NAME_OF_ARGUMENTS(&name, format);

	if (rc < 0 || dirfd < 0)
		return rc < 0 ? rc : dirfd;
	len = readlinkat(dirfd, name.text, link.text, sizeof(link.text) - 1);
	if (len < 0)
		return -errno;
	link.text[len] = '\0';
	last = strrchr(link.text, '/');
	last = last ? last + 1 : link.text;
	if (strlen(last) >= size)
		return -EOVERFLOW;
	strcpy(target, last);
	return 0;
}

/* ---- writing ---- */

static int write_name(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *value,
		      const struct name *name)
{
	int fd = open_name(dir, O_WRONLY, name);
	size_t len = strlen(value);
	ssize_t done;
	int rc = 0;

	if (fd < 0)
		return fd;
	/* No retry: an interrupted offlining is meant to stop. */
	done = write(fd, value, len);
	if (done < 0)
		rc = -errno;
	else if ((size_t)done != len)
		rc = -EIO;
	close(fd);
	if (rc == 0)
		log_debug(ctx, "wrote \"%s\" to %s/%s", value, dir->path, name->text);
	return rc;
}

int dax_sysfs_try_writef(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *value,
			 const char *format, ...)
{
	struct name name;
	int rc = NAME_OF_ARGUMENTS(&name, format);

	return rc < 0 ? rc : write_name(ctx, dir, value, &name);
}

int dax_sysfs_writef(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *value,
		     const char *format, ...)
{
	struct name name;
	int rc = NAME_OF_ARGUMENTS(&name, format);

	if (rc == 0)
		rc = write_name(ctx, dir, value, &name);
	if (rc < 0)
		return dax_fail(ctx, -rc, "writing \"%s\" to %s/%s: %m", value,
				dir->path ? dir->path : "", name.text);
	return 0;
}

/* ---- entries ---- */

/* Uses getdents64(), because opendir() costs three more system calls for each device. */
static int each_entry(int fd, visit_fn_t *visit, void *data)
{
	_Alignas(struct dirent64) char entries[16384];
	ssize_t len = 0;
	int rc = 0;

	while (!rc && (len = getdents64(fd, entries, sizeof(entries))) > 0)
		for (char *at = entries; !rc && at < entries + len;) {
			struct dirent64 *entry = (struct dirent64 *)at;

			if (entry->d_name[0] != '.')
				rc = visit(entry->d_name, data);
			at += entry->d_reclen;
		}
	if (!rc && len < 0 && errno != ENOENT)	/* a directory removed meanwhile is empty */
		rc = -errno;
	return rc;
}

int dax_sysfs_each_entry(struct sysfs_dir *dir, visit_fn_t *visit, void *data)
{
	bool reread = dir->fd >= 0;
	int fd = dax_sysfs_dir_fd(dir);

	if (fd < 0)
		return fd;
	if (reread && lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	return each_entry(fd, visit, data);
}

int dax_sysfs_each_entryf(struct sysfs_dir *dir, visit_fn_t *visit, void *data,
			  const char *format, ...)
{
	struct name name;
	int rc = NAME_OF_ARGUMENTS(&name, format);
	int fd = rc < 0 ? rc : open_name(dir, O_RDONLY | O_DIRECTORY, &name);

	if (fd < 0)
		return fd;
	rc = each_entry(fd, visit, data);
	close(fd);
	return rc;
}
