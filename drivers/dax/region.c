// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions: the group dax_region/ in the directory of the device that gives the memory.
 *
 * An attribute that reads what layout protects takes it for reading. create and delete do
 * not hold it while they add or remove a device, since the device's attributes take it.
 */
#include <linux/dax.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "bus.h"
#include "core.h"
#include "dax-private.h"
#include "ranges.h"

static void dax_region_free(struct kref *kref)
{
	struct dax_region *region = container_of(kref, struct dax_region, kref);

	ida_destroy(&region->ids);
	kfree(region);
}

/**
 * dax_region_get() - take a reference to a region
 * @region: the region
 */
void dax_region_get(struct dax_region *region)
{
	kref_get(&region->kref);
}

/**
 * dax_region_put() - drop a reference to a region
 * @region: the region
 */
void dax_region_put(struct dax_region *region)
{
	kref_put(&region->kref, dax_region_free);
}

/* ---- attributes ---- */

static struct dax_region *to_dax_region(struct device *dev)
{
	return dev_get_drvdata(dev);
}

static ssize_t id_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", to_dax_region(dev)->id);
}
static DEVICE_ATTR_RO(id);

static ssize_t size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", (u64)resource_size(&to_dax_region(dev)->res));
}
static DEVICE_ATTR_RO(size);

static ssize_t align_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", to_dax_region(dev)->align);
}
static DEVICE_ATTR_ADMIN_RO(align);

static ssize_t available_size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dax_region *region = to_dax_region(dev);
	u64 size;
	int rc;

	rc = down_read_killable(&region->layout);
	if (rc)
		return rc;
	size = region->available;
	up_read(&region->layout);
	return sysfs_emit(buf, "%llu\n", size);
}
static DEVICE_ATTR_RO(available_size);

static ssize_t seed_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dax_region *region = to_dax_region(dev);
	ssize_t rc;

	rc = down_read_killable(&region->layout);
	if (rc)
		return rc;
	rc = sysfs_emit(buf, "%s\n", region->seed ? dev_name(&region->seed->dev) : "");
	up_read(&region->layout);
	return rc;
}
static DEVICE_ATTR_RO(seed);

static ssize_t create_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dax_region *region = to_dax_region(dev);
	const char *name = "";
	ssize_t rc;

	rc = down_read_killable(&region->layout);
	if (rc)
		return rc;
	if (!list_empty(&region->devices))
		name = dev_name(&list_last_entry(&region->devices, struct dev_dax, link)->dev);
	rc = sysfs_emit(buf, "%s\n", name);
	up_read(&region->layout);
	return rc;
}

static ssize_t create_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t len)
{
	struct dax_region *region = to_dax_region(dev);
	const struct dev_dax_data seed = { .region = region, .id = -1 };
	u64 number;
	int rc;

	if (dax_parse_number(buf, len, &number) || number != 1)
		return -EINVAL;
	rc = down_read_killable(&region->layout);
	if (rc)
		return rc;
	if (region->dead)
		rc = -ENXIO;
	else if (!region->available)
		rc = -ENOSPC;
	up_read(&region->layout);
	if (!rc)
		rc = PTR_ERR_OR_ZERO(dev_dax_create(&seed));
	return rc ?: len;
}
static DEVICE_ATTR_RW(create);

static struct dev_dax *dax_region_find(struct dax_region *region, const char *name)
{
	struct dev_dax *dev_dax;

	/* Programs often delete what they created last. */
	list_for_each_entry_reverse(dev_dax, &region->devices, link) {
		if (!strcmp(dev_name(&dev_dax->dev), name))
			return dev_dax;
	}
	return NULL;
}

static ssize_t delete_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t len)
{
	struct dax_region *region = to_dax_region(dev);
	struct dev_dax *victim;
	char name[DAX_NAME_LEN];
	int rc;

	if (dax_parse_name(buf, len, name))
		return -ENXIO;
	rc = down_write_killable(&region->layout);
	if (rc)
		return rc;
	victim = dax_region_find(region, name);
	if (!victim)
		rc = -ENXIO;
	else if (!victim->live || !victim->id || victim->nr_range || victim->bound)
		rc = -EBUSY;
	else
		dev_dax_mark_dead(victim);
	up_write(&region->layout);
	if (rc)
		return rc;
	dev_dax_unregister(victim, true);
	return len;
}
static DEVICE_ATTR_WO(delete);

static struct attribute *dax_region_attrs[] = {
	&dev_attr_id.attr,
	&dev_attr_size.attr,
	&dev_attr_align.attr,
	&dev_attr_available_size.attr,
	&dev_attr_seed.attr,
	&dev_attr_create.attr,
	&dev_attr_delete.attr,
	NULL,
};

static umode_t dax_region_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	struct dax_region *region = to_dax_region(kobj_to_dev(kobj));

	if (!(region->flags & DAX_REGION_STATIC) || attr == &dev_attr_id.attr ||
	    attr == &dev_attr_size.attr || attr == &dev_attr_align.attr)
		return attr->mode;
	return 0;
}

static const struct attribute_group dax_region_group = {
	.name = "dax_region",
	.is_visible = dax_region_visible,
	.attrs = dax_region_attrs,
};

/* ---- creation and removal ---- */

/* Called when the driver of the parent unbinds. Users of the memory lose it. */
static void dax_region_unregister(void *data)
{
	struct dax_region *region = data;
	struct dev_dax *dev_dax;

	down_write(&region->layout);
	region->dead = true;
	up_write(&region->layout);
	/* This waits for a running create or delete, and no new one can begin. */
	sysfs_remove_group(&region->dev->kobj, &dax_region_group);

	for (;;) {
		down_write(&region->layout);
		dev_dax = list_first_entry_or_null(&region->devices, struct dev_dax, link);
		if (dev_dax)
			dev_dax_mark_dead(dev_dax);
		up_write(&region->layout);
		if (!dev_dax)
			break;
		dev_dax_unregister(dev_dax, true);
	}
	dev_set_drvdata(region->dev, NULL);
	dax_region_put(region);
}

/**
 * alloc_dax_region() - create a region of the memory of a device
 * @parent: the device, whose driver is probing it. The region takes its driver data
 * @id: the number of the region, unique among regions
 * @range: the memory
 * @target_node: the node that the memory belongs to, or NUMA_NO_NODE
 * @align: the least alignment of devices, a power of two. @range is aligned to it
 * @flags: flags of enum dax_region_flags
 *
 * The region and all its devices are removed when the driver of @parent unbinds.
 *
 * Return: the region, or ERR_PTR(-errno).
 */
struct dax_region *alloc_dax_region(struct device *parent, int id, const struct range *range,
				    int target_node, unsigned int align, unsigned long flags)
{
	struct dax_region *region;
	int rc;

	if (WARN_ON_ONCE(dev_get_drvdata(parent)))
		return ERR_PTR(-EBUSY);
	if (!is_power_of_2(align) || !IS_ALIGNED(range->start | range_len(range), align)) {
		dev_info(parent, "%#llx-%#llx is not aligned to %#x, so it has no region\n",
			 range->start, range->end, align);
		return ERR_PTR(-EINVAL);
	}
	region = kzalloc(sizeof(*region), GFP_KERNEL);
	if (!region)
		return ERR_PTR(-ENOMEM);
	kref_init(&region->kref);
	ida_init(&region->ids);
	init_rwsem(&region->layout);
	INIT_LIST_HEAD(&region->devices);
	region->id = id;
	region->dev = parent;
	region->target_node = target_node;
	region->align = align;
	region->flags = flags;
	region->res = (struct resource) {
		.name = dev_name(parent),
		.start = range->start,
		.end = range->end,
		.flags = IORESOURCE_MEM,
	};
	region->available = range_len(range);

	dev_set_drvdata(parent, region);
	rc = sysfs_create_group(&parent->kobj, &dax_region_group);
	if (rc) {
		dev_set_drvdata(parent, NULL);
		dax_region_put(region);
		return ERR_PTR(rc);
	}
	rc = devm_add_action_or_reset(parent, dax_region_unregister, region);
	return rc ? ERR_PTR(rc) : region;
}
EXPORT_SYMBOL_GPL(alloc_dax_region);

/**
 * devm_create_dev_dax() - create the first device of a region
 * @data: describes the device
 *
 * The device is removed with its region.
 *
 * Return: the device, or ERR_PTR(-errno).
 */
struct dev_dax *devm_create_dev_dax(const struct dev_dax_data *data)
{
	return dev_dax_create(data);
}
EXPORT_SYMBOL_GPL(devm_create_dev_dax);
