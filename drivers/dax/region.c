// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions: the group dax_region/ in the directory of the device that gives the memory.
 * Part of bus.c.
 */

static void dax_region_free(struct kref *kref)
{
	struct dax_region *region = container_of(kref, struct dax_region, kref);

	ida_destroy(&region->ids);
	kfree(region);
}

static void dax_region_put(struct dax_region *region)
{
	kref_put(&region->kref, dax_region_free);
}

static struct dax_region *to_dax_region(struct device *dev)
{
	return dev_get_drvdata(dev);
}

/* ---- attributes ---- */

static ssize_t id_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", to_dax_region(dev)->id);
}
static DEVICE_ATTR_RO(id);

static ssize_t region_size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", (u64)resource_size(&to_dax_region(dev)->res));
}
static struct device_attribute dev_attr_region_size =
	__ATTR(size, 0444, region_size_show, NULL);

static ssize_t region_align_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", to_dax_region(dev)->align);
}
static struct device_attribute dev_attr_region_align =
	__ATTR(align, 0400, region_align_show, NULL);

static ssize_t available_size_show(struct device *dev, struct device_attribute *attr,
				   char *buf)
{
	struct dax_region *region = to_dax_region(dev);
	u64 size;
	int rc;

	rc = down_read_killable(&region->layout);
	if (rc)
		return rc;
	size = dax_free_size(&region->res);
	up_read(&region->layout);
	return sysfs_emit(buf, "%llu\n", size);
}
static DEVICE_ATTR_RO(available_size);

static ssize_t seed_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dax_region *region = to_dax_region(dev);
	const char *name = "";
	struct dev_dax *dev_dax;
	int rc;

	rc = down_read_killable(&region->layout);
	if (rc)
		return rc;
	list_for_each_entry(dev_dax, &region->devices, link) {
		if (dev_dax->seed) {
			name = dev_name(&dev_dax->dev);
			break;
		}
	}
	rc = sysfs_emit(buf, "%s\n", name);
	up_read(&region->layout);
	return rc;
}
static DEVICE_ATTR_RO(seed);

static ssize_t create_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dax_region *region = to_dax_region(dev);
	const char *name = "";
	int rc;

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
			    size_t count)
{
	struct dax_region *region = to_dax_region(dev);
	struct dev_dax_data data = { .region = region, .id = -1 };
	struct dev_dax *dev_dax;
	u64 number;
	int rc;

	rc = dax_parse_number(buf, count, &number);
	if (rc || number != 1)
		return -EINVAL;
	rc = down_read_killable(&region->layout);
	if (rc)
		return rc;
	if (region->dead)
		rc = -ENXIO;
	else if (!dax_free_size(&region->res))
		rc = -ENOSPC;
	up_read(&region->layout);
	if (rc)
		return rc;

	dev_dax = dev_dax_create(&data);
	return IS_ERR(dev_dax) ? PTR_ERR(dev_dax) : count;
}
static DEVICE_ATTR_RW(create);

static struct dev_dax *dax_region_find(struct dax_region *region, const char *name)
{
	struct dev_dax *dev_dax;

	list_for_each_entry(dev_dax, &region->devices, link) {
		if (!strcmp(dev_name(&dev_dax->dev), name))
			return dev_dax;
	}
	return NULL;
}

static ssize_t delete_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	struct dax_region *region = to_dax_region(dev);
	struct dev_dax *victim;
	char name[DAX_NAME_LEN];
	int rc;

	rc = dax_parse_name(buf, count, name);
	if (rc)
		return rc;
	rc = down_write_killable(&region->layout);
	if (rc)
		return rc;
	victim = dax_region_find(region, name);
	if (!victim)
		rc = -ENXIO;
	else if (!victim->live || !victim->id || victim->nr_range || victim->bound)
		rc = -EBUSY;
	else
		dev_dax_condemn(victim);
	up_write(&region->layout);
	if (rc)
		return rc;
	dev_dax_bury(victim, true);
	return count;
}
static DEVICE_ATTR_WO(delete);

static struct attribute *dax_region_attrs[] = {
	&dev_attr_id.attr,
	&dev_attr_region_size.attr,
	&dev_attr_region_align.attr,
	&dev_attr_available_size.attr,
	&dev_attr_seed.attr,
	&dev_attr_create.attr,
	&dev_attr_delete.attr,
	NULL,
};

static umode_t dax_region_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	struct dax_region *region = to_dax_region(kobj_to_dev(kobj));

	if ((region->flags & DAX_REGION_STATIC) &&
	    (attr == &dev_attr_available_size.attr || attr == &dev_attr_seed.attr ||
	     attr == &dev_attr_create.attr || attr == &dev_attr_delete.attr))
		return 0;
	return attr->mode;
}

static const struct attribute_group dax_region_group = {
	.name = "dax_region",
	.attrs = dax_region_attrs,
	.is_visible = dax_region_visible,
};

/* ---- birth and death ---- */

/* The owner's driver unbinds: what it gave is gone, whoever uses it. */
static void dax_region_unregister(void *data)
{
	struct dax_region *region = data;
	struct dev_dax *dev_dax;

	down_write(&region->layout);
	region->dead = true;
	up_write(&region->layout);
	/* waits for a create or delete that is under way; no other begins */
	sysfs_remove_group(&region->dev->kobj, &dax_region_group);

	for (;;) {
		down_write(&region->layout);
		dev_dax = list_first_entry_or_null(&region->devices, struct dev_dax, link);
		if (dev_dax)
			dev_dax_condemn(dev_dax);
		up_write(&region->layout);
		if (!dev_dax)
			break;
		dev_dax_bury(dev_dax, true);
	}
	dev_set_drvdata(region->dev, NULL);
	dax_region_put(region);
}

/**
 * alloc_dax_region() - makes a region of memory that a device's driver has
 * @parent: the device, whose driver is probing it; the region uses its driver data
 * @id: number, unique among regions
 * @range: the memory
 * @target_node: node that the memory belongs to, or NUMA_NO_NODE
 * @align: least alignment of devices; a power of two that @range is a multiple of
 * @flags: of enum dax_region_flags
 *
 * When the driver unbinds, the region goes, with all its devices.
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
		dev_info(parent, "%#llx-%#llx is not aligned to %#x, hence no region\n",
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
 * devm_create_dev_dax() - makes the first device of a region
 * @data: what it is to be
 *
 * It goes when the region does.
 *
 * Return: the device, or ERR_PTR(-errno).
 */
struct dev_dax *devm_create_dev_dax(const struct dev_dax_data *data)
{
	return dev_dax_create(data);
}
EXPORT_SYMBOL_GPL(devm_create_dev_dax);
