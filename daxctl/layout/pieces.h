/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which parts of a device can stay where they are.  A byte stays if it keeps both its offset
 * in the device and its physical address.
 */
#ifndef DAXCTL_LAYOUT_PIECES_H
#define DAXCTL_LAYOUT_PIECES_H

#include "daxctl/layout/model.h"

struct piece {
	u64 offset, start, size;
};

struct pieces {
	struct piece *at;
	size_t count;
	u64 sum;
};

/* The unit of ranges: the alignment, but at least what the kernel allocates. */
u64 unit_of(const struct shape *shape);

/*
 * The pieces of @device that stay if it becomes @wish.  @claimed are all addresses that the
 * layout asks for, sorted; a device that may be anywhere yields them.  Returns 0 or -ENOMEM.
 */
int pieces_that_stay(const struct present *device, const struct wish *wish,
		     const struct ranges *claimed, struct pieces *pieces);

/* The bytes of contents that are still there after the change. */
u64 bytes_kept(const struct present *device, const struct wish *wish, const struct pieces *pieces);

/* Is the device all that the wish says, but perhaps for its label and access? */
bool is_as_wished(const struct present *device, const struct wish *wish);
/* And these too? */
bool has_label_as_wished(const struct present *device, const struct wish *wish);
/* Is the memmap of system RAM in the right place? */
bool has_memmap_as_wished(const struct present *device, const struct wish *wish);
/* Is the memory online in the wanted zone, or offline if that is wanted? */
bool is_online_as_wished(const struct present *device, const struct wish *wish);

#endif
