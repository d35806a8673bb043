/* SPDX-License-Identifier: GPL-2.0-only */
/* Which present device becomes which device of the layout. */
#ifndef DAXCTL_LAYOUT_MATCH_H
#define DAXCTL_LAYOUT_MATCH_H

#include "daxctl/layout/pieces.h"

/*
 * Store the index of a wish, or NO_WISH, for each device of @state.  @claimed are all
 * addresses that the layout asks for, sorted.  The assignment keeps as many bytes as any can,
 * and of those that do, takes the fewest steps.  Returns 0 or -ENOMEM.
 */
int match_devices(const struct region_state *state, const struct region_wishes *wishes,
		  const struct ranges *claimed, long *wish_of);

#endif
