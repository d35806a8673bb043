// SPDX-License-Identifier: GPL-2.0-only
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "attribute.h"
#include "state.h"

static const char *const patterns[] = {
	"/sys/bus/*/devices/*/dax_region/*",
	DEVICES "/*/size",
	DEVICES "/*/align",
	DEVICES "/*/resource",
	DEVICES "/*/target_node",
	DEVICES "/*/numa_node",
	DEVICES "/*/modalias",
	DEVICES "/*/uevent",
	DEVICES "/*/memmap_on_memory",
	DEVICES "/*/state",
	DEVICES "/*/mapping[0-9]*/*",
};

void take_state(char state[STATE_SIZE])
{
	char text[512];
	size_t used = 0;
	glob_t list;

	state[0] = '\0';
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		if (glob(patterns[i], 0, NULL, &list))
			continue;
		for (size_t j = 0; j < list.gl_pathc; j++) {
			if (read_attr(text, sizeof(text), "%s", list.gl_pathv[j]) < 0)
				continue;
			if (used < STATE_SIZE)
				used += snprintf(state + used, STATE_SIZE - used, "%s=%s\n",
						 list.gl_pathv[j], text);
		}
		globfree(&list);
	}
}

void first_difference(char *line, size_t size, const char *before, const char *after)
{
	size_t at = 0;

	while (before[at] && before[at] == after[at])
		at++;
	if (before[at] == after[at]) {
		*line = '\0';
		return;
	}
	while (at && before[at - 1] != '\n')
		at--;
	snprintf(line, size, "%.*s is now %.*s", (int)strcspn(before + at, "\n"), before + at,
		 (int)strcspn(after + at, "\n"), after + at);
}
