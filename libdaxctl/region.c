// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/attributes.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/region.h>
#include <libdaxctl/sysfs.h>

/* ---- allocation and lookup ---- */

static int compare(const struct daxctl_region *a, const struct daxctl_region *b)
{
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return strcmp(a->dir.path, b->dir.path);
}

static struct daxctl_region *region_new(struct daxctl_ctx *ctx, int id, const char *path,
					size_t len)
{
	struct daxctl_region *region = calloc(1, sizeof(*region));
	char *copy = strndup(path, len);

	if (!region || !copy) {
		free(region);
		free(copy);
		return NULL;
	}
	region->ctx = ctx;
	region->id = id;
	region->target_node = -1;
	dax_lock_init(&region->lock);
	dax_sysfs_dir_init(ctx, &region->dir, copy);
	return region;
}

struct daxctl_region *dax_region_at(struct daxctl_ctx *ctx, int id, const char *path)
{
	struct daxctl_region *region, **link;
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	for (region = ctx->regions; region; region = region->next)
		if (!strncmp(region->dir.path, path, len) && !region->dir.path[len])
			return region;

	region = region_new(ctx, id, path, len);
	if (!region)
		return NULL;
	for (link = &ctx->regions; *link; link = &(*link)->next)
		if (compare(region, *link) < 0)
			break;
	region->next = *link;
	*link = region;
	return region;
}

void dax_region_free(struct daxctl_region *region)
{
	dax_lock_free(&region->lock);
	dax_sysfs_dir_close(&region->dir);
	free(region);
}

struct daxctl_region *dax_region_listed(struct daxctl_region *at)
{
	while (at && at->gone)
		at = at->next;
	return at;
}

bool dax_region_reopen(struct daxctl_region *region)
{
	if (!dax_sysfs_dir_reopen(&region->dir))
		return false;
	region->target_node = -1;
	region->gone = false;
	return true;
}

/* ---- the lock ---- */

int dax_region_lock(struct daxctl_region *region, bool exclusive)
{
	char what[32];

	snprintf(what, sizeof(what), "region%d", region->id);
	return dax_lock(region->ctx, &region->lock, &region->dir, "dax_region/align", exclusive,
			what);
}

void dax_region_unlock(struct daxctl_region *region)
{
	dax_unlock(&region->lock);
}

EXPORT int daxctl_region_lock(struct daxctl_region *region, int exclusive)
{
	dax_failure_clear(region->ctx);
	return dax_region_lock(region, exclusive);
}

EXPORT void daxctl_region_unlock(struct daxctl_region *region)
{
	dax_region_unlock(region);
}

/* ---- getters ---- */

EXPORT void daxctl_region_ref(struct daxctl_region *region)
{
	if (region)
		region->refcount++;
}

EXPORT void daxctl_region_get_uuid(struct daxctl_region *region, uuid_t uuid)
{
	memcpy(uuid, region->uuid, sizeof(region->uuid));
}

EXPORT int daxctl_region_get_id(struct daxctl_region *region)
{
	return region->id;
}

EXPORT struct daxctl_ctx *daxctl_region_get_ctx(struct daxctl_region *region)
{
	return region->ctx;
}

EXPORT unsigned long long daxctl_region_get_available_size(struct daxctl_region *region)
{
	return dax_region_number(&region->dir, REGION_AVAILABLE_SIZE);
}

EXPORT int daxctl_region_read_available_size(struct daxctl_region *region,
					     unsigned long long *size)
{
	static const char name[] = "dax_region/available_size";
	int rc;

	dax_failure_clear(region->ctx);
	rc = dax_sysfs_read_numberf(&region->dir, 0, size, "%s", name);
	if (rc < 0)
		return dax_fail(region->ctx, -rc, "reading %s/%s: %m", region->dir.path, name);
	return 0;
}

EXPORT unsigned long long daxctl_region_get_size(struct daxctl_region *region)
{
	return dax_region_number(&region->dir, REGION_SIZE);
}

EXPORT unsigned long daxctl_region_get_align(struct daxctl_region *region)
{
	return dax_region_number(&region->dir, REGION_ALIGN);
}

EXPORT int daxctl_region_is_dynamic(struct daxctl_region *region)
{
	return dax_sysfs_existsf(&region->dir, "dax_region/create");
}

EXPORT const char *daxctl_region_get_devname(struct daxctl_region *region)
{
	const char *slash = strrchr(region->dir.path, '/');

	return slash ? slash + 1 : region->dir.path;
}

EXPORT const char *daxctl_region_get_path(struct daxctl_region *region)
{
	return region->dir.path;
}
