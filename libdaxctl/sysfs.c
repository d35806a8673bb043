// SPDX-License-Identifier: LGPL-2.1-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libdaxctl/private.h>

void sysfs_dir_init(struct sysfs_dir *dir, char *path)
{
	dir->path = path;
	dir->fd = -1;
}

void sysfs_dir_close(struct sysfs_dir *dir)
{
	if (dir->fd >= 0)
		close(dir->fd);
	free(dir->path);
	sysfs_dir_init(dir, NULL);
}

int sysfs_dir_fd(struct sysfs_dir *dir)
{
	if (dir->fd >= 0)
		return dir->fd;
	if (!dir->path)
		return -ENOENT;
	dir->fd = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir->fd < 0 ? -errno : dir->fd;
}

char *sysfs_join(const char *dir, const char *name)
{
	/* several for each device, and asprintf() takes ten times as long */
	size_t dir_len = strlen(dir), name_size = strlen(name) + 1;
	char *path = malloc(dir_len + 1 + name_size);

	if (!path)
		return NULL;
	memcpy(path, dir, dir_len);
	path[dir_len] = '/';
	memcpy(path + dir_len + 1, name, name_size);
	return path;
}

int sysfs_open(struct sysfs_dir *dir, const char *name, int flags)
{
	int dirfd = sysfs_dir_fd(dir);
	int fd;

	if (dirfd < 0)
		return dirfd;
	fd = openat(dirfd, name, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

bool sysfs_exists(struct sysfs_dir *dir, const char *name)
{
	int dirfd = sysfs_dir_fd(dir);

	return dirfd >= 0 && faccessat(dirfd, name, F_OK, 0) == 0;
}

int sysfs_read_fd(int fd, char *text, size_t size)
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

int sysfs_read(struct sysfs_dir *dir, const char *name, char *text, size_t size)
{
	int fd = sysfs_open(dir, name, O_RDONLY);
	int rc;

	if (fd < 0)
		return fd;
	rc = sysfs_read_fd(fd, text, size);
	close(fd);
	return rc;
}

int sysfs_read_number(struct sysfs_dir *dir, const char *name, int base,
		      unsigned long long *value)
{
	unsigned long long number;
	char text[64], *end;
	int rc = sysfs_read(dir, name, text, sizeof(text));

	if (rc < 0)
		return rc;
	errno = 0;
	number = strtoull(text, &end, base);
	if (errno)
		return -errno;
	if (end == text || *end)
		return -EINVAL;
	*value = number;
	return 0;
}

int sysfs_read_link(struct sysfs_dir *dir, const char *name, char *target, size_t size)
{
	int dirfd = sysfs_dir_fd(dir);
	char link[PATH_MAX];
	const char *last;
	ssize_t len;

	if (dirfd < 0)
		return dirfd;
	len = readlinkat(dirfd, name, link, sizeof(link) - 1);
	if (len < 0)
		return -errno;
	link[len] = '\0';
	last = strrchr(link, '/');
	last = last ? last + 1 : link;
	if (strlen(last) >= size)
		return -EOVERFLOW;
	strcpy(target, last);
	return 0;
}

int sysfs_try_write(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *name,
		    const char *value)
{
	int fd = sysfs_open(dir, name, O_WRONLY);
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
		log_debug(ctx, "wrote \"%s\" to %s/%s", value, dir->path, name);
	return rc;
}

int sysfs_write(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *name,
		const char *value)
{
	int rc = sysfs_try_write(ctx, dir, name, value);

	if (rc < 0)
		return fail(ctx, -rc, "writing \"%s\" to %s/%s: %m", value,
			    dir->path ? dir->path : "", name);
	return 0;
}

/* Without a DIR, which takes three more system calls: this is done for each device. */
static int each_entry(int fd, int (*visit)(const char *entry, void *data), void *data)
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
	if (!rc && len < 0 && errno != ENOENT)	/* removed meanwhile: nothing in it */
		rc = -errno;
	return rc;
}

int sysfs_each_entry(struct sysfs_dir *dir, const char *name,
		     int (*visit)(const char *entry, void *data), void *data)
{
	bool itself = !strcmp(name, "."), again = itself && dir->fd >= 0;
	int fd = itself ? sysfs_dir_fd(dir) : sysfs_open(dir, name, O_RDONLY | O_DIRECTORY);
	int rc;

	if (fd < 0)
		return fd;
	if (again && lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	rc = each_entry(fd, visit, data);
	if (!itself)
		close(fd);
	return rc;
}
