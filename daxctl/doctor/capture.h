/* SPDX-License-Identifier: GPL-2.0-only */
/* Collecting the messages of functions that report their failures themselves. */
#ifndef DAXCTL_DOCTOR_CAPTURE_H
#define DAXCTL_DOCTOR_CAPTURE_H

#include "daxctl/doctor/exam.h"

struct capture {
	int file, stderr_copy;
};

/* From here on, messages go to a file in memory.  If that fails, they go where they did. */
void capture_begin(struct capture *capture);

/* The messages, separated by "; ", without their "daxctl: "; "" if there are none. */
const char *capture_end(struct capture *capture, struct exam *exam);

#endif
