/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats in which `list' answers. */
#ifndef DAXCTL_LIST_FORMATS_H
#define DAXCTL_LIST_FORMATS_H

#include "daxctl/list/list.h"

/*
 * One for each format: print all that the listing has, nothing if it has nothing.
 * Each returns 0, or a negated errno that is reported unless it is -ENOMEM.
 */
int list_as_json(struct daxctl_ctx *ctx, const struct list_options *list);
int list_as_table(struct daxctl_ctx *ctx, const struct list_options *list);
int list_as_tree(struct daxctl_ctx *ctx, const struct list_options *list);
int list_as_map(struct daxctl_ctx *ctx, const struct list_options *list);

#endif
