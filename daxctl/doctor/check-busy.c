// SPDX-License-Identifier: GPL-2.0-only
/* Online memory that would not go offline. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "daxctl/device/page-use.h"
#include "daxctl/doctor/look.h"
#include "util/escape.h"
#include "util/size.h"

/* The blocks of a device that hold pages that stay. */
struct busy {
	int blocks, busy_blocks;
	long first;
	bool movable;			/* one of them is in ZONE_MOVABLE */
	struct page_uses uses;		/* of these blocks */
};

static void add_uses(struct page_uses *to, const struct page_uses *from)
{
	for (enum page_use use = 0; use < PAGE_USES; use++)
		to->bytes[use] += from->bytes[use];
}

/*
 * In ZONE_MOVABLE, pages without flags are not the kernel's: they are on the lists of free
 * pages that each CPU has.
 */
static int look_at_blocks(struct page_files *files, struct daxctl_dev *dev, struct busy *busy)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	u64 size = mem ? daxctl_memory_get_block_size(mem) : 0;
	long block;
	int rc = 0;

	*busy = (struct busy){ .first = -1 };
	if (!mem)
		return 0;
	daxctl_memory_block_foreach(mem, block) {
		int state = daxctl_memory_get_block_state(mem, block);
		struct page_uses uses = { 0 };

		if (state <= DAXCTL_BLOCK_OFFLINE)
			continue;
		rc = page_uses_add(files, block * size, size, &uses);
		page_uses_clear(&(struct page_uses){ .groups = uses.groups });
		uses.groups = NULL;
		if (rc < 0)
			return rc;
		if (state == DAXCTL_BLOCK_MOVABLE)
			uses.bytes[USE_KERNEL] = 0;
		busy->blocks++;
		if (!page_uses_stay(&uses))
			continue;
		busy->movable |= state == DAXCTL_BLOCK_MOVABLE;
		if (!busy->busy_blocks++)
			busy->first = block;
		add_uses(&busy->uses, &uses);
	}
	return block == -ENOENT ? 0 : (int)block;
}

static const char *describe(struct exam *exam, const struct busy *busy)
{
	const char *text = "";

	for (enum page_use use = 0; use < PAGE_USES; use++) {
		char size[SIZE_TEXT_MAX];

		if (!busy->uses.bytes[use] || !page_use_stays(use))
			continue;
		format_short_size(busy->uses.bytes[use], size);
		text = exam_text(exam, "%s%s%s %s", text, *text ? ", " : "", page_use_name(use),
				 size);
	}
	return text;
}

/* In a kernel zone, such pages are normal. */
static void found_busy(struct exam *exam, struct daxctl_dev *dev, const struct busy *busy)
{
	exam_found(exam, busy->movable ? WARNING : NOTE, &(struct finding){
		.subject = daxctl_dev_get_devname(dev),
		.path = "/proc/kpageflags",
		.value = describe(exam, busy),
		.detail = exam_text(exam, "%d of %d online memory blocks hold them, the first is "
				    "memory%ld.", busy->busy_blocks, busy->blocks, busy->first),
		.command = exam_text(exam, "daxctl list --usage -d %s",
				     daxctl_dev_get_devname(dev)),
	});
}

static bool has_online_memory(struct exam *exam)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	exam_device_foreach(exam, region, dev)
		if (daxctl_dev_is_system_ram_mode(dev))
			return true;
	return false;
}

void look_busy_memory(struct exam *exam)
{
	struct daxctl_region *region;
	struct page_files files;
	struct daxctl_dev *dev;
	int rc;

	if (*exam->root || !has_online_memory(exam))
		return;
	rc = page_files_open(&files);
	if (rc < 0)
		exam_unseen(exam, "/proc/kpageflags", -rc);
	else
		exam_device_foreach(exam, region, dev) {
			struct busy busy;

			rc = look_at_blocks(&files, dev, &busy);
			if (rc < 0)
				exam_unseen(exam, "/proc/kpageflags", -rc);
			else if (busy.busy_blocks)
				found_busy(exam, dev, &busy);
		}
	page_files_close(&files);
}
