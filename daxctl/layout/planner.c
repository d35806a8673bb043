// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "daxctl/layout/match.h"
#include "daxctl/layout/planner.h"
#include "daxctl/layout/planning.h"
#include "util/array.h"
#include "util/size.h"

/* ---- who becomes what ---- */

static int claim(struct planning *p)
{
	int rc = 0;

	for (size_t w = 0; w < p->wishes->count; w++)
		for (size_t i = 0; rc == 0 && i < p->wishes->wishes[w].shall.ranges.count; i++)
			rc = ranges_add(&p->claimed, &p->wishes->wishes[w].shall.ranges.at[i]);
	if (p->claimed.count)
		qsort(p->claimed.at, p->claimed.count, sizeof(*p->claimed.at),
		      range_compare_starts);
	return rc;
}

static int add_target(struct planning *p, long device, long wish)
{
	struct target *at = array_grow(p->plan->targets, p->plan->target_count, sizeof(*at));

	if (!at)
		return -ENOMEM;
	p->plan->targets = at;
	at[p->plan->target_count++] = (struct target){ .device = device, .wish = wish };
	return 0;
}

/* A device that the layout does not describe. */
static int add_other(struct planning *p, size_t d)
{
	const struct present *device = &p->state->devices[d];
	char size[SIZE_TEXT_MAX];

	if (p->wishes->others == OTHERS_DESTROY)
		return add_target(p, d, NO_WISH);
	if (p->wishes->others == OTHERS_KEEP)
		return 0;
	format_exact_size(device->is.size, size);
	problem(p->problems, -EEXIST, p->wishes->where,
		"%s%s%s%s (%s) is not described; \"others\" can say \"keep\" or \"destroy\"",
		device->name, device->is.label.text[0] ? " \"" : "", device->is.label.text,
		device->is.label.text[0] ? "\"" : "", size);
	return 0;
}

/* New devices are made of empty ones: of those that there are, then of those to be emptied. */
static int add_new(struct planning *p)
{
	bool *matched = calloc(p->wishes->count + 1, sizeof(*matched));
	size_t next[2] = { 0, 0 };
	int rc = matched ? 0 : -ENOMEM;

	for (size_t d = 0; rc == 0 && d < p->state->count; d++)
		if (p->wish_of[d] != NO_WISH)
			matched[p->wish_of[d]] = true;
	for (size_t w = 0; rc == 0 && w < p->wishes->count; w++) {
		struct target *empty = NULL;

		for (int round = 0; !matched[w] && !empty && round < 2; round++)
			for (; !empty && next[round] < p->plan->target_count; next[round]++) {
				struct target *target = &p->plan->targets[next[round]];

				if (target->wish == NO_WISH && target->device != NO_DEVICE &&
				    !device_of(p, target)->is.size == !round)
					empty = target;
			}
		if (empty)
			empty->wish = w;
		else if (!matched[w])
			rc = add_target(p, NO_DEVICE, w);
	}
	free(matched);
	return rc;
}

static int choose_targets(struct planning *p)
{
	int rc = claim(p);

	if (rc == 0)
		rc = match_devices(p->state, p->wishes, &p->claimed, p->wish_of);
	for (size_t d = 0; rc == 0 && d < p->state->count; d++)
		if (p->wish_of[d] != NO_WISH)
			rc = add_target(p, d, p->wish_of[d]);
		else if (!p->state->devices[d].is.size)
			rc = p->state->dynamic ? add_target(p, d, NO_WISH) : 0;
		else
			rc = add_other(p, d);
	return rc < 0 ? rc : add_new(p);
}

/* ---- all of it ---- */

static int plan_checked(struct planning *p)
{
	int rc = choose_targets(p);

	if (rc == 0)
		rc = plan_places(p);
	if (rc == 0 && !p->problems->rc)
		rc = plan_steps(p);
	return rc < 0 ? rc : p->problems->rc;
}

int plan_region(const struct region_state *state, const struct region_wishes *wishes,
		struct problems *problems, struct plan *plan)
{
	struct planning p = {
		.state = state,
		.wishes = wishes,
		.problems = problems,
		.plan = plan,
		.wish_of = calloc(state->count + 1, sizeof(long)),
	};
	int rc;

	*plan = (struct plan){ 0 };
	rc = p.wish_of ? plan_checked(&p) : -ENOMEM;
	if (rc == -ENOMEM)
		problem(problems, rc, wishes->where, "out of memory");
	for (size_t t = 0; p.stay && t < plan->target_count; t++)
		free(p.stay[t].at);
	free(p.stay);
	free(p.wish_of);
	free(p.claimed.at);
	if (rc < 0)
		plan_clear(plan);
	return rc;
}

void plan_clear(struct plan *plan)
{
	for (size_t t = 0; t < plan->target_count; t++)
		free(plan->targets[t].ranges.at);
	free(plan->targets);
	free(plan->steps);
	*plan = (struct plan){ 0 };
}
