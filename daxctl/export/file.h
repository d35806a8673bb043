/* SPDX-License-Identifier: GPL-2.0-only */
/* The file of an export, which its readers see whole or not at all. */
#ifndef DAXCTL_EXPORT_FILE_H
#define DAXCTL_EXPORT_FILE_H

#include <stddef.h>

/*
 * Make @text the contents of the file, or remove the file if @text is empty.  A file with these
 * contents is not written again.  Links are not followed.  Returns 0 or a reported errno, with
 * the former file in place.
 */
int export_file_write(const char *path, const char *text, size_t size);

/* Create the directories of a path that are missing.  Returns 0 or a reported errno. */
int export_make_directories(const char *path);

#endif
