/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Libraries that only some commands need.  They are opened when a command needs them,
 * because finding, mapping and relocating each takes as long as a short command.  With
 * ./configure --disable-dlopen, they are linked like any other library.
 */
#ifndef DAXCTL_CLI_LATE_LIBRARIES_H
#define DAXCTL_CLI_LATE_LIBRARIES_H

#include <stdbool.h>

enum late_library { LIBSMARTCOLS, LIBUDEV, LIBUUID };

/*
 * Can the library be opened?  Ask before the first call of one of its functions; these are
 * then called as if they were linked.
 */
bool late_library_opens(enum late_library library);

/* The same, as 0 or -ENOSYS with a message that names @subject and the library. */
int need_late_library(const char *subject, enum late_library library);

#endif
