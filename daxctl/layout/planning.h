/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of the planner: which device, where, and in which steps. */
#ifndef DAXCTL_LAYOUT_PLANNING_H
#define DAXCTL_LAYOUT_PLANNING_H

#include "daxctl/layout/pieces.h"
#include "daxctl/layout/plan.h"
#include "daxctl/layout/problems.h"

struct planning {
	const struct region_state *state;
	const struct region_wishes *wishes;
	struct problems *problems;
	struct plan *plan;
	struct ranges claimed;		/* by wishes with mappings, sorted */
	long *wish_of;			/* by device */
	struct pieces *stay;		/* by target */
};

static inline const struct present *device_of(const struct planning *p,
					      const struct target *target)
{
	return target->device == NO_DEVICE ? NULL : &p->state->devices[target->device];
}

static inline const struct wish *wish_of(const struct planning *p, const struct target *target)
{
	return target->wish == NO_WISH ? NULL : &p->wishes->wishes[target->wish];
}

/* Does the device become this one, rather than giving it no more than its name? */
static inline bool is_continued(const struct planning *p, const struct target *target)
{
	return target->device != NO_DEVICE && target->wish != NO_WISH &&
	       p->wish_of[target->device] == target->wish;
}

/* Find the ranges of all targets.  Returns 0 or -ENOMEM; problems are collected. */
int plan_places(struct planning *p);

/* Find the steps to them, and what they destroy.  Returns 0 or -ENOMEM. */
int plan_steps(struct planning *p);

#endif
