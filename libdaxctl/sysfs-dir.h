/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LIBDAXCTL_SYSFS_DIR_H
#define LIBDAXCTL_SYSFS_DIR_H

#include <sys/types.h>

/*
 * A directory of sysfs.  It is opened at its first use and stays open, and paths below it
 * are resolved from the descriptor: they are short, and nobody can redirect them.  If the
 * process runs out of descriptors, directories are closed, and opened again when needed.
 */
struct sysfs_dir {
	char *path;		/* NULL: a directory in which nothing exists */
	int fd;			/* -1: not open */
	ino_t inode;		/* while the directory had to be closed; else 0 */
	struct daxctl_ctx *ctx;
	struct sysfs_dir *next;	/* in the context's list of open directories */
};

#endif
