// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices of regions, and their attributes.
 *
 * Attributes take the region's layout lock: for reading if they show what it protects, and
 * for writing if they change it.
 */
#include <linux/dax.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "bus.h"
#include "compat.h"
#include "core.h"
#include "dax-private.h"
#include "ranges.h"

/* Returns the alignment of the start and size of a range. */
static u64 dev_dax_range_align(const struct dev_dax *dev_dax)
{
	return max_t(u64, dev_dax->align, memremap_compat_align());
}

/**
 * static_dev_dax() - ask whether the size of a device is fixed
 * @dev_dax: the device
 *
 * Return: true if it is the only device of a static region.
 */
bool static_dev_dax(struct dev_dax *dev_dax)
{
	return dev_dax->region->flags & DAX_REGION_STATIC;
}
EXPORT_SYMBOL_GPL(static_dev_dax);

/**
 * kill_dev_dax() - end every access to the memory of a device
 * @dev_dax: the device
 *
 * The mappings of programs stay, but they have no pages. After run_dax(), faults can map
 * pages again.
 */
void kill_dev_dax(struct dev_dax *dev_dax)
{
	kill_dax(dev_dax->dax_dev);
	unmap_mapping_range(dax_inode(dev_dax->dax_dev)->i_mapping, 0, 0, 1);
}
EXPORT_SYMBOL_GPL(kill_dev_dax);

/* ---- attributes ---- */

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, DAX_MODALIAS "\n");
}
static DEVICE_ATTR_RO(modalias);

static ssize_t size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	u64 size;
	int rc;

	rc = down_read_killable(&dev_dax->region->layout);
	if (rc)
		return rc;
	size = dev_dax_size(dev_dax);
	up_read(&dev_dax->region->layout);
	return sysfs_emit(buf, "%llu\n", size);
}

/* Whether a device's memory may change. Called with layout held. */
static int dev_dax_may_change(const struct dev_dax *dev_dax)
{
	lockdep_assert_held(&dev_dax->region->layout);
	/* A static device's attributes are read-only, unless root changed their mode. */
	if (dev_dax->region->flags & DAX_REGION_STATIC)
		return -EPERM;
	if (dev_dax->dead)
		return -ENXIO;
	return dev_dax->bound ? -EBUSY : 0;
}

/* Called with layout held for writing. */
static int dev_dax_resize(struct dev_dax *dev_dax, u64 size)
{
	u64 align = dev_dax_range_align(dev_dax), had = dev_dax_size(dev_dax);

	if (!IS_ALIGNED(size, align))
		return -EINVAL;
	if (size > had)
		return dev_dax_grow(dev_dax, size - had, align);
	return dev_dax_shrink(dev_dax, had - size);
}

static ssize_t size_store(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t len)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	u64 size;
	int rc;

	if (dax_parse_number(buf, len, &size))
		return -EINVAL;
	rc = down_write_killable(&dev_dax->region->layout);
	if (rc)
		return rc;
	rc = dev_dax_may_change(dev_dax);
	if (!rc)
		rc = dev_dax_resize(dev_dax, size);
	up_write(&dev_dax->region->layout);
	return rc ?: len;
}
static DEVICE_ATTR_RW(size);

static ssize_t align_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(to_dev_dax(dev)->align));
}

/* Whether a fault can map pages of that size. */
static bool dax_align_possible(u64 align)
{
	return align == PAGE_SIZE ||
	       (align == PMD_SIZE && has_transparent_hugepage()) ||
	       (align == PUD_SIZE && dax_cpu_has_pud_pages());
}

/* Called with layout held for writing. */
static int dev_dax_set_align(struct dev_dax *dev_dax, u64 align)
{
	const struct range *range;
	int i;

	for (i = 0; i < dev_dax->nr_range; i++) {
		range = &dev_dax->ranges[i].range;
		if (!IS_ALIGNED(range->start | range_len(range), align))
			return -EINVAL;
	}
	WRITE_ONCE(dev_dax->align, align);
	return 0;
}

static ssize_t align_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t len)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	u64 align;
	int rc;

	if (dax_parse_number(buf, len, &align) || !dax_align_possible(align))
		return -EINVAL;
	rc = down_write_killable(&dev_dax->region->layout);
	if (rc)
		return rc;
	rc = dev_dax_may_change(dev_dax);
	if (!rc)
		rc = dev_dax_set_align(dev_dax, align);
	up_write(&dev_dax->region->layout);
	return rc ?: len;
}
static DEVICE_ATTR_RW(align);

static ssize_t target_node_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", to_dev_dax(dev)->target_node);
}
static DEVICE_ATTR_RO(target_node);

static ssize_t mapping_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t len)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	struct range range;
	int rc;

	if (dax_parse_range(buf, len, &range))
		return -EINVAL;
	rc = down_write_killable(&dev_dax->region->layout);
	if (rc)
		return rc;
	rc = dev_dax_may_change(dev_dax);
	if (!rc)
		rc = dax_check_range(&dev_dax->region->res, &range, dev_dax_range_align(dev_dax));
	if (!rc)
		rc = dev_dax_add_ranges(dev_dax, &range, 1, true);
	up_write(&dev_dax->region->layout);
	return rc ?: len;
}
static DEVICE_ATTR_WO(mapping);

static ssize_t resource_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	u64 start;
	int rc;

	rc = down_read_killable(&dev_dax->region->layout);
	if (rc)
		return rc;
	start = dev_dax->nr_range ? dev_dax->ranges[0].range.start : dev_dax->region->res.start;
	up_read(&dev_dax->region->layout);
	return sysfs_emit(buf, "%#llx\n", start);
}
static DEVICE_ATTR_ADMIN_RO(resource);

static ssize_t memmap_on_memory_show(struct device *dev, struct device_attribute *attr,
				     char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(to_dev_dax(dev)->memmap_on_memory));
}

static ssize_t memmap_on_memory_store(struct device *dev, struct device_attribute *attr,
				      const char *buf, size_t len)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	bool on;
	int rc;

	if (!dax_is_text(buf, len) || kstrtobool(buf, &on))
		return -EINVAL;
	if (on && !dax_memmap_on_memory_possible())
		return -EOPNOTSUPP;
	rc = down_write_killable(&dev_dax->region->layout);
	if (rc)
		return rc;
	if (dev_dax->dead)
		rc = -ENXIO;
	else if (dev_dax->bound && dev_dax->bound->type == DAX_DRIVER_KMEM)
		rc = -EBUSY;
	else
		WRITE_ONCE(dev_dax->memmap_on_memory, on);
	up_write(&dev_dax->region->layout);
	return rc ?: len;
}
static DEVICE_ATTR_RW(memmap_on_memory);

static ssize_t numa_node_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", dev_to_node(dev));
}
static DEVICE_ATTR_RO(numa_node);

static struct attribute *dev_dax_attrs[] = {
	&dev_attr_modalias.attr,
	&dev_attr_size.attr,
	&dev_attr_mapping.attr,
	&dev_attr_align.attr,
	&dev_attr_memmap_on_memory.attr,
	&dev_attr_numa_node.attr,
	&dev_attr_target_node.attr,
	&dev_attr_resource.attr,
	NULL,
};

/* The attributes that change the memory of a device. */
static bool dev_dax_attr_changes(const struct attribute *attr)
{
	return attr == &dev_attr_size.attr || attr == &dev_attr_align.attr ||
	       attr == &dev_attr_mapping.attr;
}

static umode_t dev_dax_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	struct dev_dax *dev_dax = to_dev_dax(kobj_to_dev(kobj));

	if (attr == &dev_attr_target_node.attr && dev_dax->target_node == NUMA_NO_NODE)
		return 0;
	if (attr == &dev_attr_numa_node.attr && !IS_ENABLED(CONFIG_NUMA))
		return 0;
	if (static_dev_dax(dev_dax) && dev_dax_attr_changes(attr))
		return attr->mode & 0444;
	return attr->mode;
}

static const struct attribute_group dev_dax_group = {
	.is_visible = dev_dax_visible,
	.attrs = dev_dax_attrs,
};
__ATTRIBUTE_GROUPS(dev_dax);

/* ---- creation and removal ---- */

/* Lets another device have this number. */
static void dev_dax_free_id(struct dev_dax *dev_dax)
{
	if (dev_dax->id >= 0)
		ida_free(&dev_dax->region->ids, dev_dax->id);
	dev_dax->id = -1;
}

static void dev_dax_release(struct device *dev)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	struct dax_region *region = dev_dax->region;

	put_dax(dev_dax->dax_dev);
	dev_dax_free_id(dev_dax);
	dax_region_put(region);
	kfree(dev_dax->pgmap);
	kfree(dev_dax->ranges);
	kfree(dev_dax);
}

static const struct device_type dev_dax_type = {
	.name = "dev_dax",
	.groups = dev_dax_groups,
	.release = dev_dax_release,
};

/* Gives a device that is not in sysfs yet the first memory that is free. */
static int dev_dax_add_first_ranges(struct dev_dax *dev_dax, u64 size)
{
	const struct resource *root = &dev_dax->region->res;
	struct dax_plan plan;
	int rc;

	if (!size)
		return 0;
	/* The end of a region need not be a multiple of dev_dax_range_align(). */
	rc = dax_make_plan(&plan, root, NULL, size, dev_dax->align);
	if (rc)
		return rc;
	rc = dev_dax_add_ranges(dev_dax, plan.pieces, plan.nr, false);
	dax_free_plan(&plan);
	return rc;
}

/* Allocates a device without memory that is not in the list. put_device() frees it. */
static struct dev_dax *dev_dax_alloc(const struct dev_dax_data *data)
{
	struct dev_dax *dev_dax = kzalloc(sizeof(*dev_dax), GFP_KERNEL);
	struct dax_region *region = data->region;
	struct device *dev;
	int rc;

	if (!dev_dax)
		return ERR_PTR(-ENOMEM);
	dev = &dev_dax->dev;
	INIT_LIST_HEAD(&dev_dax->link);
	dev_dax->region = region;
	dev_dax->align = region->align;
	dev_dax->target_node = region->target_node;
	dev_dax->memmap_on_memory = data->memmap_on_memory && dax_memmap_on_memory_possible();

	dev_dax->id = data->id < 0 ? ida_alloc(&region->ids, GFP_KERNEL) :
		      ida_alloc_range(&region->ids, data->id, data->id, GFP_KERNEL);
	if (dev_dax->id < 0) {
		rc = dev_dax->id;
		goto free;
	}
	dev_dax->dax_dev = alloc_dax(dev_dax, NULL);
	if (IS_ERR(dev_dax->dax_dev)) {
		rc = PTR_ERR(dev_dax->dax_dev);
		goto free_id;
	}
	set_dax_synchronous(dev_dax->dax_dev);

	device_initialize(dev);
	dax_region_get(region);
	dev->bus = &dax_bus_type;
	dev->type = &dev_dax_type;
	dev->parent = region->dev;
	dev->devt = dax_inode(dev_dax->dax_dev)->i_rdev;
	/* From here on, dev_dax_release() undoes all of it. */
	rc = dev_set_name(dev, "dax%d.%d", region->id, dev_dax->id);
	if (!rc && data->pgmap) {
		dev_dax->pgmap = kmemdup(data->pgmap, sizeof(*data->pgmap), GFP_KERNEL);
		rc = dev_dax->pgmap ? 0 : -ENOMEM;
	}
	if (!rc)
		return dev_dax;
	put_device(dev);
	return ERR_PTR(rc);

free_id:
	ida_free(&region->ids, dev_dax->id);
free:
	kfree(dev_dax);
	return ERR_PTR(rc);
}

/**
 * dev_dax_clear_seed() - make a device no longer the seed of its region
 * @dev_dax: the device; layout is held for writing
 */
void dev_dax_clear_seed(struct dev_dax *dev_dax)
{
	if (dev_dax->region->seed == dev_dax)
		dev_dax->region->seed = NULL;
}

/**
 * dev_dax_mark_dead() - take a device off the region's list, so that it can be removed
 * @dev_dax: the device; layout is held for writing
 *
 * From here on, attributes cannot change the device, and no driver can bind it. The caller
 * releases layout and calls dev_dax_unregister().
 */
void dev_dax_mark_dead(struct dev_dax *dev_dax)
{
	dev_dax->dead = true;
	list_del_init(&dev_dax->link);
	dev_dax_clear_seed(dev_dax);
}

/**
 * dev_dax_unregister() - remove a device that dev_dax_mark_dead() took off the list
 * @dev_dax: the device
 * @added: whether device_add() succeeded for it
 *
 * Drops the reference of the list. Called without layout, for which running attributes of
 * the device may be waiting.
 */
void dev_dax_unregister(struct dev_dax *dev_dax, bool added)
{
	struct dax_region *region = dev_dax->region;

	down_write(&region->layout);
	dev_dax_hide_mappings(dev_dax);
	up_write(&region->layout);
	if (added)
		device_del(&dev_dax->dev);
	dax_remove_cdev(dev_dax->dax_dev);
	down_write(&region->layout);
	dev_dax_drop_ranges(dev_dax, 0);
	up_write(&region->layout);
	/* Open files may keep the structure for a long time, but not the name. */
	dev_dax_free_id(dev_dax);
	put_device(&dev_dax->dev);
}

/**
 * dev_dax_create() - create a device of a region
 * @data: describes the device
 *
 * Return: the device, whose reference the region's list has, or ERR_PTR(-errno).
 */
struct dev_dax *dev_dax_create(const struct dev_dax_data *data)
{
	struct dax_region *region = data->region;
	struct dev_dax *dev_dax;
	bool added = false;
	int rc;

	dev_dax = dev_dax_alloc(data);
	if (IS_ERR(dev_dax))
		return dev_dax;

	down_write(&region->layout);
	list_add_tail(&dev_dax->link, &region->devices);
	if (!data->size && !region->seed)
		region->seed = dev_dax;
	rc = region->dead ? -ENXIO : dev_dax_add_first_ranges(dev_dax, data->size);
	up_write(&region->layout);

	if (!rc)
		rc = dax_add_cdev(dev_dax->dax_dev, &dev_dax->dev.kobj);
	if (!rc) {
		/* This may bind a driver. */
		rc = device_add(&dev_dax->dev);
		added = !rc;
	}

	down_write(&region->layout);
	if (!rc)
		rc = dev_dax_show_mappings(dev_dax);
	if (rc)
		dev_dax_mark_dead(dev_dax);
	else
		dev_dax->live = true;
	up_write(&region->layout);
	if (!rc)
		return dev_dax;
	dev_dax_unregister(dev_dax, added);
	return ERR_PTR(rc);
}
