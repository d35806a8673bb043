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
#include <util/dax-name.h>

struct entry {
	int region_id, id;
	bool claimed;
};

struct entries {
	struct entry *at;
	size_t count, room;
};

static int collect_entry(const char *name, void *data)
{
	struct entries *list = data;
	struct entry entry = { 0 };

	if (!parse_dax_name(name, false, &entry.region_id, &entry.id))
		return 0;
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 64;
		struct entry *at = reallocarray(list->at, room, sizeof(*at));

		if (!at)
			return -ENOMEM;
		list->at = at;
		list->room = room;
	}
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

static void scan_directory(struct daxctl_ctx *ctx, struct sysfs_dir *dir, bool older)
{
	struct entries list = { 0 };
	int rc = sysfs_each_entry(dir, ".", collect_entry, &list);

	if (rc < 0) {
		log_debug(ctx, "reading %s: %s", dir->path, strerror(-rc));
	} else if (list.count) {
		qsort(list.at, list.count, sizeof(*list.at), compare_entries);
	}
	for (size_t i = 0; i < list.count; i++) {
		struct entry *entry = &list.at[i];
		struct daxctl_region *region = NULL;
		char *name = NULL, *path = NULL;
		bool made;

		if (entry->claimed)
			continue;
		if (asprintf(&name, "dax%d.%d", entry->region_id, entry->id) < 0)
			break;
		path = region_path(ctx, dir, name, older);
		if (path)
			region = region_at(ctx, entry->region_id, NULL, path, &made);
		free(name);
		free(path);
		if (!region)
			continue;
		region->refcount++;	/* the context's own */
		region_read_devices(region);
		claim(&list, i + 1, region);
	}
	free(list.at);
}

void scan_regions(struct daxctl_ctx *ctx)
{
	struct sysfs_dir dir;
	char *path;

	if (ctx->scanned)
		return;
	ctx->scanned = true;
	if (asprintf(&path, "%s/devices", ctx->bus.path) >= 0) {
		sysfs_dir_init(&dir, path);
		scan_directory(ctx, &dir, false);
		sysfs_dir_close(&dir);
	}
	if (asprintf(&path, "%s/class/dax", ctx->sysfs_root) >= 0) {
		sysfs_dir_init(&dir, path);
		scan_directory(ctx, &dir, true);
		sysfs_dir_close(&dir);
	}
}
