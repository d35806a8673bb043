/* SPDX-License-Identifier: GPL-2.0-only */
/* The present state of a region. */
#ifndef DAXCTL_LAYOUT_STATE_H
#define DAXCTL_LAYOUT_STATE_H

#include "daxctl/layout/model.h"

/*
 * Read the devices of a region, with their labels.  Returns 0 or a reported errno.  What
 * cannot be read makes it fail, because a plan would be wrong.
 */
int state_read(struct daxctl_region *region, const struct labels *labels,
	       struct region_state *state);
void state_clear(struct region_state *state);

/* A number that differs, with near certainty, if anything in the state does. */
u64 state_fingerprint(const struct region_state *state, u64 seed);

#endif
