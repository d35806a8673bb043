/* SPDX-License-Identifier: GPL-2.0-only */
/* From the sizes of a document to bytes. */
#ifndef DAXCTL_LAYOUT_RESOLVE_H
#define DAXCTL_LAYOUT_RESOLVE_H

#include "daxctl/layout/layout.h"
#include "daxctl/layout/problems.h"

/*
 * What an entry wants of a region, with sizes in bytes.  Pure.  Returns 0 or the errno of a
 * problem.
 */
int resolve_wishes(const struct region_entry *entry, const struct region_state *state,
		   struct problems *problems, struct region_wishes *wishes);
void wishes_clear(struct region_wishes *wishes);

#endif
