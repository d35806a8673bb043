/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_LAYOUT_MATCH_REGION_H
#define DAXCTL_LAYOUT_MATCH_REGION_H

#include "daxctl/layout/layout.h"
#include "daxctl/layout/problems.h"

/*
 * The region that an entry matches, or NULL.  A problem if several match.
 */
struct daxctl_region *resolve_match(struct daxctl_ctx *ctx, const struct region_entry *entry,
				    struct problems *problems);

#endif
