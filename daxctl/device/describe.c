// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "daxctl/device/count-memory.h"
#include "daxctl/device/describe.h"
#include "daxctl/device/mode.h"
#include "util/size.h"

const char *describe_device(struct daxctl_dev *dev, char text[static DESCRIPTION_MAX])
{
	enum daxctl_dev_mode mode;
	struct memory_count memory;
	char size[SIZE_TEXT_MAX], align[SIZE_TEXT_MAX];
	int len;

	if (!dev || !daxctl_dev_is_present(dev)) {
		snprintf(text, DESCRIPTION_MAX, "absent");
		return text;
	}
	daxctl_dev_get_binding(dev, &mode);
	format_exact_size(daxctl_dev_get_size(dev), size);
	format_exact_size(daxctl_dev_get_align(dev), align);
	len = snprintf(text, DESCRIPTION_MAX, "%s, %s at %#llx, aligned to %s",
		       mode == DAXCTL_DEV_MODE_UNKNOWN ? "disabled" : mode_name(mode), size,
		       daxctl_dev_get_resource(dev), align);
	if (mode == DAXCTL_DEV_MODE_RAM && count_memory(dev, &memory))
		snprintf(text + len, DESCRIPTION_MAX - len, ", %d of %d blocks online, %d movable",
			 memory.online, memory.total, memory.movable);
	return text;
}
