/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding the regions on the dax bus. */
#ifndef LIBDAXCTL_SCAN_H
#define LIBDAXCTL_SCAN_H

#include <libdaxctl/ctx.h>

/*
 * Find all regions, unless that has been done since the last refresh.  Returns 0 or -errno.
 */
int dax_scan_regions(struct daxctl_ctx *ctx);

#endif
