/* SPDX-License-Identifier: GPL-2.0-only */
/* The legend of a map. */
#ifndef DAXCTL_LIST_MAP_LEGEND_H
#define DAXCTL_LIST_MAP_LEGEND_H

#include "daxctl/list/map-bars.h"

/*
 * Explain the symbols of the bars.  Devices of size 0 are listed only if @idle.  Returns 0
 * or -ENOMEM.
 */
int draw_legend(const struct canvas *canvas, struct daxctl_region *region,
		const struct picture *picture, bool idle);

#endif
