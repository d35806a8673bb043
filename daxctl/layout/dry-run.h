/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_LAYOUT_DRY_RUN_H
#define DAXCTL_LAYOUT_DRY_RUN_H

#include "daxctl/layout/work.h"

/* Print the writes of a plan to stdout, one a line, and make none. */
void show_writes(const struct region_work *region);

#endif
