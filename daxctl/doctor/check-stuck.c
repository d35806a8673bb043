// SPDX-License-Identifier: GPL-2.0-only
/* Memory that is system RAM, although no device has it (any more). */
#include <stdlib.h>
#include <string.h>

#include "daxctl/doctor/facts.h"
#include "daxctl/doctor/look.h"
#include "util/dax-name.h"

static struct daxctl_dev *find_device(struct exam *exam, const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(exam->ctx, region)
		daxctl_dev_foreach(region, dev)
			if (!strcmp(daxctl_dev_get_devname(dev), name))
				return dev;
	return NULL;
}

/* The name of the device in whose range line @i is; NULL: none. */
static const char *device_above(const struct iomem *iomem, size_t i)
{
	unsigned int depth = iomem->at[i].depth;
	int region, id;

	while (depth && i--) {
		if (iomem->at[i].depth >= depth)
			continue;
		depth = iomem->at[i].depth;
		if (dax_name_parse(iomem->at[i].name, false, &region, &id))
			return iomem->at[i].name;
	}
	return NULL;
}

/* Does a device that kmem is bound to have the range?  Not all kernels name it in iomem. */
static bool has_owner(struct exam *exam, const struct range *range)
{
	struct daxctl_mapping *mapping;
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(exam->ctx, region)
		daxctl_dev_foreach(region, dev) {
			if (!daxctl_dev_is_system_ram_mode(dev))
				continue;
			daxctl_mapping_foreach(dev, mapping)
				if (daxctl_mapping_get_start(mapping) <= range->end &&
				    range->start <= daxctl_mapping_get_end(mapping))
					return true;
		}
	return false;
}

void look_stuck_unbind(struct exam *exam)
{
	struct iomem iomem;

	iomem_read(exam, &iomem);
	for (size_t i = 0; i < iomem.count; i++) {
		const struct range *range = &iomem.at[i].range;
		const char *name = device_above(&iomem, i);
		struct daxctl_dev *dev = name ? find_device(exam, name) : NULL;

		if (strcmp(iomem.at[i].name, "System RAM (kmem)") ||
		    (dev ? daxctl_dev_is_system_ram_mode(dev) : has_owner(exam, range)))
			continue;
		if (dev && !exam_has(exam, dev))
			continue;
		exam_found(exam, ERROR, &(struct finding){
			.subject = name ? name : exam_text(exam, "%#llx-%#llx", range->start,
							   range->end),
			.path = "/proc/iomem",
			.value = exam_text(exam, "%llx-%llx : %s", range->start, range->end,
					   iomem.at[i].name),
			.detail = dev ? "The device has another driver, or none."
				      : "The device is gone.",
			.command = "reboot",
		});
	}
	free(iomem.at);
}
