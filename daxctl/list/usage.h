/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_LIST_USAGE_H
#define DAXCTL_LIST_USAGE_H

#include <json-c/json.h>

#include "daxctl/device/page-use.h"

/* The use of a device's online memory; NULL if it has none, or out of memory. */
struct json_object *json_usage(struct page_files *files, struct daxctl_dev *dev, bool human);

#endif
