// SPDX-License-Identifier: LGPL-2.1-or-later
/* Regions, and the devices made in them and deleted from them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libdaxctl/attributes.h>
#include <util/array.h>
#include <util/dax-name.h>

static int region_compare(const struct daxctl_region *a, const struct daxctl_region *b)
{
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return strcmp(a->dir.path, b->dir.path);
}

static bool uuid_is_zero(const uuid_t uuid)
{
	static const uuid_t zero;

	return !memcmp(uuid, zero, sizeof(zero));
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
	region->lock.fd = -1;
	region->target_node = -1;
	sysfs_dir_init(&region->dir, copy);
	return region;
}

struct daxctl_region *region_at(struct daxctl_ctx *ctx, int id, const char *path)
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
		if (region_compare(region, *link) < 0)
			break;
	region->next = *link;
	*link = region;
	return region;
}

void region_free(struct daxctl_region *region)
{
	while (region->devices) {
		struct daxctl_dev *dev = region->devices;

		region->devices = dev->next;
		device_free(dev);
	}
	while (region->destroyed) {
		struct daxctl_dev *dev = region->destroyed;

		region->destroyed = dev->next_destroyed;
		device_free(dev);
	}
	if (region->lock.fd >= 0)
		close(region->lock.fd);	/* the caller never unlocked */
	free(region->lock.refusal);
	sysfs_dir_close(&region->dir);
	free(region);
}

/* What is not found again when the list is read anew is gone. */
static void forget_list(struct daxctl_region *region)
{
	region->devices_read = false;
	for (struct daxctl_dev *dev = region->devices; dev; dev = dev->next)
		dev->gone = true;
}

/*
 * A namespace that was disabled and enabled again has a new directory at the old path.
 * The descriptor of the old one is of no use any more, nor is the list read from it.
 */
static void refresh_directory(struct daxctl_region *region)
{
	struct stat opened, now;

	if (region->dir.fd < 0 || stat(region->dir.path, &now) < 0 ||
	    (fstat(region->dir.fd, &opened) == 0 && opened.st_ino == now.st_ino))
		return;
	close(region->dir.fd);
	region->dir.fd = -1;
	region->target_node = -1;
	region->gone = false;
	forget_list(region);
}

EXPORT struct daxctl_region *daxctl_new_region(struct daxctl_ctx *ctx, int id,
					       uuid_t uuid, const char *path)
{
	struct daxctl_region *region;
	char *resolved;

	if (!ctx || !path)
		return NULL;
	/* sysfs has many links to one directory */
	resolved = realpath(path, NULL);
	region = region_at(ctx, id, resolved ? resolved : path);
	free(resolved);
	if (!region)
		return NULL;
	refresh_directory(region);
	if (uuid_is_zero(region->uuid))
		memcpy(region->uuid, uuid, sizeof(region->uuid));
	region->refcount++;
	return region;
}

struct daxctl_region *region_listed(struct daxctl_region *at)
{
	while (at && at->gone)
		at = at->next;
	return at;
}

EXPORT struct daxctl_region *daxctl_region_get_first(struct daxctl_ctx *ctx)
{
	if (!ctx)
		return NULL;
	scan_regions(ctx);
	return region_listed(ctx->regions);
}

EXPORT struct daxctl_region *daxctl_region_get_next(struct daxctl_region *region)
{
	return region ? region_listed(region->next) : NULL;
}

EXPORT void daxctl_region_ref(struct daxctl_region *region)
{
	if (region)
		region->refcount++;
}

EXPORT void daxctl_region_unref(struct daxctl_region *region)
{
	struct daxctl_region **link;

	if (!region || --region->refcount)
		return;
	for (link = &region->ctx->regions; *link != region; link = &(*link)->next)
		;
	*link = region->next;
	region_free(region);
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
	return region_number(region, REGION_AVAILABLE_SIZE);
}

EXPORT int daxctl_region_read_available_size(struct daxctl_region *region,
					     unsigned long long *size)
{
	static const char name[] = "dax_region/available_size";
	int rc;

	failure_clear(region->ctx);
	rc = sysfs_read_number(&region->dir, name, 0, size);
	if (rc < 0)
		return fail(region->ctx, -rc, "reading %s/%s: %m", region->dir.path, name);
	return 0;
}

EXPORT unsigned long long daxctl_region_get_size(struct daxctl_region *region)
{
	return region_number(region, REGION_SIZE);
}

EXPORT unsigned long daxctl_region_get_align(struct daxctl_region *region)
{
	return region_number(region, REGION_ALIGN);
}

EXPORT int daxctl_region_is_dynamic(struct daxctl_region *region)
{
	return sysfs_exists(&region->dir, "dax_region/create");
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

/* ---- the list of devices ---- */

/* Put @dev in its place; one that is there already is freed and found. */
static struct daxctl_dev *insert_device(struct daxctl_region *region,
					struct daxctl_dev *dev)
{
	struct daxctl_dev **link = &region->devices;
	int order = -1;

	while (*link && (order = device_compare(dev, *link)) > 0)
		link = &(*link)->next;
	if (*link && !order) {
		device_free(dev);
		(*link)->gone = false;
		return *link;
	}
	dev->next = *link;
	*link = dev;
	return dev;
}

struct name_list {
	struct daxctl_region *region;
	const char *subdir;
	struct daxctl_dev **devs;
	size_t count;
};

static int collect_device(const char *entry, void *data)
{
	struct name_list *list = data;
	struct daxctl_dev **devs;
	int region_id, id;

	if (!parse_dax_name(entry, false, &region_id, &id))
		return 0;
	devs = array_grow(list->devs, list->count, sizeof(*devs));
	if (!devs)
		return -ENOMEM;
	list->devs = devs;
	devs[list->count] = device_new(list->region, list->subdir, region_id, id);
	return devs[list->count] ? (list->count++, 0) : -ENOMEM;
}

/* Descending, so that putting each at the front of a list leaves it ascending. */
static int compare_descending(const void *a, const void *b)
{
	return -device_compare(*(struct daxctl_dev *const *)a, *(struct daxctl_dev *const *)b);
}

/* Devices are children; in the older model they are in a directory "dax". */
static int collect_devices(struct daxctl_region *region, struct name_list *list)
{
	int rc = sysfs_each_entry(&region->dir, ".", collect_device, list);

	if (rc < 0 || list->count)
		return rc;
	list->subdir = "dax/";
	return sysfs_each_entry(&region->dir, "dax", collect_device, list);
}

void region_forget_list(struct daxctl_region *region)
{
	refresh_directory(region);
	forget_list(region);
}

int region_read_devices(struct daxctl_region *region)
{
	struct name_list list = { .region = region, .subdir = "" };
	int rc;

	if (region->devices_read)
		return 0;
	rc = collect_devices(region, &list);
	if (rc < 0 && rc != -ENOENT) {
		for (size_t i = 0; i < list.count; i++)
			device_free(list.devs[i]);
		log_debug(region->ctx, "reading %s: %s", region->dir.path,
			  strerrordesc_np(-rc));
		free(list.devs);
		return rc;
	}
	if (list.count)
		qsort(list.devs, list.count, sizeof(*list.devs), compare_descending);
	for (size_t i = 0; i < list.count; i++)
		insert_device(region, list.devs[i]);
	/* a region that is not there yet may come */
	region->devices_read = list.count || sysfs_exists(&region->dir, "dax_region");
	free(list.devs);
	return 0;
}

struct daxctl_dev *region_device(struct daxctl_region *region, const char *name)
{
	struct daxctl_dev *dev;
	int region_id, id;

	if (!parse_dax_name(name, false, &region_id, &id))
		return NULL;
	region_read_devices(region);
	for (dev = region->devices; dev; dev = dev->next)
		if (dev->region_id == region_id && dev->id == id && !dev->gone)
			return dev;
	if (!sysfs_exists(&region->dir, name))
		return NULL;
	dev = device_new(region, "", region_id, id);
	return dev ? insert_device(region, dev) : NULL;
}

EXPORT struct daxctl_dev *daxctl_region_get_dev_seed(struct daxctl_region *region)
{
	char name[64];

	if (sysfs_read(&region->dir, "dax_region/seed", name, sizeof(name)) <= 0)
		return NULL;
	return region_device(region, name);
}

/* ---- making and deleting devices ---- */

/*
 * Ask for a device and read its name back.  By then it exists: a read that fails is
 * tried again, since without its name nothing could be done about the device.
 */
static int ask_for_device(struct daxctl_region *region, char *name, size_t size)
{
	enum { TRIES = 3 };
	static const char create[] = "dax_region/create";
	struct daxctl_ctx *ctx = region->ctx;
	int fd = sysfs_open(&region->dir, create, O_RDWR);
	int rc = 0;

	if (fd < 0)
		return fail(ctx, -fd, "opening %s/%s: %m", region->dir.path, create);
	errno = EIO;
	if (write(fd, "1", 1) != 1)
		rc = fail(ctx, errno, "writing \"1\" to %s/%s: %m", region->dir.path, create);
	for (int tries = 0; rc == 0 && tries < TRIES; tries++)
		if (sysfs_read_fd(fd, name, size) > 0)
			break;
		else if (tries == TRIES - 1)
			rc = fail(ctx, EIO, "a device was created, but %s/%s does not say which",
				  region->dir.path, create);
	close(fd);
	return rc;
}

static int create_device(struct daxctl_region *region, struct daxctl_dev **out)
{
	struct daxctl_ctx *ctx = region->ctx;
	struct daxctl_dev *dev;
	char name[64];
	int rc;

	if (!daxctl_region_is_dynamic(region))
		return fail(ctx, EOPNOTSUPP, "region %d (%s) cannot be divided into devices",
			    region->id, region->dir.path);
	rc = ask_for_device(region, name, sizeof(name));
	if (rc < 0)
		return rc;
	dev = region_device(region, name);
	if (!dev) {
		sysfs_try_write(ctx, &region->dir, "dax_region/delete", name);
		return fail(ctx, ENODEV, "%s was created but is gone", name);
	}
	*out = dev;
	return 0;
}

EXPORT int daxctl_region_create_dev_get(struct daxctl_region *region,
					struct daxctl_dev **dev)
{
	int rc;

	rc = region_begin(region);
	if (rc < 0)
		return rc;
	rc = create_device(region, dev);
	region_unlock(region);
	return rc;
}

EXPORT int daxctl_region_create_dev(struct daxctl_region *region)
{
	struct daxctl_dev *dev;

	return daxctl_region_create_dev_get(region, &dev);
}

/*
 * Out of the list, but not freed: programs ask a device for its region after they have
 * destroyed it, or for the next one.
 */
static void forget_device(struct daxctl_region *region, struct daxctl_dev *dev)
{
	struct daxctl_dev **link;

	for (link = &region->devices; *link; link = &(*link)->next)
		if (*link == dev) {
			*link = dev->next;
			dev->gone = true;
			dev->next_destroyed = region->destroyed;
			region->destroyed = dev;
			return;
		}
}

EXPORT int daxctl_region_destroy_dev(struct daxctl_region *region, struct daxctl_dev *dev)
{
	int rc;

	rc = region_begin(region);
	if (rc < 0)
		return rc;
	rc = sysfs_write(region->ctx, &region->dir, "dax_region/delete", dev->name);
	if (rc == 0)
		forget_device(region, dev);
	region_unlock(region);
	return rc;
}
