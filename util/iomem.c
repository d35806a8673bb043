// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "util/iomem.h"

bool iomem_parse_line(const char *line, unsigned int *depth, struct range *range,
		      char name[static IOMEM_NAME_MAX])
{
	*depth = strspn(line, " ") / 2;
	return sscanf(line, " %llx-%llx : %63[^\n]", &range->start, &range->end, name) == 3;
}
