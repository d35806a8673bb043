/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The context.  Its struct is here because every file of the library needs it; context.c
 * allocates and frees it.
 */
#ifndef LIBDAXCTL_CTX_H
#define LIBDAXCTL_CTX_H

#include <stdarg.h>
#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>
#include <libdaxctl/sysfs-dir.h>
#include <util/types.h>

#define EXPORT __attribute__((visibility("default")))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* The types of the functions that daxctl_set_log_fn() and daxctl_set_progress() take. */
typedef void log_fn_t(struct daxctl_ctx *ctx, int priority, const char *file, int line,
		      const char *fn, const char *format, va_list args);
typedef int progress_fn_t(struct daxctl_ctx *ctx, unsigned long done, unsigned long total,
			  void *data);

struct daxctl_ctx {
	unsigned int refcount;
	void *userdata;
	char *config_path;
	char *sysfs_root, *dev_root, *proc_root;
	struct sysfs_dir *open_dirs;	/* sysfs.c: all directories that are open */
	struct sysfs_dir bus;		/* /sys/bus/dax */
	struct sysfs_dir memory;	/* /sys/devices/system/memory */

	/* failure.c */
	log_fn_t *log_fn;
	int log_priority;
	char *failure;			/* text of the first failure of the current call */
	char *former_failure;
	struct unread *unread;		/* what could not be read */
	progress_fn_t *progress;
	void *progress_data;
	unsigned long blocks_done, blocks_total;	/* as last reported */

	/* lock.c */
	long lock_timeout_ms;		/* -1: never give up */
	struct wait *wait;		/* for a lock; NULL: no wait is under way */

	/* block.c */
	u64 block_size;			/* of a memory block in bytes; 0: not read yet */
	bool rolling_back;		/* changes are being undone: do not stop */

	/* module.c */
	struct kmod *kmod;		/* NULL until a module must be loaded */

	/* scan.c */
	bool scanned;
	struct daxctl_region *regions;	/* by id, then path */
};

#endif
