// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The bus lists devices, and a region is the parent of devices.  Only the link of the first
 * device of a region is read: the directory of the region has the names of the others.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/device-list.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/scan.h>
#include <libdaxctl/sysfs.h>
#include <util/array.h>
#include <util/dax-name.h>

struct entry {
	int region_id, id;
	bool claimed;
};

struct entries {
	struct entry *at;
	size_t count;
};

static int collect_entry(const char *name, void *data)
{
	struct entries *list = data;
	struct entry entry = { 0 }, *at;

	if (!dax_name_parse(name, false, &entry.region_id, &entry.id))
		return 0;
	at = array_grow(list->at, list->count, sizeof(*at));
	if (!at)
		return -ENOMEM;
	list->at = at;
	list->at[list->count++] = entry;
	return 0;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->region_id != y->region_id)
		return x->region_id < y->region_id ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* Remove the last component of a path. */
static void strip_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/*
 * The region's path, from the link of one device: "../../../devices/…/daxX.Y".  In the
 * older model, the link leads through a directory "dax".
 */
static char *region_path(struct daxctl_ctx *ctx, struct sysfs_dir *list, const char *name,
			 bool older)
{
	int dirfd = dax_sysfs_dir_fd(list);
	char link[PATH_MAX], *target = link, *path;
	ssize_t len = dirfd < 0 ? -1 : readlinkat(dirfd, name, link, sizeof(link) - 1);

	if (len < 0)
		return NULL;
	link[len] = '\0';
	strip_last(link);
	if (older)
		strip_last(link);
	while (!strncmp(target, "../", 3))
		target += 3;
	return asprintf(&path, "%s/%s", ctx->sysfs_root, target) < 0 ? NULL : path;
}

/*
 * Mark the entries of the bus that are devices of @region, so that their links are not
 * read. Both lists have the same order, so one pass over each is enough.
 */
static void claim(struct entries *list, size_t from, struct daxctl_region *region)
{
	for (struct daxctl_dev *dev = region->devices; dev; dev = dev->next) {
		struct entry key = {.region_id = dev->region_id, .id = dev->id};

		while (from < list->count && compare_entries(&list->at[from], &key) < 0)
			from++;
		if (from < list->count && !compare_entries(&list->at[from], &key))
			list->at[from].claimed = true;
	}
}

static struct daxctl_region *region_of(struct daxctl_ctx *ctx, struct sysfs_dir *dir,
				       const struct entry *entry, bool older)
{
	struct daxctl_region *region = NULL;
	char *name, *path;

	if (asprintf(&name, "dax%d.%d", entry->region_id, entry->id) < 0)
		return NULL;
	path = region_path(ctx, dir, name, older);
	if (path)
		region = dax_region_at(ctx, entry->region_id, path);
	free(name);
	free(path);
	return region;
}

static int scan_directory(struct daxctl_ctx *ctx, const char *path, bool older)
{
	struct entries list = { 0 };
	struct sysfs_dir dir;
	char *copy = strdup(path);
	int rc;

	dax_sysfs_dir_init(ctx, &dir, copy);
	rc = dax_sysfs_each_entry(&dir, collect_entry, &list);
	if (rc < 0 && rc != -ENOENT)
		log_debug(ctx, "reading %s: %s", path, strerrordesc_np(-rc));
	else if (list.count)
		qsort(list.at, list.count, sizeof(*list.at), compare_entries);
	for (size_t i = 0; i < list.count; i++) {
		struct daxctl_region *region;

		if (list.at[i].claimed)
			continue;
		region = region_of(ctx, &dir, &list.at[i], older);
		if (!region)
			continue;
		if (!region->scanned)
			region->refcount++;
		region->scanned = true;
		dax_devices_read(region);
		claim(&list, i + 1, region);
	}
	free(list.at);
	dax_sysfs_dir_close(&dir);
	return rc == -ENOENT ? 0 : rc;
}

int dax_scan_regions(struct daxctl_ctx *ctx)
{
	char *devices = NULL, *older = NULL;
	int rc = -ENOMEM;

	if (ctx->scanned)
		return 0;
	if (asprintf(&devices, "%s/devices", ctx->bus.path) < 0)
		devices = NULL;
	if (asprintf(&older, "%s/class/dax", ctx->sysfs_root) < 0)
		older = NULL;
	if (devices && older)
		rc = scan_directory(ctx, devices, false);
	if (rc == 0)
		rc = scan_directory(ctx, older, true);
	free(devices);
	free(older);
	/* After a failure, the next call tries again. */
	ctx->scanned = rc == 0;
	return rc;
}

/* ---- public functions ---- */

EXPORT struct daxctl_region *daxctl_region_get_first(struct daxctl_ctx *ctx)
{
	if (!ctx)
		return NULL;
	dax_scan_regions(ctx);
	return dax_region_listed(ctx->regions);
}

EXPORT struct daxctl_region *daxctl_region_get_next(struct daxctl_region *region)
{
	return region ? dax_region_listed(region->next) : NULL;
}

static bool uuid_is_zero(const uuid_t uuid)
{
	static const uuid_t zero;

	return !memcmp(uuid, zero, sizeof(zero));
}

EXPORT struct daxctl_region *daxctl_new_region(struct daxctl_ctx *ctx, int id, uuid_t uuid,
					       const char *path)
{
	struct daxctl_region *region;
	char *resolved;

	if (!ctx || !path)
		return NULL;
	/* Several links of sysfs lead to the same directory. */
	resolved = realpath(path, NULL);
	region = dax_region_at(ctx, id, resolved ? resolved : path);
	free(resolved);
	if (!region)
		return NULL;
	if (dax_region_reopen(region))
		dax_devices_forget(region);
	if (uuid_is_zero(region->uuid))
		memcpy(region->uuid, uuid, sizeof(region->uuid));
	region->refcount++;
	return region;
}

EXPORT int daxctl_refresh(struct daxctl_ctx *ctx)
{
	struct daxctl_region *region;
	int rc;

	dax_failure_clear(ctx);
	ctx->scanned = false;
	for (region = ctx->regions; region; region = region->next) {
		dax_region_reopen(region);
		dax_devices_forget(region);
	}
	rc = dax_scan_regions(ctx);
	if (rc < 0)
		return dax_fail(ctx, -rc, "reading %s/devices: %m", ctx->bus.path);
	/* The bus does not list an empty region that a program registered by its path. */
	for (region = ctx->regions; region; region = region->next)
		region->gone = dax_devices_read(region) < 0 ||
			       (region->scanned && !daxctl_dev_get_first(region));
	return 0;
}
