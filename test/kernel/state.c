// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
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

void expect_whole(struct run *run, const char *region)
{
	uint64_t size = 0, available = 0;
	char name[32];

	write_attr("0", "/sys/bus/dax/drivers_autoprobe");
	for (int i = 255; i >= 0; i--) {
		int error;

		snprintf(name, sizeof(name), "dax0.%d", i);
		write_attr(name, DRIVERS "/device_dax/remove_id");
		write_attr(name, DRIVERS "/kmem/remove_id");
		write_attr("unplugged", DEVICES "/%s/state", name);
		write_attr(name, DRIVERS "/device_dax/unbind");
		write_attr(name, DRIVERS "/kmem/unbind");
		write_attr(name, DRIVERS "/fsdev_dax/unbind");
		error = write_attr("0", DEVICES "/%s/size", name);
		if (error == -ENOENT)
			continue;
		expect(run, !error, "%s, size: %s", name, error_name(error));
		error = i ? write_attr(name, "%s/delete", region) : 0;
		expect(run, !error, "%s, delete: %s", name, error_name(error));
	}
	write_attr("1", "/sys/bus/dax/drivers_autoprobe");
	expect(run, read_number(&size, "%s/size", region) == 0 &&
	       read_number(&available, "%s/available_size", region) == 0 && available == size,
	       "%llu of %llu are available", (unsigned long long)available,
	       (unsigned long long)size);
}
