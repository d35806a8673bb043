// SPDX-License-Identifier: GPL-2.0-only
/* The place of online memory. */
#include <stdio.h>
#include <stdlib.h>

#include "daxctl/device/count-memory.h"
#include "daxctl/device/placement.h"
#include "daxctl/doctor/look.h"

/* The next socket of most machines has a distance of 20 or a little more. */
enum { FAR_DISTANCE = 30, FAR_LATENCY_FACTOR = 2 };

/* Call @look with the first device of each node that has memory online from a device. */
static void each_online_node(struct exam *exam,
			     void (*look)(struct exam *exam, struct daxctl_dev *dev, int node))
{
	unsigned long long seen[16] = { 0 };
	struct daxctl_region *region;
	struct memory_count count;
	struct daxctl_dev *dev;

	exam_device_foreach(exam, region, dev) {
		int node = daxctl_dev_get_target_node(dev);

		if (node < 0 || node >= 1024 || (seen[node / 64] & 1ULL << node % 64) ||
		    !count_memory(dev, &count) || !count.online)
			continue;
		seen[node / 64] |= 1ULL << node % 64;
		look(exam, dev, node);
	}
}

static void look_for_tier(struct exam *exam, struct daxctl_dev *dev, int node)
{
	struct placement placement;

	placement_read(exam_text(exam, "%s/sys", exam->root), node, &placement);
	if (placement.tier >= 0)
		return;
	exam_found(exam, NOTE, &(struct finding){
		.subject = exam_text(exam, "node%d", node),
		.path = "/sys/devices/virtual/memory_tiering/memory_tier*/nodelist",
		.value = "does not have the node",
		.detail = exam_text(exam, "It has memory of %s.", daxctl_dev_get_devname(dev)),
	});
}

void look_node_without_tier(struct exam *exam)
{
	if (has_memory_tiers(exam_text(exam, "%s/sys", exam->root)))
		each_online_node(exam, look_for_tier);
}

/* ", NAME N UNIT" for a known number */
static const char *append(struct exam *exam, const char *text, const char *name, long number,
			  const char *unit)
{
	if (number < 0)
		return text;
	return exam_text(exam, "%s%s%s %ld%s", text, *text ? ", " : "", name, number, unit);
}

static void look_at_distance(struct exam *exam, struct daxctl_dev *dev, int node)
{
	const char *sysfs = exam_text(exam, "%s/sys", exam->root), *text = "";
	struct placement here, near = { .read_latency = -1 };
	long distance;
	int cpus = nearest_cpu_node(sysfs, node, &distance);

	placement_read(sysfs, node, &here);
	if (cpus >= 0)
		placement_read(sysfs, cpus, &near);
	if (here.distance < FAR_DISTANCE &&
	    (near.read_latency <= 0 ||
	     here.read_latency < FAR_LATENCY_FACTOR * near.read_latency))
		return;
	text = append(exam, text, "tier", here.tier, "");
	text = append(exam, text, "read bandwidth", here.read_bandwidth, " MB/s");
	text = append(exam, text, "write bandwidth", here.write_bandwidth, " MB/s");
	text = append(exam, text, "read latency", here.read_latency, " ns");
	text = append(exam, text, "write latency", here.write_latency, " ns");
	text = append(exam, text, "interleave weight", here.weight, "");
	exam_found(exam, NOTE, &(struct finding){
		.subject = exam_text(exam, "node%d", node),
		.path = exam_text(exam, "/sys/devices/system/node/node%d/distance", node),
		.value = exam_text(exam, "%ld from node%d", here.distance, cpus),
		.detail = exam_text(exam, "It has memory of %s.%s%s%s", daxctl_dev_get_devname(dev),
				    *text ? " It has " : "", text, *text ? "." : ""),
	});
}

void look_far_memory(struct exam *exam)
{
	each_online_node(exam, look_at_distance);
}
