/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding the regions, on the bus or by their path. */
#ifndef LIBDAXCTL_SCAN_H
#define LIBDAXCTL_SCAN_H

#include <libdaxctl/ctx.h>

/* Read the list of the bus, once for each context and once more after a refresh. */
int dax_scan_regions(struct daxctl_ctx *ctx);

#endif
