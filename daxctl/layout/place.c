// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "daxctl/layout/place.h"
#include "util/subsection.h"

static u64 round_up(u64 value, u64 unit)
{
	return value % unit ? value + (unit - value % unit) : value;
}

static void count_space(struct space *space)
{
	space->sum = 0;
	for (size_t i = 0; i < space->gaps.count; i++)
		space->sum += range_size(&space->gaps.at[i]);
}

int space_init(struct space *space, u64 start, u64 size)
{
	u64 first = round_up(start, SUBSECTION_SIZE);
	struct range all = { .start = first, .end = start + size - 1 };
	int rc = 0;

	*space = (struct space){ 0 };
	if (size > first - start)
		rc = ranges_add(&space->gaps, &all);
	count_space(space);
	return rc;
}

void space_clear(struct space *space)
{
	free(space->gaps.at);
	*space = (struct space){ 0 };
}

/* The first gap that ends at @address or later. */
static size_t find_gap(const struct space *space, u64 address)
{
	size_t low = 0, high = space->gaps.count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (space->gaps.at[middle].end < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int space_take(struct space *space, u64 start, u64 size)
{
	struct ranges *gaps = &space->gaps;
	size_t i = find_gap(space, start);
	struct range *gap = &gaps->at[i];
	u64 end = start + size - 1;

	if (i == gaps->count || gap->start > start || gap->end < end)
		return -EBUSY;
	space->sum -= size;
	if (gap->start == start && gap->end == end) {
		memmove(gap, gap + 1, (gaps->count - i - 1) * sizeof(*gap));
		gaps->count--;
	} else if (gap->start == start) {
		gap->start = end + 1;
	} else if (gap->end == end) {
		gap->end = start - 1;
	} else {
		struct range rest = { .start = end + 1, .end = gap->end };

		if (ranges_add(gaps, &rest) < 0)
			return -ENOMEM;
		gap = &gaps->at[i];
		memmove(gap + 2, gap + 1, (gaps->count - i - 2) * sizeof(*gap));
		gap[1] = rest;
		gap->end = start - 1;
	}
	return 0;
}

static int append(struct ranges *ranges, u64 start, u64 size)
{
	struct range *last = ranges->count ? &ranges->at[ranges->count - 1] : NULL;
	struct range range = { .start = start, .end = start + size - 1 };

	if (last && last->end + 1 == start) {
		last->end = range.end;
		return 0;
	}
	return ranges_add(ranges, &range);
}

static int take_and_append(struct space *space, struct ranges *ranges, u64 start, u64 size)
{
	int rc = space_take(space, start, size);

	return rc < 0 ? rc : append(ranges, start, size);
}

/* The lowest gap that has all of it, beginning at a multiple of @align. */
static bool find_whole(const struct space *space, u64 size, u64 align, u64 *start)
{
	for (size_t i = 0; i < space->gaps.count; i++) {
		const struct range *gap = &space->gaps.at[i];

		*start = round_up(gap->start, align);
		if (*start <= gap->end && gap->end - *start + 1 >= size)
			return true;
	}
	return false;
}

/*
 * Take as much of @size as there is in pieces that are multiples of @unit and begin at
 * multiples of @align, from the lowest gap on.  Returns how much is missing, or -ENOMEM.
 */
static int take_in_parts(struct space *space, struct ranges *ranges, u64 *size, u64 unit,
			 u64 align)
{
	for (size_t i = 0; *size && i < space->gaps.count;) {
		u64 start = round_up(space->gaps.at[i].start, align);
		u64 end = space->gaps.at[i].end + 1, part = start < end ? end - start : 0;
		size_t count = space->gaps.count;
		int rc;

		part = part < *size ? part - part % unit : *size;
		if (!part) {
			i++;
			continue;
		}
		rc = take_and_append(space, ranges, start, part);
		if (rc < 0)
			return rc;
		*size -= part;
		i += space->gaps.count >= count;	/* the gap may be gone */
	}
	return 0;
}

/* Find room for @size more bytes after the ranges so far. */
static int place_part(struct space *space, struct ranges *ranges, u64 size, u64 unit, u64 best)
{
	u64 start;
	size_t gap;
	int rc;

	if (ranges->count) {
		start = ranges->at[ranges->count - 1].end + 1;
		gap = find_gap(space, start);
		if (gap < space->gaps.count && space->gaps.at[gap].start == start &&
		    range_size(&space->gaps.at[gap]) >= size)
			return take_and_append(space, ranges, start, size);
	}
	if (find_whole(space, size, best, &start) ||
	    find_whole(space, size, SUBSECTION_SIZE, &start))
		return take_and_append(space, ranges, start, size);
	rc = take_in_parts(space, ranges, &size, best > unit ? best : unit, best);
	if (rc == 0)
		rc = take_in_parts(space, ranges, &size, unit, SUBSECTION_SIZE);
	return rc < 0 ? rc : size ? -ENOSPC : 0;
}

int place_device(struct space *space, const struct shape *shape, const struct pieces *stay,
		 u64 block_size, struct ranges *ranges)
{
	u64 unit = unit_of(shape), best = unit, offset = 0;
	int rc = 0;

	*ranges = (struct ranges){ 0 };
	if (shape->mode == DAXCTL_DEV_MODE_RAM && block_size > unit)
		best = block_size;
	for (size_t i = 0; rc == 0 && i < stay->count; i++) {
		if (stay->at[i].offset > offset)
			rc = place_part(space, ranges, stay->at[i].offset - offset, unit, best);
		if (rc == 0)
			rc = append(ranges, stay->at[i].start, stay->at[i].size);
		offset = stay->at[i].offset + stay->at[i].size;
	}
	if (rc == 0 && offset < shape->size)
		rc = place_part(space, ranges, shape->size - offset, unit, best);
	if (rc < 0) {
		free(ranges->at);
		*ranges = (struct ranges){ 0 };
	}
	return rc;
}
