/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Access to the attributes below a directory of sysfs.  Attributes are named by a format
 * and its arguments, relative to the directory: "drivers/%s/bind".  It has only %s and %ld.
 */
#ifndef LIBDAXCTL_SYSFS_H
#define LIBDAXCTL_SYSFS_H

#include <libdaxctl/ctx.h>

/* Takes @path over. */
void dax_sysfs_dir_init(struct daxctl_ctx *ctx, struct sysfs_dir *dir, char *path);
/* Close the directory, and free its path. */
void dax_sysfs_dir_close(struct sysfs_dir *dir);

/*
 * If another directory has the path by now, forget the old one and return true.  This
 * happens when a region is removed and created again.
 */
bool dax_sysfs_dir_reopen(struct sysfs_dir *dir);

/* The directory's descriptor or -errno. */
int dax_sysfs_dir_fd(struct sysfs_dir *dir);

/* Open an attribute; the descriptor or -errno. */
int dax_sysfs_openf(struct sysfs_dir *dir, int flags, const char *format, ...) PRINTF(3, 4);
bool dax_sysfs_existsf(struct sysfs_dir *dir, const char *format, ...) PRINTF(2, 3);

/*
 * Read an attribute into @text, without its newline.  Returns the length or -errno; @text
 * is untouched on failure.  -EOVERFLOW: the value does not fit.
 */
int dax_sysfs_readf(struct sysfs_dir *dir, char *text, size_t size, const char *format, ...)
	PRINTF(4, 5);
int dax_sysfs_read_fd(int fd, char *text, size_t size);

/* Read a number; @base as for strtoull().  -EINVAL if the value is not a number. */
int dax_sysfs_read_numberf(struct sysfs_dir *dir, int base, u64 *value, const char *format,
			   ...) PRINTF(4, 5);

/* Read the last component of a symbolic link's target. */
int dax_sysfs_read_linkf(struct sysfs_dir *dir, char *target, size_t size,
			 const char *format, ...) PRINTF(4, 5);

/*
 * Write an attribute with one write().  dax_sysfs_writef() keeps the text of a failure;
 * dax_sysfs_try_writef() does not, for callers that expect some errors.
 */
int dax_sysfs_writef(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *value,
		     const char *format, ...) PRINTF(4, 5);
int dax_sysfs_try_writef(struct daxctl_ctx *ctx, struct sysfs_dir *dir, const char *value,
			 const char *format, ...) PRINTF(4, 5);

/*
 * Call @visit for each entry of a directory except those that begin with a dot, until it
 * returns other than 0.  Returns that value, 0 or -errno.
 */
typedef int visit_fn_t(const char *entry, void *data);
int dax_sysfs_each_entry(struct sysfs_dir *dir, visit_fn_t *visit, void *data);
int dax_sysfs_each_entryf(struct sysfs_dir *dir, visit_fn_t *visit, void *data,
			  const char *format, ...) PRINTF(4, 5);

#endif
