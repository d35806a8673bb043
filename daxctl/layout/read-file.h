/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading JSON from a file that can be anything. */
#ifndef DAXCTL_LAYOUT_READ_FILE_H
#define DAXCTL_LAYOUT_READ_FILE_H

#include <json-c/json.h>
#include <stdbool.h>

/*
 * Read a layout from a file; "-" is standard input.  Unless @trust_any, root does not read a
 * file that others can change.  Returns 0 or a reported errno.
 */
int document_read(const char *path, bool trust_any, struct json_object **json);

#endif
