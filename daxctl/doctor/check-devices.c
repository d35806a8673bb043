// SPDX-License-Identifier: GPL-2.0-only
/* Devices that were not finished, or cannot be what they could be. */
#include <string.h>

#include "daxctl/doctor/facts.h"
#include "daxctl/doctor/look.h"

static bool is_first(struct daxctl_dev *dev)
{
	return daxctl_dev_get_id(dev) == 0;
}

void look_orphan_seed(struct exam *exam)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	exam_device_foreach(exam, region, dev) {
		const char *name = daxctl_dev_get_devname(dev);
		const char *size = exam_line(exam, exam_device_path(exam, dev, "size"));

		if (!size || strcmp(size, "0") || is_first(dev) || daxctl_dev_is_enabled(dev))
			continue;
		exam_found(exam, WARNING, &(struct finding){
			.subject = name,
			.path = exam_device_path(exam, dev, "size"),
			.value = size,
			.command = exam_text(exam, "daxctl destroy-device %s", name),
		});
	}
}

/* Without the module device_dax, there is another finding. */
void look_half_made(struct exam *exam)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	if (!exam_exists(exam, "/sys/bus/dax/drivers/device_dax"))
		return;
	exam_device_foreach(exam, region, dev) {
		const char *name = daxctl_dev_get_devname(dev);

		if (!daxctl_dev_get_size(dev) || daxctl_dev_is_enabled(dev) ||
		    !daxctl_dev_is_present(dev))
			continue;
		exam_found(exam, WARNING, &(struct finding){
			.subject = name,
			.path = exam_device_path(exam, dev, "driver"),
			.value = "does not exist",
			.command = exam_text(exam, "daxctl enable-device %s", name),
		});
	}
}

/* A region of persistent memory is a device for programs in the first place. */
void look_region_without_node(struct exam *exam)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	exam_device_foreach(exam, region, dev) {
		if (daxctl_dev_get_target_node(dev) >= 0 || !daxctl_dev_is_present(dev))
			continue;
		exam_found(exam, daxctl_region_is_dynamic(region) ? WARNING : NOTE,
			   &(struct finding){
			.subject = daxctl_dev_get_devname(dev),
			.path = exam_device_path(exam, dev, "target_node"),
			.value = "does not exist, or is -1",
			.detail = exam_exists(exam, "/sys/devices/system/node/node1")
				? "The SRAT of the firmware has no entry for this memory."
				: "The firmware has no SRAT, or the kernel was told not to use it "
				  "(numa=off).",
		});
	}
}
