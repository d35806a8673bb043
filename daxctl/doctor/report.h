/* SPDX-License-Identifier: GPL-2.0-only */
/* An archive of what the examination is about, for those who cannot see the machine. */
#ifndef DAXCTL_DOCTOR_REPORT_H
#define DAXCTL_DOCTOR_REPORT_H

#include "daxctl/doctor/exam.h"

/*
 * Write it to @path, compressed by zstd if the name ends with ".zst".  With @redacted, it has
 * no serial numbers, no UUIDs and no name of the host.  Returns 0 or a reported errno.
 */
int write_report(struct exam *exam, const char *path, bool redacted);

#endif
