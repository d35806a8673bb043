/* SPDX-License-Identifier: GPL-2.0-only */
/* JSON objects for devices and regions. */
#ifndef DAXCTL_DEVICE_JSON_H
#define DAXCTL_DEVICE_JSON_H

#include <json-c/json.h>
#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/*
 * Both return a new object, or NULL when out of memory.  @verbose: with the CXL memory
 * devices of the region.
 */
struct json_object *json_device(struct daxctl_dev *dev, bool mappings, bool human);
struct json_object *json_region(struct daxctl_region *region, bool human, bool verbose);

/* A size in bytes, or with units. */
struct json_object *json_size(unsigned long long size, bool human);

#endif
