/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Devices as the kernel has them, and as a layout describes them.  The planner compares the
 * two without asking the kernel.
 */
#ifndef DAXCTL_LAYOUT_MODEL_H
#define DAXCTL_LAYOUT_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/device/labels.h"
#include "util/range.h"

/* Is the memmap of system RAM in the device itself? */
enum memmap {
	MEMMAP_ANY,			/* the layout does not say, or the kernel cannot */
	MEMMAP_OUTSIDE,
	MEMMAP_ON_MEMORY,
};

/* A device of the kernel, or of a layout. */
struct shape {
	struct label label;		/* an empty text: none */
	u64 size;
	unsigned long align;
	enum daxctl_dev_mode mode;	/* UNKNOWN: disabled */
	enum daxctl_block_state online;	/* of system RAM */
	enum memmap memmap;		/* of system RAM */
	struct ranges ranges;		/* in the order of offsets */
};

/* A device of a region at the time of planning. */
struct present {
	char name[LABEL_DEVICE_MAX];
	int id;
	struct shape is;
	u64 kernel, movable;		/* bytes of its memory online in these zones */
	bool incomplete;		/* some of its memory is offline */
};

/* A device that a layout describes. */
struct wish {
	struct shape shall;		/* without ranges: at any place */
	char where[64];			/* its path in the document, for messages */
};

enum others { OTHERS_REFUSE, OTHERS_KEEP, OTHERS_DESTROY };

/* A region at the time of planning. */
struct region_state {
	struct daxctl_region *region;	/* the planner does not use it */
	char name[24];			/* "region0" */
	u64 start, size;
	unsigned long align;
	u64 block_size;			/* of memory blocks; 0: no memory hotplug */
	int target_node;		/* -1: none */
	bool dynamic;
	bool has_memmap_on_memory;	/* the kernel was booted with it */
	struct present *devices;	/* in the order of their numbers */
	size_t count;
};

/* What a layout says about a region, with sizes in bytes. */
struct region_wishes {
	enum others others;
	struct wish *wishes;
	size_t count;
	char where[32];			/* the region's path in the document */
};

static inline bool same_ranges_list(const struct ranges *a, const struct ranges *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++)
		same = a->at[i].start == b->at[i].start && a->at[i].end == b->at[i].end;
	return same;
}

/* The bytes that are lost if all contents of the device are. */
static inline u64 bytes_in_use(const struct present *device)
{
	return device->is.mode == DAXCTL_DEV_MODE_RAM ? device->kernel + device->movable
						      : device->is.size;
}

#endif
