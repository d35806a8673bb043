// SPDX-License-Identifier: GPL-2.0-only
/* Where each device of the plan has its memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/layout/place.h"
#include "daxctl/layout/planning.h"
#include "util/size.h"

static int find_pieces(struct planning *p)
{
	int rc = 0;

	p->stay = calloc(p->plan->target_count + 1, sizeof(*p->stay));
	if (!p->stay)
		return -ENOMEM;
	for (size_t t = 0; rc == 0 && t < p->plan->target_count; t++) {
		struct target *target = &p->plan->targets[t];

		if (is_continued(p, target))
			rc = pieces_that_stay(device_of(p, target), wish_of(p, target),
					      &p->claimed, &p->stay[t]);
	}
	return rc;
}

/* The device at the address that a device of the layout wants, if it is kept. */
static void report_taken(struct planning *p, const struct wish *wish, const struct range *range)
{
	for (size_t d = 0; d < p->state->count; d++)
		for (size_t i = 0; i < p->state->devices[d].is.ranges.count; i++)
			if (p->wish_of[d] == NO_WISH &&
			    range_overlaps(range, &p->state->devices[d].is.ranges.at[i])) {
				problem(p->problems, -EBUSY, wish->where,
					"%#llx-%#llx is taken by %s, which is kept", range->start,
					range->end, p->state->devices[d].name);
				return;
			}
	problem(p->problems, -EINVAL, wish->where, "%#llx-%#llx is not in %s, which is "
		"%#llx-%#llx", range->start, range->end, p->state->name, p->state->start,
		p->state->start + p->state->size - 1);
}

/* The space that is left by what is kept, claimed, and stays. */
static int find_space(struct planning *p, struct space *space)
{
	int rc = space_init(space, p->state->start, p->state->size);

	for (size_t d = 0; rc == 0 && d < p->state->count; d++)
		for (size_t i = 0; rc == 0 && p->wishes->others == OTHERS_KEEP &&
				   p->wish_of[d] == NO_WISH &&
				   i < p->state->devices[d].is.ranges.count; i++) {
			const struct range *range = &p->state->devices[d].is.ranges.at[i];

			rc = space_take(space, range->start, range_size(range));
		}
	for (size_t w = 0; rc == 0 && w < p->wishes->count; w++) {
		const struct wish *wish = &p->wishes->wishes[w];

		for (size_t i = 0; rc == 0 && i < wish->shall.ranges.count; i++) {
			const struct range *range = &wish->shall.ranges.at[i];

			rc = space_take(space, range->start, range_size(range));
			if (rc == -EBUSY) {
				report_taken(p, wish, range);
				rc = 0;
			}
		}
	}
	for (size_t t = 0; rc == 0 && t < p->plan->target_count; t++) {
		const struct wish *wish = wish_of(p, &p->plan->targets[t]);

		for (size_t i = 0; rc == 0 && wish && !wish->shall.ranges.count &&
				   i < p->stay[t].count; i++)
			rc = space_take(space, p->stay[t].at[i].start, p->stay[t].at[i].size);
	}
	return rc;
}

static void clear_places(struct planning *p)
{
	for (size_t t = 0; t < p->plan->target_count; t++) {
		free(p->plan->targets[t].ranges.at);
		p->plan->targets[t].ranges = (struct ranges){ 0 };
	}
}

static int copy_ranges(const struct ranges *from, struct ranges *to)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < from->count; i++)
		rc = ranges_add(to, &from->at[i]);
	return rc;
}

/* Does the device stay exactly where it is? */
static bool stays_whole(const struct planning *p, size_t t)
{
	const struct target *target = &p->plan->targets[t];

	return is_continued(p, target) &&
	       p->stay[t].sum == wish_of(p, target)->shall.size &&
	       p->stay[t].sum == device_of(p, target)->is.size;
}

/* Find a place for each device; those with large alignments and system RAM first. */
static int try_places(struct planning *p)
{
	enum { LARGE_ALIGN, RAM, OTHER, ROUNDS };
	struct space space;
	int rc = find_space(p, &space);

	for (int round = 0; rc == 0 && round < ROUNDS; round++)
		for (size_t t = 0; rc == 0 && t < p->plan->target_count; t++) {
			struct target *target = &p->plan->targets[t];
			const struct wish *wish = wish_of(p, target);
			int of;

			if (!wish)
				continue;
			of = wish->shall.align > 2UL << 20 ? LARGE_ALIGN
			     : wish->shall.mode == DAXCTL_DEV_MODE_RAM ? RAM : OTHER;
			if (of != round)
				continue;
			if (wish->shall.ranges.count)
				rc = copy_ranges(&wish->shall.ranges, &target->ranges);
			else if (stays_whole(p, t))
				rc = copy_ranges(&device_of(p, target)->is.ranges, &target->ranges);
			else
				rc = place_device(&space, &wish->shall, &p->stay[t],
						  p->state->block_size, &target->ranges);
		}
	space_clear(&space);
	if (rc < 0)
		clear_places(p);
	return rc;
}

/* ---- moving devices, if what is free is too divided for a large alignment ---- */

/* Up to so many devices that could move, all choices are tried, the cheapest first. */
enum { MOVERS_MAX = 10 };

struct choice {
	u64 cost;
	unsigned int movers;		/* a bit for each */
};

static int by_cost(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->movers > y->movers) - (x->movers < y->movers);
}

/* The targets that may be anywhere, but have a place; those first that lose least. */
static size_t find_movers(const struct planning *p, size_t *movers)
{
	size_t count = 0;

	for (size_t t = 0; t < p->plan->target_count; t++) {
		const struct wish *wish = wish_of(p, &p->plan->targets[t]);
		size_t at = count;

		if (!wish || wish->shall.ranges.count || !p->stay[t].sum)
			continue;
		for (; at && p->stay[movers[at - 1]].sum > p->stay[t].sum; at--)
			movers[at] = movers[at - 1];
		movers[at] = t;
		count++;
	}
	return count;
}

/* Look for places while these devices move. */
static int try_moving(struct planning *p, const size_t *movers, size_t count, unsigned int bits)
{
	struct pieces saved[MOVERS_MAX];
	int rc;

	for (size_t i = 0; i < count; i++) {
		saved[i] = p->stay[movers[i]];
		if (bits & 1U << i)
			p->stay[movers[i]] = (struct pieces){ 0 };
	}
	rc = try_places(p);
	for (size_t i = 0; i < count; i++)
		if (rc == 0 && bits & 1U << i)
			free(saved[i].at);
		else
			p->stay[movers[i]] = saved[i];
	return rc;
}

static int move_cheapest(struct planning *p, const size_t *movers, size_t count)
{
	size_t choices = (size_t)1 << count;
	struct choice *at = calloc(choices, sizeof(*at));
	int rc = at ? -ENOSPC : -ENOMEM;

	for (size_t c = 0; at && c < choices; c++) {
		at[c].movers = c;
		for (size_t i = 0; i < count; i++)
			at[c].cost += c & 1U << i ? p->stay[movers[i]].sum : 0;
	}
	if (at)
		qsort(at, choices, sizeof(*at), by_cost);
	for (size_t c = 1; rc == -ENOSPC && c < choices; c++)
		rc = try_moving(p, movers, count, at[c].movers);
	free(at);
	return rc;
}

/* One more after the other, from the cheapest on. */
static int move_some(struct planning *p, const size_t *movers, size_t count)
{
	int rc = -ENOSPC;

	for (size_t i = 0; rc == -ENOSPC && i < count; i++) {
		free(p->stay[movers[i]].at);
		p->stay[movers[i]] = (struct pieces){ 0 };
		rc = try_places(p);
	}
	return rc;
}

static int find_places(struct planning *p)
{
	int rc = try_places(p);
	size_t *movers, count;

	if (rc != -ENOSPC)
		return rc;
	movers = calloc(p->plan->target_count + 1, sizeof(*movers));
	if (!movers)
		return -ENOMEM;
	count = find_movers(p, movers);
	rc = count <= MOVERS_MAX ? move_cheapest(p, movers, count) : move_some(p, movers, count);
	free(movers);
	if (rc != -ENOSPC)
		return rc;
	problem(p->problems, rc, p->wishes->where,
		"the free memory of %s is too divided for the alignments", p->state->name);
	return 0;
}

/* Is there enough memory?  If not, there is no use in looking for places. */
static bool check_capacity(struct planning *p)
{
	char has[SIZE_TEXT_MAX], needs[SIZE_TEXT_MAX];
	u64 sum = 0, kept = 0;

	for (size_t w = 0; w < p->wishes->count; w++)
		if (__builtin_add_overflow(sum, p->wishes->wishes[w].shall.size, &sum))
			sum = ~0ULL;
	for (size_t d = 0; p->wishes->others != OTHERS_DESTROY && d < p->state->count; d++)
		if (p->wish_of[d] == NO_WISH)
			kept += p->state->devices[d].is.size;
	if (sum <= p->state->size - kept)
		return true;
	format_exact_size(p->state->size - kept, has);
	format_exact_size(sum, needs);
	problem(p->problems, -ENOSPC, p->wishes->where,
		"its devices need %s, but %s has %s%s", needs, p->state->name, has,
		kept ? " that other devices leave" : "");
	return false;
}

/* System RAM consists of whole memory blocks. */
static void check_blocks(struct planning *p, const struct target *target)
{
	const struct wish *wish = wish_of(p, target);
	u64 block = p->state->block_size;

	if (!wish || wish->shall.mode != DAXCTL_DEV_MODE_RAM)
		return;
	if (p->state->target_node < 0) {
		problem(p->problems, -EINVAL, wish->where,
			"%s has no target node, so it cannot be system RAM", p->state->name);
		return;
	}
	if (wish->shall.memmap == MEMMAP_ON_MEMORY && !p->state->has_memmap_on_memory)
		problem(p->problems, -EOPNOTSUPP, wish->where,
			"its memmap cannot be on its memory: this kernel needs the parameter "
			"memory_hotplug.memmap_on_memory=1, and Linux 6.8");
	for (size_t i = 0; block && i < target->ranges.count; i++) {
		u64 start = target->ranges.at[i].start, end = target->ranges.at[i].end + 1;

		if (end / block > (start + block - 1) / block)
			return;
	}
	if (block)
		problem(p->problems, -EINVAL, wish->where,
			"has no whole memory block (%llu MiB), so it cannot be system RAM",
			block >> 20);
	else
		problem(p->problems, -EOPNOTSUPP, wish->where,
			"this kernel has no memory hotplug, so it cannot be system RAM");
}

int plan_places(struct planning *p)
{
	int rc;

	if (!check_capacity(p))
		return 0;
	rc = find_pieces(p);
	if (rc == 0)
		rc = find_places(p);
	for (size_t t = 0; rc == 0 && !p->problems->rc && t < p->plan->target_count; t++)
		check_blocks(p, &p->plan->targets[t]);
	return rc;
}
