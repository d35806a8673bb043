/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading one configuration file. */
#ifndef DAXCTL_CONFIG_FILE_H
#define DAXCTL_CONFIG_FILE_H

#include <stdbool.h>

/* Called for each section.  Returns 0, or a reported errno to leave out its keys. */
typedef int config_section_fn(void *data, const char *section, int line);
/* Called for each key of a section.  Returns 0 or a reported errno. */
typedef int config_key_fn(void *data, const char *key, const char *value, int line);

/*
 * Read a file, and call @section and @key for what is in it.  Faults are reported with file
 * and line.  See check_trust() for @trust_any.  Returns 0 or the errno of the last fault.
 */
int config_file_read(const char *path, bool trust_any, config_section_fn *section,
		     config_key_fn *key, void *data);

/* Print "daxctl: PATH:LINE: …" on stderr.  Returns -EINVAL. */
int config_fault(const char *path, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
