/* SPDX-License-Identifier: GPL-2.0-only */
/* A layout as the document has it: sizes can be shares, and regions are described. */
#ifndef DAXCTL_LAYOUT_LAYOUT_H
#define DAXCTL_LAYOUT_LAYOUT_H

#include <json-c/json.h>

#include "daxctl/device/memdevs.h"
#include "daxctl/layout/model.h"

enum { LAYOUT_VERSION = 1 };

/* How the document gives a size. */
enum size_kind {
	SIZE_BYTES,
	SIZE_SHARE,		/* of the region, in 1/10000 */
	SIZE_REST,
	SIZE_OF_MAPPINGS,
};

/* One entry of "devices". */
struct device_entry {
	struct shape shape;	/* without align: that of the region */
	enum size_kind size_kind;
	u64 share;
	int count;		/* 0: a single device, without a number in its label */
	char where[64];
};

/* The keys of "match"; a bit of @given for each. */
enum match_key {
	MATCH_RESOURCE, MATCH_PATH, MATCH_ID, MATCH_TARGET_NODE, MATCH_UUID,
	MATCH_CXL_REGION, MATCH_CXL_SERIAL,
	MATCH_KEYS,
};

struct region_entry {
	unsigned int given;
	u64 resource, id, target_node;
	const char *path, *uuid, *cxl_region;	/* in the JSON */
	struct serials cxl_serial;
	enum others others;
	struct device_entry *devices;
	size_t count;
	char where[32];
};

struct layout {
	struct json_object *json;
	struct region_entry *regions;
	size_t count;
};

#endif
