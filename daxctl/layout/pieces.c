// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "daxctl/layout/pieces.h"
#include "util/array.h"
#include "util/subsection.h"

u64 unit_of(const struct shape *shape)
{
	return shape->align > SUBSECTION_SIZE ? shape->align : SUBSECTION_SIZE;
}

static int add_piece(struct pieces *pieces, u64 offset, u64 start, u64 size)
{
	struct piece *at, *last = pieces->count ? &pieces->at[pieces->count - 1] : NULL;

	pieces->sum += size;
	if (last && last->offset + last->size == offset && last->start + last->size == start) {
		last->size += size;
		return 0;
	}
	at = array_grow(pieces->at, pieces->count, sizeof(*at));
	if (!at)
		return -ENOMEM;
	pieces->at = at;
	at[pieces->count++] = (struct piece){ offset, start, size };
	return 0;
}

/* The addresses that both have at the same offset. */
static int common_pieces(const struct ranges *is, const struct ranges *shall,
			 struct pieces *pieces)
{
	u64 a_offset = 0, b_offset = 0;
	size_t a = 0, b = 0;
	int rc = 0;

	while (rc == 0 && a < is->count && b < shall->count) {
		u64 a_size = range_size(&is->at[a]), b_size = range_size(&shall->at[b]);
		u64 from = a_offset > b_offset ? a_offset : b_offset;
		u64 to = a_offset + a_size < b_offset + b_size ? a_offset + a_size
							       : b_offset + b_size;
		u64 address = is->at[a].start + (from - a_offset);

		if (from < to && address == shall->at[b].start + (from - b_offset))
			rc = add_piece(pieces, from, address, to - from);
		if (a_offset + a_size == to) {
			a_offset += a_size;
			a++;
		}
		if (b_offset + b_size == to) {
			b_offset += b_size;
			b++;
		}
	}
	return rc;
}

/* The first claimed range that ends at @address or later. */
static size_t first_claimed(const struct ranges *claimed, u64 address)
{
	size_t low = 0, high = claimed->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (claimed->at[middle].end < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Add the whole units of a part that is @size bytes at @offset and @start. */
static int add_units(struct pieces *pieces, u64 offset, u64 start, u64 size, u64 unit)
{
	u64 skip = (unit - offset % unit) % unit;

	if (skip >= size)
		return 0;
	size -= skip;
	size -= size % unit;
	return size ? add_piece(pieces, offset + skip, start + skip, size) : 0;
}

/* The parts that no other device claims, up to the wanted size. */
static int unclaimed_pieces(const struct present *device, const struct wish *wish,
			    const struct ranges *claimed, struct pieces *pieces)
{
	const struct ranges *ranges = &device->is.ranges;
	u64 unit = unit_of(&wish->shall), offset = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ranges->count && offset < wish->shall.size; i++) {
		u64 at = ranges->at[i].start, size = range_size(&ranges->at[i]), end;

		if (size > wish->shall.size - offset)
			size = wish->shall.size - offset;
		end = at + size;
		for (size_t c = first_claimed(claimed, at);
		     rc == 0 && c < claimed->count && claimed->at[c].start < end; c++) {
			u64 start = claimed->at[c].start;

			if (start > at)
				rc = add_units(pieces, offset + (at - ranges->at[i].start), at,
					       start - at, unit);
			at = claimed->at[c].end + 1;
		}
		if (rc == 0 && at < end)
			rc = add_units(pieces, offset + (at - ranges->at[i].start), at, end - at,
				       unit);
		offset += size;
	}
	return rc;
}

int pieces_that_stay(const struct present *device, const struct wish *wish,
		     const struct ranges *claimed, struct pieces *pieces)
{
	*pieces = (struct pieces){ 0 };
	if (wish->shall.ranges.count)
		return common_pieces(&device->is.ranges, &wish->shall.ranges, pieces);
	return unclaimed_pieces(device, wish, claimed, pieces);
}

bool is_online_as_wished(const struct present *device, const struct wish *wish)
{
	switch (wish->shall.online) {
	case DAXCTL_BLOCK_OFFLINE:
		return !device->kernel && !device->movable;
	case DAXCTL_BLOCK_KERNEL:
		return !device->movable && !device->incomplete;
	default:
		return !device->kernel && !device->incomplete;
	}
}

bool has_memmap_as_wished(const struct present *device, const struct wish *wish)
{
	/* Without the attribute, the memmap is outside. */
	return wish->shall.memmap == MEMMAP_ANY ||
	       (wish->shall.memmap == MEMMAP_ON_MEMORY) == (device->is.memmap == MEMMAP_ON_MEMORY);
}

/* The bytes of online memory that has to go offline, be it for another zone. */
static u64 bytes_misplaced(const struct present *device, const struct wish *wish)
{
	u64 sum = 0;

	if (wish->shall.online != DAXCTL_BLOCK_KERNEL)
		sum += device->kernel;
	if (wish->shall.online != DAXCTL_BLOCK_MOVABLE)
		sum += device->movable;
	return sum;
}

static bool has_same_place(const struct present *device, const struct wish *wish)
{
	return device->is.size == wish->shall.size && device->is.align == wish->shall.align &&
	       (!wish->shall.ranges.count ||
		same_ranges_list(&device->is.ranges, &wish->shall.ranges));
}

bool is_as_wished(const struct present *device, const struct wish *wish)
{
	return device->is.mode == wish->shall.mode && has_same_place(device, wish) &&
	       (wish->shall.mode != DAXCTL_DEV_MODE_RAM ||
		(is_online_as_wished(device, wish) && has_memmap_as_wished(device, wish)));
}

bool has_label_as_wished(const struct present *device, const struct wish *wish)
{
	const struct label *is = &device->is.label, *shall = &wish->shall.label;

	return !strcmp(is->text, shall->text) && !strcmp(is->access.group, shall->access.group) &&
	       !strcmp(is->access.permissions, shall->access.permissions);
}

/*
 * When system RAM is bound again, its memory goes offline, and no contents are left to keep.
 * When a device becomes system RAM, its contents are overwritten.
 */
u64 bytes_kept(const struct present *device, const struct wish *wish, const struct pieces *pieces)
{
	bool was = device->is.mode == DAXCTL_DEV_MODE_RAM;
	bool shall = wish->shall.mode == DAXCTL_DEV_MODE_RAM;

	if (!was && !shall)
		return pieces->sum;
	if (!was || !shall || !has_same_place(device, wish) ||
	    !has_memmap_as_wished(device, wish) || pieces->sum != device->is.size)
		return 0;
	return bytes_in_use(device) - bytes_misplaced(device, wish);
}
