/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading a file that consists of one JSON value. */
#ifndef DAXCTL_CONFIG_JSON_FILE_H
#define DAXCTL_CONFIG_JSON_FILE_H

#include <json-c/json.h>
#include <stdbool.h>

/*
 * Read the JSON value in a file; "-" is standard input.  See check_trust() for @trust_any.
 * Returns 0, or a reported errno, also if anything follows the value.  Release the value with
 * json_object_put().
 */
int json_file_read(const char *path, bool trust_any, struct json_object **json);

#endif
