/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which memory of a region to give to a device. No state and no locks: everything works
 * on a resource whose children are what is taken, sorted by address as resources are, so
 * that it can be tested by itself.
 */
#ifndef DAX_RANGES_H
#define DAX_RANGES_H

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/ctype.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/range.h>
#include <linux/string.h>

/**
 * struct dax_gap - free memory between two taken pieces
 * @start: first address
 * @size: bytes, 0 at the end of the walk
 * @next: the taken piece behind it, or NULL
 */
struct dax_gap {
	u64 start;
	u64 size;
	const struct resource *next;
};

/* The gap that begins at @start, in front of @next; it may be empty. */
static inline struct dax_gap dax_gap_at(const struct resource *root, u64 start,
					const struct resource *next)
{
	u64 end = next ? next->start : root->end + 1;

	return (struct dax_gap) { start, end - start, next };
}

/* Every place where there could be a gap, by address: one more than there are pieces. */
#define dax_for_each_gap(gap, root)						\
	for (bool __more = ((gap) = dax_gap_at(root, (root)->start, (root)->child), true);	\
	     __more;								\
	     __more = (gap).next,						\
	     (gap) = __more ? dax_gap_at(root, (gap).next->end + 1, (gap).next->sibling) : (gap))

/**
 * dax_free_size() - what is free in all
 * @root: the region
 */
static inline u64 dax_free_size(const struct resource *root)
{
	struct dax_gap gap;
	u64 size = 0;

	dax_for_each_gap(gap, root)
		size += gap.size;
	return size;
}

/* What of a gap begins and ends on a multiple of @align. */
static inline struct range dax_gap_aligned(const struct dax_gap *gap, u64 align)
{
	u64 start = ALIGN(gap->start, align);
	u64 end = ALIGN_DOWN(gap->start + gap->size, align);

	/* an inverted range has the length 0 */
	return (struct range) { start, max(start, end) - 1 };
}

/**
 * dax_plan_growth() - chooses memory for a device that grows
 * @root: the region
 * @last: the device's last range, which grows first, or NULL
 * @need: bytes wanted, a multiple of @align
 * @align: of each piece's begin and size
 * @pieces: set to what was chosen, in the order of page offsets; NULL only counts. If
 *	the first piece begins behind @last, it continues that
 *
 * Behind the last range first, so that a device stays in few pieces; then from the lowest
 * address up.
 *
 * Return: the number of pieces, or -ENOSPC.
 */
static inline int dax_plan_growth(const struct resource *root, const struct range *last,
				  u64 need, u64 align, struct range *pieces)
{
	u64 behind = last ? last->end + 1 : 0;
	struct range piece;
	struct dax_gap gap;
	int nr = 0, turn;

	/* turn 0 looks at the gap behind the last range alone, turn 1 at all others */
	for (turn = last ? 0 : 1; turn < 2 && need; turn++) {
		dax_for_each_gap(gap, root) {
			if (last && (gap.start == behind) != (turn == 0))
				continue;
			piece = dax_gap_aligned(&gap, align);
			if (!range_len(&piece) || (turn == 0 && piece.start != behind))
				continue;
			piece.end = piece.start + min(range_len(&piece), need) - 1;
			need -= range_len(&piece);
			if (pieces)
				pieces[nr] = piece;
			nr++;
			if (!need)
				break;
		}
	}
	return need ? -ENOSPC : nr;
}

/**
 * dax_check_range() - whether a range can be given as it is
 * @root: the region
 * @range: first and last address
 * @align: of its begin and size
 *
 * Return: 0, -EINVAL if it is inverted or not aligned, -ERANGE if it is not inside the
 * region, -EBUSY if some of it is taken.
 */
static inline int dax_check_range(const struct resource *root, const struct range *range,
				  u64 align)
{
	const struct resource *taken;

	if (range->end < range->start || !IS_ALIGNED(range->start, align) ||
	    !IS_ALIGNED(range->end + 1, align))
		return -EINVAL;
	if (range->start < root->start || range->end > root->end)
		return -ERANGE;
	for (taken = root->child; taken; taken = taken->sibling) {
		if (range->start <= taken->end && taken->start <= range->end)
			return -EBUSY;
	}
	return 0;
}

/*
 * The parsers take what a program wrote to an attribute: @buf with its @count bytes, ended
 * by a NUL. One newline may be at the end. That NUL may be written as well, since programs in
 * use do so, but nothing behind it.
 */

static inline bool dax_is_text(const char *buf, size_t count)
{
	size_t len = strnlen(buf, count);

	return len && count - len <= 1;
}

/**
 * dax_parse_number() - an attribute that is one number
 * @buf: what was written
 * @count: its length
 * @value: set to it
 *
 * Return: 0, or -EINVAL, also of what does not fit.
 */
static inline int dax_parse_number(const char *buf, size_t count, u64 *value)
{
	return dax_is_text(buf, count) && !kstrtou64(buf, 0, value) ? 0 : -EINVAL;
}

/**
 * dax_parse_range() - START-END, both hexadecimal
 * @buf: what was written
 * @count: its length
 * @range: set to it
 *
 * Return: 0 or -EINVAL.
 */
static inline int dax_parse_range(const char *buf, size_t count, struct range *range)
{
	const char *dash = dax_is_text(buf, count) ? strchr(buf, '-') : NULL;
	char start[sizeof("0x0123456789abcdef")];

	if (!dash || dash - buf >= sizeof(start))
		return -EINVAL;
	memcpy(start, buf, dash - buf);
	start[dash - buf] = '\0';
	/* kstrtou64() takes a sign and a newline, which have no place in here */
	if (!isxdigit(start[0]) || strchr(start, '\n') || !isxdigit(dash[1]))
		return -EINVAL;
	if (kstrtou64(start, 16, &range->start) || kstrtou64(dash + 1, 16, &range->end))
		return -EINVAL;
	return 0;
}

/* As long as the longest name that can be: dax2147483647.2147483647 and its end. */
#define DAX_NAME_LEN	26

/**
 * dax_parse_name() - the name of a device, as the bus gives it
 * @buf: what was written
 * @count: its length
 * @name: set to it, without newline
 *
 * Return: 0 or -EINVAL.
 */
static inline int dax_parse_name(const char *buf, size_t count, char name[DAX_NAME_LEN])
{
	char again[DAX_NAME_LEN];
	int region, id;

	if (!dax_is_text(buf, count))
		return -EINVAL;
	count = strlen(buf);
	if (buf[count - 1] == '\n')
		count--;
	if (count >= DAX_NAME_LEN)
		return -EINVAL;
	memcpy(name, buf, count);
	name[count] = '\0';
	/* what prints otherwise, such as dax00.+1, is no device's name */
	if (sscanf(name, "dax%d.%d", &region, &id) != 2 || region < 0 || id < 0)
		return -EINVAL;
	snprintf(again, sizeof(again), "dax%d.%d", region, id);
	return strcmp(again, name) ? -EINVAL : 0;
}

#endif /* DAX_RANGES_H */
