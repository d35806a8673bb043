// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/kpageflags and /proc/kpagecgroup have 8 bytes for each page frame: its flags, and
 * the inode of the control group that its memory is charged to.  Both need root.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/device/control-group.h"
#include "daxctl/device/page-use.h"
#include "daxctl/device/pinned.h"
#include "util/array.h"

#ifndef KPF_PGTABLE
#define KPF_PGTABLE 26
#endif
/* Kernels tell these too, although their header does not name them. */
#define FLAG_MLOCKED 33

static const char *const names[] = {
	[USE_SLAB] = "slab",
	[USE_PAGE_TABLES] = "page tables",
	[USE_KERNEL] = "kernel",
	[USE_PINNED] = "pinned",
	[USE_HUGETLB] = "hugetlb",
	[USE_MLOCKED] = "mlocked",
	[USE_TMPFS] = "tmpfs",
	[USE_ANONYMOUS] = "anonymous",
	[USE_FILE] = "file",
	[USE_FREE] = "free",
};

const char *page_use_name(enum page_use use)
{
	return names[use];
}

bool page_use_stays(enum page_use use)
{
	return use <= USE_PINNED;
}

u64 page_uses_stay(const struct page_uses *uses)
{
	u64 sum = 0;

	for (enum page_use use = 0; use < PAGE_USES; use++)
		sum += page_use_stays(use) ? uses->bytes[use] : 0;
	return sum;
}

static bool has(u64 flags, int flag)
{
	return flags >> flag & 1;
}

/*
 * The order matters: mlocked pages are anonymous or of a file too.  Pages without any of
 * these flags are the kernel's, such as stacks and buffers.
 */
static enum page_use classify(u64 flags)
{
	if (has(flags, KPF_BUDDY) || has(flags, KPF_NOPAGE) || has(flags, KPF_OFFLINE) ||
	    has(flags, KPF_HWPOISON))
		return USE_FREE;
	if (has(flags, KPF_HUGE))
		return USE_HUGETLB;
	if (has(flags, KPF_SLAB))
		return USE_SLAB;
	if (has(flags, KPF_PGTABLE))
		return USE_PAGE_TABLES;
	if (has(flags, FLAG_MLOCKED))
		return USE_MLOCKED;
	if (has(flags, KPF_ANON))
		return USE_ANONYMOUS;
	if (has(flags, KPF_LRU) || has(flags, KPF_MMAP))
		return has(flags, KPF_SWAPBACKED) ? USE_TMPFS : USE_FILE;
	return USE_KERNEL;
}

int page_files_open(struct page_files *files)
{
	files->pinned = NULL;
	files->flags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	if (files->flags < 0)
		return -errno;
	files->groups = open("/proc/kpagecgroup", O_RDONLY | O_CLOEXEC);
	files->pinned = pinned_find();
	return 0;
}

void page_files_close(struct page_files *files)
{
	if (files->flags >= 0)
		close(files->flags);
	if (files->groups >= 0)
		close(files->groups);
	pinned_free(files->pinned);
}

void page_uses_clear(struct page_uses *uses)
{
	free(uses->groups);
	*uses = (struct page_uses){ 0 };
}

/* Pages of the same group follow one another, so the last one is looked at first. */
static int add_to_group(struct page_uses *uses, u64 inode, u64 bytes, size_t *last)
{
	struct page_group *at;
	size_t i = *last;

	if (i >= uses->group_count || uses->groups[i].inode != inode)
		for (i = 0; i < uses->group_count && uses->groups[i].inode != inode; i++)
			;
	if (i == uses->group_count) {
		at = array_grow(uses->groups, uses->group_count, sizeof(*at));
		if (!at)
			return -ENOMEM;
		uses->groups = at;
		at[uses->group_count++] = (struct page_group){ .inode = inode };
	}
	uses->groups[i].bytes += bytes;
	*last = i;
	return 0;
}

enum { CHUNK = 8192 };	/* pages */

/* Read the values of @count page frames; a file that ends early has 0 for the rest. */
static int read_values(int fd, u64 frame, size_t count, u64 values[static CHUNK])
{
	ssize_t len = pread(fd, values, count * sizeof(*values), frame * sizeof(*values));

	if (len < 0)
		return -errno;
	memset((char *)values + len, 0, count * sizeof(*values) - len);
	return 0;
}

/* The pages of a compound page after the first one are what the first one is. */
static int add_chunk(struct page_files *files, u64 frame, size_t count, u64 page,
		     struct page_uses *uses, enum page_use *head)
{
	u64 flags[CHUNK], groups[CHUNK], group = 0;
	bool known = files->groups >= 0;
	size_t last = 0;
	int rc = read_values(files->flags, frame, count, flags);

	if (rc == 0 && known)
		known = read_values(files->groups, frame, count, groups) == 0;
	for (size_t i = 0; rc == 0 && i < count; i++) {
		bool tail = has(flags[i], KPF_COMPOUND_TAIL);
		enum page_use use = tail ? *head : classify(flags[i]);

		if (use == USE_ANONYMOUS && pinned_has(files->pinned, frame + i))
			use = USE_PINNED;
		if (!tail)
			*head = use;
		uses->bytes[use] += page;
		if (!known || use == USE_FREE)
			continue;
		group = tail && !groups[i] ? group : groups[i];
		if (group)
			rc = add_to_group(uses, group, page, &last);
	}
	return rc;
}

int page_uses_add(struct page_files *files, u64 start, u64 size, struct page_uses *uses)
{
	u64 page = sysconf(_SC_PAGESIZE), frame = start / page, end = (start + size) / page;
	enum page_use head = USE_KERNEL;
	int rc = 0;

	while (rc == 0 && frame < end) {
		size_t count = end - frame < CHUNK ? end - frame : CHUNK;

		rc = add_chunk(files, frame, count, page, uses, &head);
		frame += count;
	}
	return rc;
}

int page_uses_add_device(struct page_files *files, struct daxctl_dev *dev,
			 struct page_uses *uses)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	u64 size = mem ? daxctl_memory_get_block_size(mem) : 0;
	long block;

	if (!mem)
		return 0;
	daxctl_memory_block_foreach(mem, block) {
		int rc = 0;

		if (daxctl_memory_get_block_state(mem, block) > DAXCTL_BLOCK_OFFLINE)
			rc = page_uses_add(files, block * size, size, uses);
		if (rc < 0)
			return rc;
	}
	return block == -ENOENT ? 0 : block;
}

static int by_bytes(const void *a, const void *b)
{
	const struct page_group *x = a, *y = b;

	return (x->bytes < y->bytes) - (x->bytes > y->bytes);
}

size_t page_uses_top_groups(struct page_uses *uses, size_t count, char *paths[])
{
	if (count > uses->group_count)
		count = uses->group_count;
	if (count)
		qsort(uses->groups, uses->group_count, sizeof(*uses->groups), by_bytes);
	for (size_t i = 0; i < count; i++)
		paths[i] = control_group_path(uses->groups[i].inode);
	return count;
}
