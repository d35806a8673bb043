// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/device/placement.h"
#include "daxctl/device/read-line.h"

enum { LINE_MAX_LENGTH = 4096 };

/* Is @number in a list such as "0-2,7"? */
static bool list_has(const char *list, long number)
{
	while (*list >= '0' && *list <= '9') {
		char *end;
		long first = strtol(list, &end, 10), last = first;

		if (*end == '-')
			last = strtol(end + 1, &end, 10);
		if (first <= number && number <= last)
			return true;
		list = end + (*end == ',');
	}
	return false;
}

int nearest_cpu_node(const char *sysfs, int node, long *distance)
{
	char nodes[LINE_MAX_LENGTH], online[LINE_MAX_LENGTH], line[LINE_MAX_LENGTH], *at, *end;
	int nearest = -1;

	*distance = -1;
	if (!read_line(nodes, sizeof(nodes), "%s/devices/system/node/has_cpu", sysfs) ||
	    !read_line(online, sizeof(online), "%s/devices/system/node/online", sysfs) ||
	    !read_line(line, sizeof(line), "%s/devices/system/node/node%d/distance", sysfs, node))
		return -1;
	/* The line has a number for each node that is online, in their order. */
	at = line;
	for (long other = 0; *at; other++) {
		long to;

		if (!list_has(online, other)) {
			if (other > 1024)
				break;
			continue;
		}
		to = strtol(at, &end, 10);
		if (end == at)
			break;
		at = end;
		if (list_has(nodes, other) && (*distance < 0 || to < *distance)) {
			*distance = to;
			nearest = other;
		}
	}
	return nearest;
}

int has_memory_tiers(const char *sysfs)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/devices/virtual/memory_tiering", sysfs);
	return access(path, F_OK) == 0;
}

static long find_tier(const char *sysfs, int node)
{
	char path[512], line[LINE_MAX_LENGTH];
	struct dirent *entry;
	long tier = -1, number;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/devices/virtual/memory_tiering", sysfs);
	dir = opendir(path);
	while (dir && tier < 0 && (entry = readdir(dir)))
		if (sscanf(entry->d_name, "memory_tier%ld", &number) == 1 &&
		    read_line(line, sizeof(line), "%s/%s/nodelist", path, entry->d_name) &&
		    list_has(line, node))
			tier = number;
	if (dir)
		closedir(dir);
	return tier;
}

static long number_of(const char *sysfs, int node, const char *name)
{
	char line[LINE_MAX_LENGTH];

	return read_line(line, sizeof(line), "%s/devices/system/node/node%d/access0/initiators/%s",
			 sysfs, node, name)
		       ? strtol(line, NULL, 10) : -1;
}

void placement_read(const char *sysfs, int node, struct placement *placement)
{
	char line[LINE_MAX_LENGTH];

	*placement = (struct placement){
		.tier = find_tier(sysfs, node),
		.read_bandwidth = number_of(sysfs, node, "read_bandwidth"),
		.write_bandwidth = number_of(sysfs, node, "write_bandwidth"),
		.read_latency = number_of(sysfs, node, "read_latency"),
		.write_latency = number_of(sysfs, node, "write_latency"),
		.weight = -1,
	};
	nearest_cpu_node(sysfs, node, &placement->distance);
	if (read_line(line, sizeof(line), "%s/kernel/mm/mempolicy/weighted_interleave/node%d",
		      sysfs, node))
		placement->weight = strtol(line, NULL, 10);
}
