/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LIBDAXCTL_SYSFS_DIR_H
#define LIBDAXCTL_SYSFS_DIR_H

/*
 * A directory of sysfs.  It is opened at its first use and stays open, and paths below it
 * are resolved from the descriptor: they are short, and nobody can redirect them.
 */
struct sysfs_dir {
	char *path;		/* NULL: a directory in which nothing exists */
	int fd;			/* -1: not opened yet */
};

#endif
