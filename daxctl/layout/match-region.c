// SPDX-License-Identifier: GPL-2.0-only
/* Finding the region that "match" describes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <uuid/uuid.h>

#include "daxctl/cli/late-libraries.h"
#include "daxctl/config/match.h"
#include "daxctl/device/select.h"
#include "daxctl/layout/match-region.h"

static bool has_uuid(struct daxctl_region *region, const char *text)
{
	struct daxctl_dev *dev = daxctl_dev_get_first(region);
	uuid_t is, wanted;

	return dev && need_late_library("match", LIBUUID) == 0 && uuid_parse(text, wanted) == 0 &&
	       device_uuid(dev, is) && !uuid_compare(is, wanted);
}

/* "region0", the component of a CXL region's path before its dax_region0. */
static bool is_in_cxl_region(struct daxctl_region *region, const char *name)
{
	const char *path = daxctl_region_get_path(region), *end = strstr(path, "/dax_region");
	size_t len = strlen(name);

	return end && (size_t)(end - path) > len && end[-(long)len - 1] == '/' &&
	       !strncmp(end - len, name, len);
}

static bool matches_key(struct daxctl_region *region, const struct region_entry *entry,
			enum match_key key)
{
	struct daxctl_dev *dev = daxctl_dev_get_first(region);
	unsigned long long start;

	switch (key) {
	case MATCH_RESOURCE:
		return daxctl_region_get_start(region, &start) == 0 && start == entry->resource;
	case MATCH_PATH:
		return region_has_path(region, entry->path);
	case MATCH_ID:
		return entry->id == (u64)daxctl_region_get_id(region);
	case MATCH_TARGET_NODE:
		return dev && daxctl_dev_get_target_node(dev) >= 0 &&
		       entry->target_node == (u64)daxctl_dev_get_target_node(dev);
	case MATCH_UUID:
		return has_uuid(region, entry->uuid);
	case MATCH_CXL_REGION:
		return is_in_cxl_region(region, entry->cxl_region);
	case MATCH_CXL_SERIAL:
		return region_has_serials(region, &entry->cxl_serial);
	default:
		return false;
	}
}

static bool matches(struct daxctl_region *region, const struct region_entry *entry)
{
	for (int key = 0; key < MATCH_KEYS; key++)
		if (entry->given & 1U << key && !matches_key(region, entry, key))
			return false;
	return entry->given;
}

struct daxctl_region *resolve_match(struct daxctl_ctx *ctx, const struct region_entry *entry,
				    struct problems *problems)
{
	char one[REGION_NAME_MAX], two[REGION_NAME_MAX];
	struct daxctl_region *region, *found = NULL;

	daxctl_region_foreach(ctx, region) {
		if (!matches(region, entry))
			continue;
		if (found) {
			problem(problems, -EINVAL, entry->where, "\"match\" suits %s and %s",
				region_name(found, one), region_name(region, two));
			return NULL;
		}
		found = region;
	}
	return found;
}
