// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Finding the regions.  The bus lists devices; a region is the parent of one.
 * Only the first device of a region needs its link read: the region's own
 * directory then says which of the others are its children too.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/private.h>
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

	if (!parse_dax_name(name, false, &entry.region_id, &entry.id))
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

/* Cut the last component off. */
static void cut(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/*
 * The region's path, from the link of one device: "../../../devices/…/daxX.Y".
 * In the older model the device is a class device in a directory "dax".
 */
static char *region_path(struct daxctl_ctx *ctx, struct sysfs_dir *list, const char *name,
			 bool older)
{
	int dirfd = sysfs_dir_fd(list);
	char link[PATH_MAX], *target = link, *path;
	ssize_t len = dirfd < 0 ? -1 : readlinkat(dirfd, name, link, sizeof(link) - 1);

	if (len < 0)
		return NULL;
	link[len] = '\0';
	cut(link);
	if (older)
		cut(link);
	while (!strncmp(target, "../", 3))
		target += 3;
	return asprintf(&path, "%s/%s", ctx->sysfs_root, target) < 0 ? NULL : path;
}

/* Both lists are in the same order, so one walk along each is enough. */
static void claim(struct entries *list, size_t from, struct daxctl_region *region)
{
	for (struct daxctl_dev *dev = region->devices; dev; dev = dev->next) {
		struct entry key = { .region_id = dev->region_id, .id = dev->id };

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
		region = region_at(ctx, entry->region_id, path);
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

	sysfs_dir_init(&dir, copy);
	rc = sysfs_each_entry(&dir, ".", collect_entry, &list);
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
		region_read_devices(region);
		claim(&list, i + 1, region);
	}
	free(list.at);
	sysfs_dir_close(&dir);
	return rc == -ENOENT ? 0 : rc;
}

int scan_regions(struct daxctl_ctx *ctx)
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
	/* what could not be read may be readable later */
	ctx->scanned = rc == 0;
	return rc;
}

EXPORT int daxctl_refresh(struct daxctl_ctx *ctx)
{
	struct daxctl_region *region;
	int rc;

	failure_clear(ctx);
	ctx->scanned = false;
	for (region = ctx->regions; region; region = region->next)
		region_forget_list(region);
	rc = scan_regions(ctx);
	if (rc < 0)
		return fail(ctx, -rc, "reading %s/devices: %m", ctx->bus.path);
	/* the bus does not list those that a program registered and that are empty */
	for (region = ctx->regions; region; region = region->next)
		region->gone = region_read_devices(region) < 0 ||
			       (region->scanned && !device_listed(region->devices));
	return 0;
}
