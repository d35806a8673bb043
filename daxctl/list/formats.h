/* SPDX-License-Identifier: GPL-2.0-only */
/* The output formats of `list'. */
#ifndef DAXCTL_LIST_FORMATS_H
#define DAXCTL_LIST_FORMATS_H

#include "daxctl/list/list.h"

/*
 * Each of these prints the selected regions and devices in one format, and prints nothing
 * if there are none.  They return 0 or a negated errno, which is reported unless it is
 * -ENOMEM.
 */
int list_as_json(struct daxctl_ctx *ctx, const struct list_options *list);
int list_as_table(struct daxctl_ctx *ctx, const struct list_options *list);
int list_as_tree(struct daxctl_ctx *ctx, const struct list_options *list);
int list_as_map(struct daxctl_ctx *ctx, const struct list_options *list);

#endif
