// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libdaxctl/device-list.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/sysfs.h>
#include <util/array.h>
#include <util/dax-name.h>

/* ---- reading the list ---- */

/*
 * Insert @dev into the sorted list and return it.  If the list already has this device,
 * free @dev and return the existing object.
 */
static struct daxctl_dev *insert_device(struct daxctl_region *region,
					struct daxctl_dev *dev)
{
	struct daxctl_dev **link = &region->devices;
	int order = -1;

	while (*link && (order = dax_device_compare(dev, *link)) > 0)
		link = &(*link)->next;
	if (*link && !order) {
		dax_device_free(dev);
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

	if (!dax_name_parse(entry, false, &region_id, &id))
		return 0;
	devs = array_grow(list->devs, list->count, sizeof(*devs));
	if (!devs)
		return -ENOMEM;
	list->devs = devs;
	devs[list->count] = dax_device_new(list->region, list->subdir, entry, region_id,
					   id);
	return devs[list->count] ? (list->count++, 0) : -ENOMEM;
}

/* Descending, so that each device is inserted at the front of the ascending list. */
static int compare_descending(const void *a, const void *b)
{
	return -dax_device_compare(*(struct daxctl_dev *const *)a,
				   *(struct daxctl_dev *const *)b);
}

/*
 * Devices are subdirectories of the region, or of its directory "dax" in the older model.
 */
static int collect_devices(struct daxctl_region *region, struct name_list *list)
{
	int rc = dax_sysfs_each_entry(&region->dir, collect_device, list);

	if (rc < 0 || list->count)
		return rc;
	list->subdir = "dax/";
	return dax_sysfs_each_entryf(&region->dir, collect_device, list, "dax");
}

void dax_devices_forget(struct daxctl_region *region)
{
	region->devices_read = false;
	for (struct daxctl_dev *dev = region->devices; dev; dev = dev->next)
		dev->gone = true;
}

int dax_devices_read(struct daxctl_region *region)
{
	struct name_list list = {.region = region, .subdir = ""};
	int rc;

	if (region->devices_read)
		return 0;
	rc = collect_devices(region, &list);
	if (rc < 0 && rc != -ENOENT) {
		for (size_t i = 0; i < list.count; i++)
			dax_device_free(list.devs[i]);
		log_debug(region->ctx, "reading %s: %s", region->dir.path,
			  strerrordesc_np(-rc));
		free(list.devs);
		return rc;
	}
	if (list.count)
		qsort(list.devs, list.count, sizeof(*list.devs), compare_descending);
	for (size_t i = 0; i < list.count; i++)
		insert_device(region, list.devs[i]);
	/* Read again later if the region does not exist yet. */
	region->devices_read = list.count || dax_sysfs_existsf(&region->dir, "dax_region");
	free(list.devs);
	return 0;
}

struct daxctl_dev *dax_device_named(struct daxctl_region *region, const char *name)
{
	struct daxctl_dev *dev;
	int region_id, id;

	if (!dax_name_parse(name, false, &region_id, &id))
		return NULL;
	dax_devices_read(region);
	for (dev = region->devices; dev; dev = dev->next)
		if (dev->region_id == region_id && dev->id == id && !dev->gone)
			return dev;
	if (!dax_sysfs_existsf(&region->dir, "%s", name))
		return NULL;
	dev = dax_device_new(region, "", name, region_id, id);
	return dev ? insert_device(region, dev) : NULL;
}

/* The first device from @at on that is not gone. */
static struct daxctl_dev *listed(struct daxctl_dev *at)
{
	while (at && at->gone)
		at = at->next;
	return at;
}

EXPORT struct daxctl_dev *daxctl_dev_get_first(struct daxctl_region *region)
{
	dax_devices_read(region);
	return listed(region->devices);
}

EXPORT struct daxctl_dev *daxctl_dev_get_next(struct daxctl_dev *dev)
{
	return listed(dev->next);
}

EXPORT struct daxctl_dev *daxctl_region_get_dev_seed(struct daxctl_region *region)
{
	char name[64];

	if (dax_sysfs_readf(&region->dir, name, sizeof(name), "dax_region/seed") <= 0)
		return NULL;
	return dax_device_named(region, name);
}

/* ---- creating and deleting devices ---- */

/*
 * Create a device and read its name back.  Without its name, nobody could use or delete the
 * new device, so a failed read is retried.
 */
static int create_and_name(struct daxctl_region *region, char *name, size_t size)
{
	enum { TRIES = 3 };
	static const char create[] = "dax_region/create";
	struct daxctl_ctx *ctx = region->ctx;
	int fd = dax_sysfs_openf(&region->dir, O_RDWR, "%s", create);
	int rc = 0;

	if (fd < 0)
		return dax_fail(ctx, -fd, "opening %s/%s: %m", region->dir.path, create);
	errno = EIO;
	if (write(fd, "1", 1) != 1)
		rc = dax_fail(ctx, errno, "writing \"1\" to %s/%s: %m", region->dir.path,
			      create);
	else
		log_debug(ctx, "wrote \"1\" to %s/%s", region->dir.path, create);
	for (int tries = 0; rc == 0 && tries < TRIES; tries++)
		if (dax_sysfs_read_fd(fd, name, size) > 0)
			break;
		else if (tries == TRIES - 1)
			rc = dax_fail(ctx, EIO,
				      "a device was created, but %s/%s does not name it",
				      region->dir.path, create);
	close(fd);
	return rc;
}

/* The instances of a region's devices, in ascending order. */
struct instances {
	int *at;
	size_t count;
};

static int collect_instance(const char *entry, void *data)
{
	struct instances *instances = data;
	int region_id, id, *at;

	if (!dax_name_parse(entry, false, &region_id, &id))
		return 0;
	at = array_grow(instances->at, instances->count, sizeof(*at));
	if (!at)
		return -ENOMEM;
	instances->at = at;
	at[instances->count++] = id;
	return 0;
}

static int compare_instances(const void *a, const void *b)
{
	return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static int read_instances(struct daxctl_region *region, struct instances *instances)
{
	int rc = dax_sysfs_each_entry(&region->dir, collect_instance, instances);

	if (rc < 0)
		return dax_fail(region->ctx, -rc, "reading %s: %m", region->dir.path);
	if (instances->count)
		qsort(instances->at, instances->count, sizeof(*instances->at),
		      compare_instances);
	return 0;
}

/* The number of instances that are in @after only; *@last becomes the last of them. */
static size_t count_new(const struct instances *before, const struct instances *after, int *last)
{
	size_t count = 0;

	for (size_t i = 0; i < after->count; i++)
		if (!before->count || !bsearch(&after->at[i], before->at, before->count,
					       sizeof(*before->at), compare_instances)) {
			*last = after->at[i];
			count++;
		}
	return count;
}

/*
 * The attribute names the youngest device, and a program without our locks may have created
 * one meanwhile.  So the device must be the only new one: otherwise none is used, and none
 * is deleted.
 */
static int create_alone(struct daxctl_region *region, struct instances *before,
			struct instances *after, char *name, size_t size)
{
	struct daxctl_ctx *ctx = region->ctx;
	int region_id, id, last = -1;
	size_t count;
	int rc = read_instances(region, before);

	if (rc == 0)
		rc = create_and_name(region, name, size);
	if (rc == 0)
		rc = read_instances(region, after);
	if (rc < 0)
		return rc;
	count = count_new(before, after, &last);
	if (count > 1)
		return dax_fail(ctx, EBUSY, "another program created a device in region%d "
					    "at the same time; the new devices are left alone",
				region->id);
	if (!count || !dax_name_parse(name, false, &region_id, &id) || id != last)
		return dax_fail(ctx, ENODEV, "%s was created but no longer exists", name);
	return 0;
}

static int create_device(struct daxctl_region *region, struct daxctl_dev **out)
{
	struct instances before = { 0 }, after = { 0 };
	struct daxctl_ctx *ctx = region->ctx;
	struct daxctl_dev *dev = NULL;
	char name[64];
	int rc;

	if (!daxctl_region_is_dynamic(region))
		return dax_fail(ctx, EOPNOTSUPP,
				"region%d (%s) cannot be divided into devices", region->id,
				region->dir.path);
	rc = create_alone(region, &before, &after, name, sizeof(name));
	free(before.at);
	free(after.at);
	if (rc == 0 && !(dev = dax_device_named(region, name)))
		rc = dax_fail(ctx, ENODEV, "%s was created but no longer exists", name);
	if (rc == 0)
		*out = dev;
	return rc;
}

EXPORT int daxctl_region_create_dev_get(struct daxctl_region *region,
					struct daxctl_dev **dev)
{
	int rc = daxctl_region_lock(region, true);

	if (rc < 0)
		return rc;
	rc = create_device(region, dev);
	dax_region_unlock(region);
	return rc;
}

EXPORT int daxctl_region_create_dev(struct daxctl_region *region)
{
	struct daxctl_dev *dev;

	return daxctl_region_create_dev_get(region, &dev);
}

/*
 * Remove a device from the list, but do not free it: programs ask for the region of a
 * device that they have destroyed, or for the device after it.
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
	int rc = dax_device_begin_space(dev);

	if (rc < 0)
		return rc;
	rc = dax_sysfs_writef(region->ctx, &region->dir, dev->name, "dax_region/delete");
	if (rc == 0)
		forget_device(region, dev);
	dax_device_end_space(dev);
	return rc;
}
