/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing a tar archive, in the format of POSIX (ustar). */
#ifndef DAXCTL_DOCTOR_TAR_H
#define DAXCTL_DOCTOR_TAR_H

#include <stdio.h>

/* Add a file.  Write errors are found when @to is closed. */
void tar_add(FILE *to, const char *name, const char *text, size_t size);
void tar_end(FILE *to);

#endif
