/* SPDX-License-Identifier: GPL-2.0-only */
/* One configuration file: its lines, and what may not be in them. */
#ifndef DAXCTL_CONFIG_FILE_H
#define DAXCTL_CONFIG_FILE_H

#include <stdbool.h>

/*
 * Called for each key; @section_line is where its section begins.  Returns 0 or a
 * reported errno.
 */
typedef int config_key_fn(void *data, const char *section, int section_line,
			  const char *key, const char *value, int line);

/*
 * Read a file and call @key for each key in it.  Returns 0 or the errno of the last
 * fault, all of which are reported with file and line.
 */
int config_file_read(const char *path, config_key_fn *key, void *data);

/* "daxctl: PATH:LINE: …"; returns -EINVAL. */
int config_fault(const char *path, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
