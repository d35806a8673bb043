// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/layout/match.h"
#include "daxctl/layout/plan.h"
#include "daxctl/layout/resolve.h"
#include "util/array.h"
#include "util/mul-div.h"
#include "util/size.h"

enum { SHARES = 10000 };

static int add_wish(struct region_wishes *wishes, const struct device_entry *entry,
		    const struct shape *shape)
{
	struct wish *at = array_grow(wishes->wishes, wishes->count, sizeof(*at));
	struct wish *wish;
	int rc = 0;

	if (!at)
		return -ENOMEM;
	wishes->wishes = at;
	wish = &at[wishes->count++];
	*wish = (struct wish){ .shall = *shape };
	wish->shall.ranges = (struct ranges){ 0 };
	memcpy(wish->where, entry->where, sizeof(wish->where));
	for (size_t i = 0; rc == 0 && i < shape->ranges.count; i++)
		rc = ranges_add(&wish->shall.ranges, &shape->ranges.at[i]);
	return rc;
}

/* The unit of sizes: the alignment, but at least what the kernel allocates. */
static void check_unit(const struct wish *wish, struct problems *problems)
{
	u64 unit = unit_of(&wish->shall);
	char text[SIZE_TEXT_MAX], size[SIZE_TEXT_MAX];

	format_exact_size(unit, text);
	format_exact_size(wish->shall.size, size);
	if (wish->shall.size % unit)
		problem(problems, -EINVAL, wish->where, "its size %s is not a multiple of its "
			"alignment %s", size, text);
	for (size_t i = 0; i < wish->shall.ranges.count; i++)
		if (range_size(&wish->shall.ranges.at[i]) % unit)
			problem(problems, -EINVAL, wish->where, "the size of its mapping at %#llx "
				"is not a multiple of its alignment %s",
				wish->shall.ranges.at[i].start, text);
}

/* With the alignment, and the size in bytes, but for the rest. */
static struct shape shape_of(const struct device_entry *entry, const struct region_state *state)
{
	struct shape shape = entry->shape;

	if (!shape.align)
		shape.align = state->align;
	if (entry->size_kind == SIZE_SHARE) {
		shape.size = mul_add_div(state->size, entry->share, 0, SHARES, NULL);
		shape.size -= shape.size % unit_of(&shape);
	}
	return shape;
}

static int copies(const struct device_entry *entry)
{
	return entry->count ? entry->count : 1;
}

/* Is there so much at all?  The planner considers what other devices have. */
static bool has_room(const struct region_entry *entry, const struct region_state *state,
		     struct problems *problems)
{
	char has[SIZE_TEXT_MAX], needs[SIZE_TEXT_MAX];
	bool too_large = false;
	u64 sum = 0, part;

	for (size_t d = 0; d < entry->count; d++)
		if (entry->devices[d].size_kind != SIZE_REST) {
			u64 size = shape_of(&entry->devices[d], state).size;

			too_large |= __builtin_mul_overflow(size, copies(&entry->devices[d]),
							    &part);
			too_large |= __builtin_add_overflow(sum, part, &sum);
		}
	if (!too_large && sum <= state->size)
		return true;
	format_exact_size(state->size, has);
	format_exact_size(too_large ? ~0ULL : sum, needs);
	problem(problems, -ENOSPC, entry->where, "its devices need %s%s, but %s has %s",
		too_large ? "more than " : "", needs, state->name, has);
	return false;
}

static int add_entry(const struct device_entry *entry, const struct region_state *state,
		     struct problems *problems, struct region_wishes *wishes)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < copies(entry); i++) {
		struct shape shape = shape_of(entry, state);

		if (!shape.size)
			problem(problems, -EINVAL, entry->where,
				"its share of %s is less than its alignment", state->name);
		if (entry->count)
			label_add_number(&shape.label, i);	/* document.c checks its length */
		rc = add_wish(wishes, entry, &shape);
		if (rc == 0 && i == 0)
			check_unit(&wishes->wishes[wishes->count - 1], problems);
	}
	return rc;
}

/* ---- the rest ---- */

/*
 * The memory of devices that "keep" keeps.  The device that has the rest already is not one
 * of them: it has the same label or, if both have none, it fills the region.
 */
static int kept_by_others(const struct region_state *state, const struct region_wishes *wishes,
			  const struct label *label, u64 *kept)
{
	const struct ranges nothing = { 0 };
	long *wish_of = calloc(state->count + 1, sizeof(*wish_of));
	u64 used = 0, rest = 0;
	int rc = wish_of ? match_devices(state, wishes, &nothing, wish_of) : -ENOMEM;

	*kept = 0;
	for (size_t d = 0; rc == 0 && d < state->count; d++) {
		const struct present *device = &state->devices[d];

		used += device->is.size;
		if (wish_of[d] != NO_WISH)
			continue;
		*kept += device->is.size;
		if (!strcmp(device->is.label.text, label->text))
			rest = device->is.size;
	}
	if (rc == 0 && (label->text[0] || used == state->size))
		*kept -= rest;
	free(wish_of);
	return rc;
}

/* The rest is what the other devices of the layout leave. */
static int add_rest(const struct device_entry *entry, const struct region_state *state,
		    struct problems *problems, struct region_wishes *wishes)
{
	struct shape shape = shape_of(entry, state);
	u64 sum = 0;
	int rc = 0;

	if (wishes->others == OTHERS_KEEP)
		rc = kept_by_others(state, wishes, &shape.label, &sum);
	for (size_t w = 0; w < wishes->count; w++)
		sum += wishes->wishes[w].shall.size;
	shape.size = sum < state->size ? state->size - sum : 0;
	shape.size -= shape.size % unit_of(&shape);
	if (rc == 0 && !shape.size)
		problem(problems, -ENOSPC, entry->where, "no memory of %s is left for the rest",
			state->name);
	return rc < 0 ? rc : add_wish(wishes, entry, &shape);
}

/* A static region has one device, of which only the mode can be chosen. */
static void check_static(const struct region_state *state, const struct region_wishes *wishes,
			 struct problems *problems)
{
	const struct shape *shall = wishes->count ? &wishes->wishes[0].shall : NULL;

	if (!shall || wishes->count != 1 || state->count != 1)
		problem(problems, -EOPNOTSUPP, wishes->where,
			"%s cannot be divided; a layout has exactly its one device", state->name);
	else if (shall->size != state->devices[0].is.size ||
		 shall->align != state->devices[0].is.align ||
		 (shall->ranges.count &&
		  !same_ranges_list(&shall->ranges, &state->devices[0].is.ranges)))
		problem(problems, -EOPNOTSUPP, wishes->wishes[0].where,
			"the size, place and alignment of %s cannot be changed: %llu bytes at "
			"%#llx, aligned to %lu", state->devices[0].name, state->devices[0].is.size,
			state->start, state->devices[0].is.align);
}

int resolve_wishes(const struct region_entry *entry, const struct region_state *state,
		   struct problems *problems, struct region_wishes *wishes)
{
	const struct device_entry *rest = NULL;
	int rc = 0, before = problems->count;

	*wishes = (struct region_wishes){ .others = entry->others };
	memcpy(wishes->where, entry->where, sizeof(wishes->where));
	if (!has_room(entry, state, problems))
		return problems->rc;
	for (size_t d = 0; rc == 0 && d < entry->count; d++)
		if (entry->devices[d].size_kind == SIZE_REST)
			rest = &entry->devices[d];
		else
			rc = add_entry(&entry->devices[d], state, problems, wishes);
	if (rc == 0 && rest)
		rc = add_rest(rest, state, problems, wishes);
	if (rc < 0)
		return problem(problems, rc, entry->where, "out of memory");
	if (!state->dynamic)
		check_static(state, wishes, problems);
	return problems->count > (size_t)before ? problems->rc : 0;
}

void wishes_clear(struct region_wishes *wishes)
{
	for (size_t w = 0; w < wishes->count; w++)
		free(wishes->wishes[w].shall.ranges.at);
	free(wishes->wishes);
	*wishes = (struct region_wishes){ 0 };
}
