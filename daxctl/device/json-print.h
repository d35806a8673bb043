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

/* Write @value and a newline, in the same form as json-c with JSON_C_TO_STRING_PRETTY. */
void json_write(struct json_object *value, FILE *file);

#endif
