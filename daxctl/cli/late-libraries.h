/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Libraries that few commands need, opened when one does: to find, map and relocate
 * each of them would be a good part of what a short command costs.
 */
#ifndef DAXCTL_CLI_LATE_LIBRARIES_H
#define DAXCTL_CLI_LATE_LIBRARIES_H

#include <stdbool.h>

#define LIBSMARTCOLS "libsmartcols.so.1"
#define LIBUDEV "libudev.so.1"
#define LIBINIH "libinih.so.1"
#define LIBUUID "libuuid.so.1"

/*
 * Whether the library can be opened.  To be asked before the first call of one of its
 * functions; those are then called as if they were linked.
 */
bool late_library_is_there(const char *library);

/* The same, with a message that names @subject and the library if it is not. */
int need_late_library(const char *subject, const char *library);

#endif
