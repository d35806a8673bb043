/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading one configuration file. */
#ifndef DAXCTL_CONFIG_FILE_H
#define DAXCTL_CONFIG_FILE_H

#include <stdbool.h>

/*
 * Called for each key.  @section_line is the line at which its section begins, 0 if the key
 * is before any section.  Returns 0 or a reported errno.
 */
typedef int config_key_fn(void *data, const char *section, int section_line,
			  const char *key, const char *value, int line);

/*
 * Read a file and call @key for each key in it.  Faults are reported with file and line.
 * Returns 0 or the errno of the last fault.
 */
int config_file_read(const char *path, config_key_fn *key, void *data);

/* Print "daxctl: PATH:LINE: …" on stderr.  Returns -EINVAL. */
int config_fault(const char *path, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
