/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The planner: from the present devices of a region and those that a layout describes to
 * the steps between them.  It reads and writes nothing.
 */
#ifndef DAXCTL_LAYOUT_PLANNER_H
#define DAXCTL_LAYOUT_PLANNER_H

#include "daxctl/layout/plan.h"
#include "daxctl/layout/problems.h"

/*
 * Plan the way from @state to @wishes that destroys the fewest bytes.  Returns 0 or -errno;
 * what is in the way is in @problems.
 */
int plan_region(const struct region_state *state, const struct region_wishes *wishes,
		struct problems *problems, struct plan *plan);
void plan_clear(struct plan *plan);

#endif
