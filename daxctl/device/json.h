/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices and regions as JSON, and printing it. */
#ifndef DAXCTL_DEVICE_JSON_H
#define DAXCTL_DEVICE_JSON_H

#include <json-c/json.h>
#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/* Each returns a new object, or NULL when out of memory. */
struct json_object *json_device(struct daxctl_dev *dev, bool mappings, bool human);
struct json_object *json_region(struct daxctl_region *region, bool human);

/*
 * Print an array and drop it: nothing if it is empty, its only element alone if
 * @human.
 */
void json_print(struct json_object *array, bool human);

#endif
