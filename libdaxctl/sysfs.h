/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A directory of sysfs, and typed access to the attributes below it. */
#ifndef LIBDAXCTL_SYSFS_H
#define LIBDAXCTL_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

struct daxctl_ctx;

/*
 * The directory is opened at its first use and stays open: paths below it are
 * resolved from the descriptor, so they are short and cannot be redirected.
 */
struct sysfs_dir {
	char *path;
	int fd;
};

/* Takes @path over.  A NULL path gives a directory in which nothing exists. */
void sysfs_dir_init(struct sysfs_dir *dir, char *path);
void sysfs_dir_close(struct sysfs_dir *dir);
/* The directory's descriptor or -errno. */
int sysfs_dir_fd(struct sysfs_dir *dir);

/* "@dir/@name", to be freed; NULL if out of memory. */
char *sysfs_join(const char *dir, const char *name);

/* Open an attribute; the descriptor or -errno. */
int sysfs_open(struct sysfs_dir *dir, const char *name, int flags);
bool sysfs_exists(struct sysfs_dir *dir, const char *name);

/*
 * Read an attribute into @text, without its newline.  Returns the length or
 * -errno; @text is untouched on failure.  A value that does not fit: -EOVERFLOW.
 */
int sysfs_read(struct sysfs_dir *dir, const char *name, char *text, size_t size);
int sysfs_read_fd(int fd, char *text, size_t size);

/* Read a number; @base as for strtoull().  -EINVAL if it is none. */
int sysfs_read_number(struct sysfs_dir *dir, const char *name, int base,
		      unsigned long long *value);

/* Last component of a symbolic link's target. */
int sysfs_read_link(struct sysfs_dir *dir, const char *name, char *target,
		    size_t size);

/*
 * Write an attribute in one go.  sysfs_write() keeps the words for a failure in
 * the context; sysfs_try_write() is for a failure that is an answer.
 */
int sysfs_write(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *name,
		const char *value);
int sysfs_try_write(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *name,
		    const char *value);

/*
 * Call @visit for each entry of a directory but those that begin with a dot,
 * until it returns other than 0; that value, 0 or -errno is returned.
 */
int sysfs_each_entry(struct sysfs_dir *dir, const char *name,
		     int (*visit)(const char *entry, void *data), void *data);

#endif
