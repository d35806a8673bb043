// SPDX-License-Identifier: GPL-2.0-only
#include "daxctl/doctor/capture.h"
#include "daxctl/doctor/wishes.h"

const char *read_wishes(struct exam *exam, struct config *config)
{
	struct capture capture;

	capture_begin(&capture);
	config_read(exam->ctx, false, config);
	return capture_end(&capture, exam);
}

const struct config_section *wants_ram(const struct config *config, struct daxctl_dev *dev)
{
	const struct config_section *other_size, *section;

	section = config_find(config, dev, &other_size);
	return section && section->mode == DAXCTL_DEV_MODE_RAM ? section : NULL;
}
