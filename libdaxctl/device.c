// SPDX-License-Identifier: LGPL-2.1-or-later
/* Devices: their numbers, size, alignment and ranges. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/attributes.h>
#include <util/subsection.h>

struct daxctl_dev *device_new(struct daxctl_region *region, const char *subdir,
			      int region_id, int id)
{
	struct daxctl_dev *dev = calloc(1, sizeof(*dev));

	if (!dev)
		return NULL;
	if (asprintf(&dev->dir, "%sdax%d.%d", subdir, region_id, id) < 0) {
		free(dev);
		return NULL;
	}
	dev->region = region;
	dev->region_id = region_id;
	dev->id = id;
	dev->name = dev->dir + strlen(subdir);
	return dev;
}

void device_free(struct daxctl_dev *dev)
{
	mappings_free(dev->mappings);
	memory_free(dev->memory);
	free(dev->node);
	free(dev->dir);
	free(dev);
}

int device_compare(const struct daxctl_dev *a, const struct daxctl_dev *b)
{
	if (a->region_id != b->region_id)
		return a->region_id < b->region_id ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

int device_write(struct daxctl_dev *dev, const char *attribute, const char *value)
{
	struct daxctl_region *region = dev->region;
	char *name;
	int rc;

	if (asprintf(&name, "%s/%s", dev->dir, attribute) < 0)
		return fail(region->ctx, ENOMEM, "%m");
	rc = sysfs_write(region->ctx, &region->dir, name, value);
	region->changes++;
	free(name);
	return rc;
}

static int write_number(struct daxctl_dev *dev, const char *attribute, u64 value)
{
	char *text;
	int rc;

	if (asprintf(&text, "%llu", value) < 0)
		return -ENOMEM;
	rc = device_write(dev, attribute, text);
	free(text);
	return rc;
}

struct daxctl_dev *device_listed(struct daxctl_dev *at)
{
	while (at && at->gone)
		at = at->next;
	return at;
}

EXPORT struct daxctl_dev *daxctl_dev_get_first(struct daxctl_region *region)
{
	region_read_devices(region);
	return device_listed(region->devices);
}

EXPORT struct daxctl_dev *daxctl_dev_get_next(struct daxctl_dev *dev)
{
	return device_listed(dev->next);
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

/* Half of "major:minor". */
static int device_number_part(struct daxctl_dev *dev, int part)
{
	char text[64], *name;
	int number[2], len;

	if (asprintf(&name, "%s/dev", dev->dir) < 0)
		return -1;
	len = sysfs_read(&dev->region->dir, name, text, sizeof(text));
	free(name);
	if (len < 0 || sscanf(text, "%d:%d", &number[0], &number[1]) != 2)
		return -1;
	return number[part];
}

EXPORT int daxctl_dev_get_major(struct daxctl_dev *dev)
{
	return device_number_part(dev, 0);
}

EXPORT int daxctl_dev_get_minor(struct daxctl_dev *dev)
{
	return device_number_part(dev, 1);
}

EXPORT int daxctl_dev_is_present(struct daxctl_dev *dev)
{
	return sysfs_exists(&dev->region->dir, dev->dir);
}

EXPORT unsigned long long daxctl_dev_get_resource(struct daxctl_dev *dev)
{
	return device_number(dev, DEVICE_RESOURCE);
}

EXPORT unsigned long long daxctl_dev_get_size(struct daxctl_dev *dev)
{
	return device_number(dev, DEVICE_SIZE);
}

EXPORT unsigned long daxctl_dev_get_align(struct daxctl_dev *dev)
{
	return device_number(dev, DEVICE_ALIGN);
}

EXPORT int daxctl_dev_get_target_node(struct daxctl_dev *dev)
{
	struct daxctl_region *region = dev->region;

	/* The kernel has one for all of a region, as long as that exists. */
	if (region->target_node < 0)
		region->target_node = device_number(dev, DEVICE_TARGET_NODE);
	return region->target_node;
}

static int read_size(struct daxctl_dev *dev, u64 *size)
{
	char *name;
	int rc;

	if (asprintf(&name, "%s/size", dev->dir) < 0)
		return -ENOMEM;
	rc = sysfs_read_number(&dev->region->dir, name, 10, size);
	free(name);
	return rc;
}

/*
 * A failed growth can leave part of itself behind: go back to where it began.  That
 * has to be known beforehand, as a wrong guess would give memory away.
 */
static int set_size(struct daxctl_dev *dev, u64 size)
{
	u64 before, now;
	int rc = read_size(dev, &before);

	if (rc < 0)
		return fail(dev->region->ctx, -rc, "reading %s/%s/size: %m",
			    dev->region->dir.path, dev->dir);
	rc = write_number(dev, "size", size);
	if (rc < 0 && read_size(dev, &now) == 0 && now != before)
		write_number(dev, "size", before);
	return rc;
}

EXPORT int daxctl_dev_set_size(struct daxctl_dev *dev, unsigned long long size)
{
	int rc;

	rc = region_begin(dev->region);
	if (rc < 0)
		return rc;
	rc = set_size(dev, size);
	region_unlock(dev->region);
	return rc;
}

EXPORT int daxctl_dev_set_align(struct daxctl_dev *dev, unsigned long align)
{
	int rc;

	rc = region_begin(dev->region);
	if (rc < 0)
		return rc;
	rc = write_number(dev, "align", align);
	region_unlock(dev->region);
	return rc;
}

/* What the kernels of today take without a check (and a bound device's size). */
static int check_new_range(struct daxctl_dev *dev, u64 start, u64 end)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	u64 unit = device_number(dev, DEVICE_ALIGN);

	/* Only the length has to suit the device: growing by size gives no more. */
	if (unit < SUBSECTION_SIZE)
		unit = SUBSECTION_SIZE;
	if (end < start)
		return fail(ctx, EINVAL, "range %#llx-%#llx ends before it starts", start, end);
	if (start % SUBSECTION_SIZE || (end - start + 1) % unit)
		return fail(ctx, EINVAL, "range %#llx-%#llx does not start at a multiple of "
			    "%llu bytes or is no multiple of %llu long", start, end,
			    SUBSECTION_SIZE, unit);
	if (daxctl_dev_is_enabled(dev))
		return fail(ctx, EBUSY, "%s is enabled; disable it first", dev->name);
	return 0;
}

static int set_mapping(struct daxctl_dev *dev, u64 start, u64 end)
{
	char *text;
	int rc = check_new_range(dev, start, end);

	if (rc < 0)
		return rc;
	if (asprintf(&text, "%llx-%llx", start, end) < 0)
		return -ENOMEM;
	rc = device_write(dev, "mapping", text);
	free(text);
	return rc;
}

EXPORT int daxctl_dev_set_mapping(struct daxctl_dev *dev, unsigned long long start,
				  unsigned long long end)
{
	int rc;

	rc = region_begin(dev->region);
	if (rc < 0)
		return rc;
	rc = set_mapping(dev, start, end);
	region_unlock(dev->region);
	return rc;
}
