/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints JSON. */
#ifndef DAXCTL_DEVICE_JSON_PRINT_H
#define DAXCTL_DEVICE_JSON_PRINT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * Print and release an array.  An empty one prints nothing.  With @human, a single element
 * is printed without its array.
 */
void json_print(struct json_object *array, bool human);

/*
 * Release @value, and return its text, which json_write() prints like the value.  The text
 * takes a tenth of the memory, so do this if there are many values, for each after its last
 * change.
 */
struct json_object *json_as_text(struct json_object *value);

/* Write @value and a newline, in the same form as json-c with JSON_C_TO_STRING_PRETTY. */
void json_write(struct json_object *value, FILE *file);

#endif
