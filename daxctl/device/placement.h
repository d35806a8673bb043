/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel knows about the place of a NUMA node's memory, as numbers. */
#ifndef DAXCTL_DEVICE_PLACEMENT_H
#define DAXCTL_DEVICE_PLACEMENT_H

/* Each number is -1 if the kernel does not tell it. */
struct placement {
	long tier;				/* memory tier, while the node has memory */
	long read_bandwidth, write_bandwidth;	/* MB/s, from the nearest initiator */
	long read_latency, write_latency;	/* ns */
	long distance;				/* from the nearest node with processors */
	long weight;				/* of weighted interleave */
};

/* @sysfs is normally "/sys". */
void placement_read(const char *sysfs, int node, struct placement *placement);

/* The lowest-numbered of the nearest nodes with processors; -1 if there is none. */
int nearest_cpu_node(const char *sysfs, int node, long *distance);

/* Does the kernel list the memory tiers of nodes? */
int has_memory_tiers(const char *sysfs);

#endif
