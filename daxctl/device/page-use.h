/* SPDX-License-Identifier: GPL-2.0-only */
/* The use of pages of physical memory, and the control groups that use them. */
#ifndef DAXCTL_DEVICE_PAGE_USE_H
#define DAXCTL_DEVICE_PAGE_USE_H

#include <stdbool.h>
#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

#include "util/types.h"

/* In the order of their importance for memory that is to go offline. */
enum page_use {
	USE_SLAB, USE_PAGE_TABLES, USE_KERNEL, USE_PINNED, USE_HUGETLB,
	USE_MLOCKED, USE_TMPFS, USE_ANONYMOUS, USE_FILE, USE_FREE,
	PAGE_USES
};

/* Such as "page tables". */
const char *page_use_name(enum page_use use);

/* Does the kernel never move such pages? */
bool page_use_stays(enum page_use use);

struct page_group {
	u64 inode;		/* of the directory of the control group */
	u64 bytes;
};

struct page_uses {
	u64 bytes[PAGE_USES];
	struct page_group *groups;	/* whose memory it is, in any order */
	size_t group_count;
};

/* The files that tell it; opened once for many ranges. */
struct page_files {
	int flags, groups;		/* descriptors; @groups can be -1 */
	struct pinned *pinned;		/* page frames that processes have pinned */
};

/*
 * Open the files, and find the pages that processes have pinned.  Returns 0 or a negated
 * errno.
 */
int page_files_open(struct page_files *files);
void page_files_close(struct page_files *files);

/* Add the pages of a range.  Returns 0 or a negated errno. */
int page_uses_add(struct page_files *files, u64 start, u64 size, struct page_uses *uses);
/* Add all memory of a device that is online. */
int page_uses_add_device(struct page_files *files, struct daxctl_dev *dev,
			 struct page_uses *uses);
void page_uses_clear(struct page_uses *uses);

/* Sum of the bytes that never move. */
u64 page_uses_stay(const struct page_uses *uses);

/*
 * Put the @count groups with most of it first, and find the paths of their directories below
 * the root of control groups, such as "/system.slice"; "?" if the group is gone.  The paths
 * are allocated.  Returns the number of them.
 */
size_t page_uses_top_groups(struct page_uses *uses, size_t count, char *paths[]);

#endif
