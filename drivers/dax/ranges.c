// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/visibility.h>
#include <linux/align.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include "ranges.h"

/* ---- free memory ---- */

/**
 * struct dax_gap - the free memory between two ranges in use
 * @start: the first address
 * @size: the number of bytes, which is 0 only at the end of the region
 * @next: the range in use behind the gap, or NULL
 */
struct dax_gap {
	u64 start;
	u64 size;
	const struct resource *next;
};

/* Returns the first gap at @start or behind it. @next is the range in use that follows @start. */
static struct dax_gap dax_gap_from(const struct resource *root, u64 start,
				   const struct resource *next)
{
	/* Most ranges in use have no gap between them. A region can have thousands of them. */
	while (next && next->start == start) {
		start = next->end + 1;
		next = next->sibling;
	}
	return (struct dax_gap) { start, (next ? next->start : root->end + 1) - start, next };
}

/* Visits the gaps by address. The last one may be empty. */
#define dax_for_each_gap(gap, root)						\
	for (bool __more = ((gap) = dax_gap_from(root, (root)->start, (root)->child), true);	\
	     __more;								\
	     __more = (gap).next,						\
	     (gap) = __more ? dax_gap_from(root, (gap).next->end + 1, (gap).next->sibling) : (gap))

/* Returns the aligned part of a gap. An inverted range has the length 0. */
static struct range dax_gap_aligned(const struct dax_gap *gap, u64 align)
{
	u64 start = ALIGN(gap->start, align);
	u64 end = ALIGN_DOWN(gap->start + gap->size, align);

	return (struct range) { start, max(start, end) - 1 };
}

/**
 * dax_plan_growth() - choose memory for a device that grows
 * @root: the region
 * @last: the last range of the device, or NULL if it has none
 * @need: the number of bytes wanted, a multiple of @align
 * @align: the alignment of the start and size of each piece
 * @pieces: is filled with the first pieces in the order of page offsets
 * @room: the number of elements of @pieces; the other pieces are only counted
 *
 * The device grows behind its last range first, so that it stays in few ranges, and then
 * from the lowest address up. If the first piece begins behind @last, it extends @last.
 *
 * Return: the number of pieces, or -ENOSPC.
 */
int dax_plan_growth(const struct resource *root, const struct range *last, u64 need, u64 align,
		    struct range *pieces, int room)
{
	u64 behind = last ? last->end + 1 : 0;
	struct range piece;
	struct dax_gap gap;
	int nr = 0, turn;

	/* Turn 0 uses the gap behind the last range, and turn 1 uses all others. */
	for (turn = last ? 0 : 1; turn < 2 && need; turn++) {
		dax_for_each_gap(gap, root) {
			if (gap.size < align || (last && (gap.start == behind) != (turn == 0)))
				continue;
			piece = dax_gap_aligned(&gap, align);
			if (!range_len(&piece) || (turn == 0 && piece.start != behind))
				continue;
			piece.end = piece.start + min(range_len(&piece), need) - 1;
			need -= range_len(&piece);
			if (nr < room)
				pieces[nr] = piece;
			nr++;
			if (!need)
				break;
		}
	}
	return need ? -ENOSPC : nr;
}
EXPORT_SYMBOL_IF_KUNIT(dax_plan_growth);

/**
 * dax_make_plan() - choose memory for a device that grows, and remember it
 * @plan: is filled; dax_free_plan() frees it
 * @root: the region
 * @last: the last range of the device, or NULL if it has none
 * @need: the number of bytes wanted, a multiple of @align
 * @align: the alignment of the start and size of each piece
 *
 * Return: 0, -ENOSPC or -ENOMEM.
 */
int dax_make_plan(struct dax_plan *plan, const struct resource *root, const struct range *last,
		  u64 need, u64 align)
{
	int nr = dax_plan_growth(root, last, need, align, plan->few, ARRAY_SIZE(plan->few));

	if (nr < 0)
		return nr;
	plan->nr = nr;
	plan->pieces = plan->few;
	if (nr <= ARRAY_SIZE(plan->few))
		return 0;
	plan->pieces = kmalloc_array(nr, sizeof(*plan->pieces), GFP_KERNEL);
	if (!plan->pieces)
		return -ENOMEM;
	dax_plan_growth(root, last, need, align, plan->pieces, nr);
	return 0;
}

/**
 * dax_free_plan() - free what dax_make_plan() has allocated
 * @plan: the plan
 */
void dax_free_plan(struct dax_plan *plan)
{
	if (plan->pieces != plan->few)
		kfree(plan->pieces);
}

/**
 * dax_check_range() - check whether a device can be given a range
 * @root: the region
 * @range: the range
 * @align: the alignment of its start and size
 *
 * Return: 0; -EINVAL if the range is inverted or not aligned, -ERANGE if it is not inside
 * the region, -EBUSY if a part of it is in use.
 */
int dax_check_range(const struct resource *root, const struct range *range, u64 align)
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
EXPORT_SYMBOL_IF_KUNIT(dax_check_range);

/* ---- parsers: they take what dax_is_text() takes, and ignore one newline at the end ---- */

/**
 * dax_parse_number() - parse one number
 * @buf: what was written
 * @count: the number of bytes
 * @value: is set to the number
 *
 * Return: 0, or -EINVAL.
 */
int dax_parse_number(const char *buf, size_t count, u64 *value)
{
	return dax_is_text(buf, count) && !kstrtou64(buf, 0, value) ? 0 : -EINVAL;
}
EXPORT_SYMBOL_IF_KUNIT(dax_parse_number);

/**
 * dax_parse_range() - parse START-END, two hexadecimal numbers
 * @buf: what was written
 * @count: the number of bytes
 * @range: is set to the range
 *
 * Return: 0, or -EINVAL.
 */
int dax_parse_range(const char *buf, size_t count, struct range *range)
{
	const char *dash = dax_is_text(buf, count) ? strchr(buf, '-') : NULL;
	char start[sizeof("0x0123456789abcdef")];

	if (!dash || dash - buf >= sizeof(start))
		return -EINVAL;
	memcpy(start, buf, dash - buf);
	start[dash - buf] = '\0';
	/* kstrtou64() allows a sign and a newline, which must not be inside of a range. */
	if (!isxdigit(start[0]) || strchr(start, '\n') || !isxdigit(dash[1]))
		return -EINVAL;
	if (kstrtou64(start, 16, &range->start) || kstrtou64(dash + 1, 16, &range->end))
		return -EINVAL;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(dax_parse_range);

/**
 * dax_parse_name() - parse the name of a device
 * @buf: what was written
 * @count: the number of bytes
 * @name: is set to the name without a newline
 *
 * Return: 0, or -EINVAL if no device of the bus can have that name.
 */
int dax_parse_name(const char *buf, size_t count, char name[DAX_NAME_LEN])
{
	char canonical[DAX_NAME_LEN];
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
	if (sscanf(name, "dax%d.%d", &region, &id) != 2 || region < 0 || id < 0)
		return -EINVAL;
	/* sscanf() also accepts names such as dax00.+1. */
	snprintf(canonical, sizeof(canonical), "dax%d.%d", region, id);
	return strcmp(canonical, name) ? -EINVAL : 0;
}
EXPORT_SYMBOL_IF_KUNIT(dax_parse_name);
