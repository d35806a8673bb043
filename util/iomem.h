/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of /proc/iomem. */
#ifndef UTIL_IOMEM_H
#define UTIL_IOMEM_H

#include <stdbool.h>

#include "util/range.h"

enum { IOMEM_NAME_MAX = 64 };

/*
 * Parse "    START-END : NAME", which is indented by its depth.  The addresses are 0 for
 * users who may not see them.  Returns false if it is no such line.
 */
bool iomem_parse_line(const char *line, unsigned int *depth, struct range *range,
		      char name[static IOMEM_NAME_MAX]);

#endif
