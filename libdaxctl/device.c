// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/attributes.h>
#include <libdaxctl/device.h>
#include <libdaxctl/driver.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/mapping.h>
#include <libdaxctl/sysfs.h>
#include <util/subsection.h>

/* ---- allocation and order ---- */

struct daxctl_dev *dax_device_new(struct daxctl_region *region, const char *subdir,
				  const char *name, int region_id, int id)
{
	struct daxctl_dev *dev = calloc(1, sizeof(*dev));

	if (!dev)
		return NULL;
	dev->dir = malloc(strlen(subdir) + strlen(name) + 1);
	if (!dev->dir) {
		free(dev);
		return NULL;
	}
	dev->name = strcpy(stpcpy(dev->dir, subdir), name);
	dax_lock_init(&dev->lock);
	dev->region = region;
	dev->region_id = region_id;
	dev->id = id;
	return dev;
}

void dax_device_free(struct daxctl_dev *dev)
{
	dax_lock_free(&dev->lock);
	dax_mappings_free(dev->mappings);
	free(dev->node);
	free(dev->dir);
	free(dev);
}

int dax_device_compare(const struct daxctl_dev *a, const struct daxctl_dev *b)
{
	if (a->region_id != b->region_id)
		return a->region_id < b->region_id ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* ---- the lock ---- */

static int lock(struct daxctl_dev *dev)
{
	struct daxctl_region *region = dev->region;
	char attribute[64];
	int rc;

	snprintf(attribute, sizeof(attribute), "%s/resource", dev->dir);
	rc = dax_lock(region->ctx, &dev->lock, &region->dir, attribute, true, dev->name);
	/* Others may have changed the device while it was not locked. */
	if (rc == 0 && dev->lock.depth == 1)
		dev->changes++;
	return rc;
}

void dax_device_unlock(struct daxctl_dev *dev)
{
	dax_unlock(&dev->lock);
}

int dax_device_begin(struct daxctl_dev *dev)
{
	dax_failure_clear(dev->region->ctx);
	return lock(dev);
}

int dax_device_begin_space(struct daxctl_dev *dev)
{
	bool region_first = dax_lock_is_exclusive(&dev->region->lock) && !dev->lock.depth;
	int rc = 0;

	dax_failure_clear(dev->region->ctx);
	if (!region_first)
		rc = lock(dev);
	if (rc < 0)
		return rc;
	rc = dax_region_lock(dev->region, true);
	if (rc < 0)
		dax_device_unlock(dev);
	return rc;
}

void dax_device_end_space(struct daxctl_dev *dev)
{
	dax_region_unlock(dev->region);
	dax_device_unlock(dev);
}

EXPORT int daxctl_dev_lock(struct daxctl_dev *dev)
{
	return dax_device_begin(dev);
}

EXPORT void daxctl_dev_unlock(struct daxctl_dev *dev)
{
	dax_device_unlock(dev);
}

/* ---- reading ---- */

static u64 read_number(struct daxctl_dev *dev, enum attribute attribute)
{
	return dax_device_number(&dev->region->dir, dev->dir, attribute);
}

int dax_device_driver(struct daxctl_dev *dev, char *name, size_t size)
{
	return dax_driver_of(&dev->region->dir, dev->dir, name, size);
}

/* While the region is locked shared, no device's size changes. */
static bool size_is_stable(struct daxctl_dev *dev)
{
	const struct lock *lock = &dev->region->lock;

	return lock->depth && !lock->exclusive;
}

static u64 known_size(struct daxctl_dev *dev)
{
	return size_is_stable(dev) && dev->size_of == dev->region->lock.taken ? dev->size : 0;
}

/* Note why the region cannot be locked, even if the call has had another failure before. */
static int lock_to_read(struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	char *before = dax_failure_save(ctx);
	int rc = dax_region_lock(dev->region, false);

	if (rc < 0)
		dax_unread(ctx, -rc, ctx->failure, "%s: its mappings", dev->name);
	if (before)
		dax_failure_restore(ctx, before);
	return rc;
}

int dax_device_ranges(struct daxctl_dev *dev, struct ranges *ranges)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	int rc = lock_to_read(dev);

	if (rc < 0)
		return rc;
	rc = dax_ranges_read(&dev->region->dir, dev->dir, known_size(dev), ranges);
	dax_region_unlock(dev->region);
	return rc < 0 ? dax_fail(ctx, -rc, "reading the mappings of %s: %m", dev->name) : 0;
}

EXPORT struct daxctl_region *daxctl_dev_get_region(struct daxctl_dev *dev)
{
	return dev->region;
}

EXPORT struct daxctl_ctx *daxctl_dev_get_ctx(struct daxctl_dev *dev)
{
	return dev->region->ctx;
}

EXPORT int daxctl_dev_get_id(struct daxctl_dev *dev)
{
	return dev->id;
}

EXPORT const char *daxctl_dev_get_devname(struct daxctl_dev *dev)
{
	return dev->name;
}

EXPORT const char *daxctl_dev_get_node(struct daxctl_dev *dev)
{
	if (!dev->node &&
	    asprintf(&dev->node, "%s/%s", dev->region->ctx->dev_root, dev->name) < 0)
		dev->node = NULL;
	return dev->node;
}

/* Read one number of "major:minor": part 0 or 1. */
static int read_dev_number(struct daxctl_dev *dev, int part)
{
	int number[2];
	char text[64];

	if (dax_sysfs_readf(&dev->region->dir, text, sizeof(text), "%s/dev", dev->dir) <
		    0 ||
	    sscanf(text, "%d:%d", &number[0], &number[1]) != 2)
		return -1;
	return number[part];
}

EXPORT int daxctl_dev_get_major(struct daxctl_dev *dev)
{
	return read_dev_number(dev, 0);
}

EXPORT int daxctl_dev_get_minor(struct daxctl_dev *dev)
{
	return read_dev_number(dev, 1);
}

EXPORT int daxctl_dev_is_present(struct daxctl_dev *dev)
{
	return dax_sysfs_existsf(&dev->region->dir, "%s", dev->dir);
}

EXPORT unsigned long long daxctl_dev_get_resource(struct daxctl_dev *dev)
{
	return read_number(dev, DEVICE_RESOURCE);
}

EXPORT unsigned long long daxctl_dev_get_size(struct daxctl_dev *dev)
{
	u64 size = read_number(dev, DEVICE_SIZE);

	if (size_is_stable(dev)) {
		dev->size = size;
		dev->size_of = dev->region->lock.taken;
	}
	return size;
}

EXPORT unsigned long daxctl_dev_get_align(struct daxctl_dev *dev)
{
	return read_number(dev, DEVICE_ALIGN);
}

EXPORT int daxctl_dev_get_target_node(struct daxctl_dev *dev)
{
	struct daxctl_region *region = dev->region;

	/*
	 * Cached: all devices of a region have the same target node, and it never changes.
	 */
	if (region->target_node < 0)
		region->target_node = read_number(dev, DEVICE_TARGET_NODE);
	return region->target_node;
}

/* ---- mode ---- */

EXPORT int daxctl_dev_get_binding(struct daxctl_dev *dev, enum daxctl_dev_mode *mode)
{
	char name[64] = "";
	bool bound = dax_device_driver(dev, name, sizeof(name)) == 0;

	/* In the older model, a device exists only while it can be used as devdax. */
	if (!bound && dev->name != dev->dir && daxctl_dev_is_present(dev)) {
		strcpy(name, dax_driver_for_mode(DAXCTL_DEV_MODE_DEVDAX)->name);
		bound = true;
	}
	if (mode)
		*mode = bound ? dax_mode_of_driver(name) : DAXCTL_DEV_MODE_UNKNOWN;
	return bound;
}

EXPORT int daxctl_dev_is_enabled(struct daxctl_dev *dev)
{
	return daxctl_dev_get_binding(dev, NULL);
}

EXPORT enum daxctl_dev_mode daxctl_dev_get_mode(struct daxctl_dev *dev)
{
	enum daxctl_dev_mode mode;

	daxctl_dev_get_binding(dev, &mode);
	return mode;
}

EXPORT int daxctl_dev_is_devdax_mode(struct daxctl_dev *dev)
{
	return daxctl_dev_get_mode(dev) == DAXCTL_DEV_MODE_DEVDAX;
}

EXPORT int daxctl_dev_is_system_ram_mode(struct daxctl_dev *dev)
{
	return daxctl_dev_get_mode(dev) == DAXCTL_DEV_MODE_RAM;
}

EXPORT int daxctl_dev_is_system_ram_capable(struct daxctl_dev *dev)
{
	return daxctl_dev_is_system_ram_mode(dev);
}

EXPORT int daxctl_dev_is_famfs_mode(struct daxctl_dev *dev)
{
	return daxctl_dev_get_mode(dev) == DAXCTL_DEV_MODE_FAMFS;
}

/* ---- mappings ---- */

EXPORT struct daxctl_mapping *daxctl_mapping_get_first(struct daxctl_dev *dev)
{
	struct ranges ranges;
	int rc;

	dax_failure_clear(dev->region->ctx);
	rc = dax_device_ranges(dev, &ranges);
	if (rc < 0)
		return NULL;
	rc = dax_mappings_update(&dev->mappings, &ranges);
	free(ranges.at);
	return rc < 0 ? NULL : dax_mappings_first(dev->mappings);
}

/* ---- size, alignment and new ranges ---- */

/* Write an attribute of the device, and note that the region has changed. */
static int write_attribute(struct daxctl_dev *dev, const char *attribute, const char *value)
{
	struct daxctl_region *region = dev->region;
	int rc = dax_sysfs_writef(region->ctx, &region->dir, value, "%s/%s", dev->dir,
				  attribute);

	dev->changes++;
	return rc;
}

static int write_number(struct daxctl_dev *dev, const char *attribute, u64 value)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", value);
	return write_attribute(dev, attribute, text);
}

static int read_size(struct daxctl_dev *dev, u64 *size)
{
	return dax_sysfs_read_numberf(&dev->region->dir, 10, size, "%s/size", dev->dir);
}

/*
 * Stock kernels can leave a part of a failed growth behind, so a failure restores the
 * former size.  That size must be known beforehand: a guess could free memory.
 */
static int set_size(struct daxctl_dev *dev, u64 size)
{
	u64 before, now;
	int rc = read_size(dev, &before);

	if (rc < 0)
		return dax_fail(dev->region->ctx, -rc, "reading %s/%s/size: %m",
				dev->region->dir.path, dev->dir);
	rc = write_number(dev, "size", size);
	if (rc < 0 && read_size(dev, &now) == 0 && now != before)
		write_number(dev, "size", before);
	return rc;
}

EXPORT int daxctl_dev_set_size(struct daxctl_dev *dev, unsigned long long size)
{
	int rc = dax_device_begin_space(dev);

	if (rc < 0)
		return rc;
	rc = set_size(dev, size);
	dax_device_end_space(dev);
	return rc;
}

EXPORT int daxctl_dev_set_align(struct daxctl_dev *dev, unsigned long align)
{
	int rc = dax_device_begin_space(dev);

	if (rc < 0)
		return rc;
	rc = write_number(dev, "align", align);
	dax_device_end_space(dev);
	return rc;
}

EXPORT int daxctl_dev_get_memmap_on_memory(struct daxctl_dev *dev)
{
	u64 value;
	int rc = dax_sysfs_read_numberf(&dev->region->dir, 10, &value, "%s/memmap_on_memory",
					dev->dir);

	return rc < 0 ? rc : value != 0;
}

EXPORT int daxctl_dev_set_memmap_on_memory(struct daxctl_dev *dev, int on)
{
	int rc = dax_device_begin(dev);

	if (rc < 0)
		return rc;
	rc = dax_sysfs_writef(dev->region->ctx, &dev->region->dir, on ? "1" : "0",
			      "%s/memmap_on_memory", dev->dir);
	dax_device_unlock(dev);
	return rc;
}

/* Stock kernels accept all of this unchecked, even for a bound device. */
static int check_new_range(struct daxctl_dev *dev, u64 start, u64 end)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	u64 unit = read_number(dev, DEVICE_ALIGN);

	/*
	 * The start need not be a multiple of the alignment: growing a device by its size
	 * does not ensure that either.
	 */
	if (unit < SUBSECTION_SIZE)
		unit = SUBSECTION_SIZE;
	if (end < start)
		return dax_fail(ctx, EINVAL, "range %#llx-%#llx ends before it starts",
				start, end);
	if (start % SUBSECTION_SIZE || (end - start + 1) % unit)
		return dax_fail(ctx, EINVAL,
				"range %#llx-%#llx does not start at a multiple of "
				"%llu bytes, or its length is not a multiple of %llu",
				start, end, SUBSECTION_SIZE, unit);
	if (daxctl_dev_is_enabled(dev))
		return dax_fail(ctx, EBUSY, "%s is enabled; disable it first", dev->name);
	return 0;
}

static int set_mapping(struct daxctl_dev *dev, u64 start, u64 end)
{
	char text[64];
	int rc = check_new_range(dev, start, end);

	if (rc < 0)
		return rc;
	snprintf(text, sizeof(text), "%llx-%llx", start, end);
	return write_attribute(dev, "mapping", text);
}

EXPORT int daxctl_dev_set_mapping(struct daxctl_dev *dev, unsigned long long start,
				  unsigned long long end)
{
	int rc = dax_device_begin_space(dev);

	if (rc < 0)
		return rc;
	rc = set_mapping(dev, start, end);
	dax_device_end_space(dev);
	return rc;
}
