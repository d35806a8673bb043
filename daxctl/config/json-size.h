/* SPDX-License-Identifier: GPL-2.0-only */
/* Sizes and addresses in JSON, in each form in which daxctl prints them. */
#ifndef DAXCTL_CONFIG_JSON_SIZE_H
#define DAXCTL_CONFIG_JSON_SIZE_H

#include <json-c/json.h>
#include <stdbool.h>

#include "util/types.h"

/*
 * Parse a number, a string that parse_size() understands, or a size that is a multiple of
 * @unit as -u prints it.  Returns 0 or -EINVAL.
 */
int json_parse_size(struct json_object *value, u64 unit, u64 *number);

/* Is @value this size, exactly or as rounded by -u? */
bool json_is_size(struct json_object *value, u64 size);

#endif
