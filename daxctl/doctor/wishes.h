/* SPDX-License-Identifier: GPL-2.0-only */
/* What the configuration wants devices to be. */
#ifndef DAXCTL_DOCTOR_WISHES_H
#define DAXCTL_DOCTOR_WISHES_H

#include "daxctl/config/match.h"
#include "daxctl/doctor/exam.h"

/* Read daxctl.conf, with its faults as a text.  Clear the configuration afterwards. */
const char *read_wishes(struct exam *exam, struct config *config);

/* The section of a device that is to be system RAM; NULL: it is not, or is not configured. */
const struct config_section *wants_ram(const struct config *config, struct daxctl_dev *dev);

#endif
