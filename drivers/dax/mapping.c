// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ranges of a device and their directories mappingN.
 *
 * All functions but the attributes are called with the region's layout held for writing.
 * N is the index of the range, which never changes, since ranges are added and removed at
 * the end only. The attributes take no lock, since directories are removed under layout.
 */
#include <linux/dax.h>
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "core.h"
#include "dax-private.h"
#include "ranges.h"

#define CREATE_TRACE_POINTS
#include "trace-bus.h"

static struct dax_mapping *to_dax_mapping(struct kobject *kobj)
{
	return container_of(kobj, struct dax_mapping, kobj);
}

static ssize_t start_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%#llx\n", to_dax_mapping(kobj)->start);
}
static struct kobj_attribute mapping_attr_start = __ATTR(start, 0400, start_show, NULL);

static ssize_t end_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%#llx\n", READ_ONCE(to_dax_mapping(kobj)->end));
}
static struct kobj_attribute mapping_attr_end = __ATTR(end, 0400, end_show, NULL);

static ssize_t page_offset_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%#llx\n", to_dax_mapping(kobj)->pgoff);
}
static struct kobj_attribute mapping_attr_page_offset =
	__ATTR(page_offset, 0400, page_offset_show, NULL);

static struct attribute *dax_mapping_attrs[] = {
	&mapping_attr_start.attr,
	&mapping_attr_end.attr,
	&mapping_attr_page_offset.attr,
	NULL,
};
ATTRIBUTE_GROUPS(dax_mapping);

static void dax_mapping_release(struct kobject *kobj)
{
	struct dax_mapping *mapping = to_dax_mapping(kobj);

	put_device(&mapping->dev_dax->dev);
	kfree(mapping);
}

static const struct kobj_type dax_mapping_type = {
	.release = dax_mapping_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = dax_mapping_groups,
};

/**
 * dev_dax_show_mappings() - add the directories of ranges that have none yet
 * @dev_dax: the device, which is in sysfs
 *
 * Return: 0, or -errno.
 */
int dev_dax_show_mappings(struct dev_dax *dev_dax)
{
	struct dax_mapping *mapping;
	int i, rc;

	lockdep_assert_held_write(&dev_dax->region->layout);
	for (i = 0; i < dev_dax->nr_range; i++) {
		mapping = dev_dax->ranges[i].mapping;
		if (mapping->kobj.state_in_sysfs)
			continue;
		rc = kobject_add(&mapping->kobj, &dev_dax->dev.kobj, "mapping%d", i);
		if (rc)
			return rc;
	}
	return 0;
}

/**
 * dev_dax_hide_mappings() - remove the directories of all ranges
 * @dev_dax: the device
 */
void dev_dax_hide_mappings(struct dev_dax *dev_dax)
{
	int i;

	lockdep_assert_held_write(&dev_dax->region->layout);
	for (i = 0; i < dev_dax->nr_range; i++) {
		if (dev_dax->ranges[i].mapping->kobj.state_in_sysfs)
			kobject_del(&dev_dax->ranges[i].mapping->kobj);
	}
}

/* Adds a range at the end. The array has room for it. */
static int dev_dax_add_range(struct dev_dax *dev_dax, const struct range *range)
{
	struct dax_region *region = dev_dax->region;
	struct dax_mapping *mapping;

	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return -ENOMEM;
	mapping->res = __request_region(&region->res, range->start, range_len(range),
					dev_name(&dev_dax->dev), 0);
	if (!mapping->res) {
		kfree(mapping);
		return -ENOMEM;
	}
	region->available -= range_len(range);
	mapping->start = range->start;
	mapping->end = range->end;
	mapping->pgoff = PHYS_PFN(dev_dax_size(dev_dax));
	mapping->dev_dax = dev_dax;
	get_device(&dev_dax->dev);
	kobject_init(&mapping->kobj, &dax_mapping_type);

	dev_dax->ranges[dev_dax->nr_range++] = (struct dev_dax_range) {
		.pgoff = mapping->pgoff,
		.range = *range,
		.mapping = mapping,
	};
	trace_dax_range_alloc(dev_dax, range);
	return 0;
}

static void dev_dax_drop_range(struct dev_dax *dev_dax)
{
	struct dev_dax_range *last = &dev_dax->ranges[dev_dax->nr_range - 1];
	struct dax_mapping *mapping = last->mapping;

	if (mapping->kobj.state_in_sysfs)
		kobject_del(&mapping->kobj);
	trace_dax_range_free(dev_dax, &last->range);
	__release_region(&dev_dax->region->res, last->range.start, range_len(&last->range));
	dev_dax->region->available += range_len(&last->range);
	dev_dax->nr_range--;
	kobject_put(&mapping->kobj);
}

/**
 * dev_dax_drop_ranges() - remove the last ranges of a device
 * @dev_dax: the device
 * @keep: the number of ranges that remain
 */
void dev_dax_drop_ranges(struct dev_dax *dev_dax, int keep)
{
	lockdep_assert_held_write(&dev_dax->region->layout);
	while (dev_dax->nr_range > keep)
		dev_dax_drop_range(dev_dax);
}

/**
 * dev_dax_add_ranges() - add ranges to a device, all of them or none
 * @dev_dax: the device
 * @ranges: free ranges, in the order of page offsets
 * @nr: the number of ranges
 * @visible: whether the device is in sysfs, so that the ranges are shown
 *
 * Return: 0, or -errno.
 */
int dev_dax_add_ranges(struct dev_dax *dev_dax, const struct range *ranges, int nr,
		       bool visible)
{
	int had = dev_dax->nr_range, i, rc = 0;
	struct dev_dax_range *array;

	lockdep_assert_held_write(&dev_dax->region->layout);
	array = krealloc_array(dev_dax->ranges, had + nr, sizeof(*array), GFP_KERNEL);
	if (!array)
		return -ENOMEM;
	dev_dax->ranges = array;
	for (i = 0; i < nr && !rc; i++)
		rc = dev_dax_add_range(dev_dax, &ranges[i]);
	if (!rc && visible)
		rc = dev_dax_show_mappings(dev_dax);
	if (rc)
		dev_dax_drop_ranges(dev_dax, had);
	return rc;
}

/* Moves the end of the last range. */
static int dev_dax_move_end(struct dev_dax *dev_dax, u64 end)
{
	struct dev_dax_range *last = &dev_dax->ranges[dev_dax->nr_range - 1];
	u64 start = last->range.start;
	int rc;

	rc = adjust_resource(last->mapping->res, start, end + 1 - start);
	if (rc)
		return rc;
	/* The difference may be negative. */
	dev_dax->region->available += last->range.end - end;
	last->range.end = end;
	WRITE_ONCE(last->mapping->end, end);
	return 0;
}

/**
 * dev_dax_shrink() - take memory from the end of a device
 * @dev_dax: the device
 * @less: the number of bytes, at most the device's size
 *
 * Return: 0, or -errno.
 */
int dev_dax_shrink(struct dev_dax *dev_dax, u64 less)
{
	lockdep_assert_held_write(&dev_dax->region->layout);
	while (less) {
		struct range *last = &dev_dax->ranges[dev_dax->nr_range - 1].range;

		if (range_len(last) > less)
			return dev_dax_move_end(dev_dax, last->end - less);
		less -= range_len(last);
		dev_dax_drop_range(dev_dax);
	}
	return 0;
}

/* Carries a plan out, all of it or nothing. */
static int dev_dax_follow_plan(struct dev_dax *dev_dax, const struct dax_plan *plan)
{
	const struct range *last = NULL, *pieces = plan->pieces;
	int nr = plan->nr;
	u64 old_end;
	int rc;

	if (dev_dax->nr_range)
		last = &dev_dax->ranges[dev_dax->nr_range - 1].range;
	if (!last || pieces[0].start != last->end + 1)
		return dev_dax_add_ranges(dev_dax, pieces, nr, true);

	old_end = last->end;
	rc = dev_dax_move_end(dev_dax, pieces[0].end);
	if (rc || nr == 1)
		return rc;
	rc = dev_dax_add_ranges(dev_dax, pieces + 1, nr - 1, true);
	if (rc)
		dev_dax_move_end(dev_dax, old_end);
	return rc;
}

/**
 * dev_dax_grow() - add free memory of the region to a device, all of it or nothing
 * @dev_dax: the device
 * @more: the number of bytes, more than 0
 * @align: the alignment of the start and size of ranges
 *
 * Return: 0, -ENOSPC if there is not enough, or another -errno.
 */
int dev_dax_grow(struct dev_dax *dev_dax, u64 more, u64 align)
{
	const struct resource *root = &dev_dax->region->res;
	struct range *last = NULL;
	struct dax_plan plan;
	int rc;

	lockdep_assert_held_write(&dev_dax->region->layout);
	if (dev_dax->nr_range)
		last = &dev_dax->ranges[dev_dax->nr_range - 1].range;
	rc = dax_make_plan(&plan, root, last, more, align);
	if (rc)
		return rc;
	rc = dev_dax_follow_plan(dev_dax, &plan);
	dax_free_plan(&plan);
	return rc;
}
