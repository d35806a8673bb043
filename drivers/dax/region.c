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

/* ---- attributes ---- */

/**
 * struct dax_region_attribute - an attribute of a region
 * @attr: the driver core's part
 * @show: called with layout held for reading
 * @store: called without layout, since these add or delete devices
 * @dynamic: static regions do not have it
 */
struct dax_region_attribute {
	struct device_attribute attr;
	ssize_t (*show)(struct dax_region *region, char *buf);
	int (*store)(struct dax_region *region, const char *text, size_t len);
	bool dynamic;
};

#define to_dax_region_attribute(__attr) container_of(__attr, struct dax_region_attribute, attr)

static ssize_t dax_region_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const struct dax_region_attribute *what = to_dax_region_attribute(attr);
	struct dax_region *region = dev_get_drvdata(dev);
	ssize_t rc;

	/* the mode forbids it, but root can change modes */
	if (!what->show)
		return -EIO;
	rc = down_read_killable(&region->layout);
	if (rc)
		return rc;
	rc = what->show(region, buf);
	up_read(&region->layout);
	return rc;
}

static ssize_t dax_region_store(struct device *dev, struct device_attribute *attr,
				const char *text, size_t len)
{
	const struct dax_region_attribute *what = to_dax_region_attribute(attr);

	if (!what->store)
		return -EIO;
	return what->store(dev_get_drvdata(dev), text, len) ?: len;
}

#define DAX_REGION_ATTR(_name, _mode, _show, _store, _dynamic)			\
	static struct dax_region_attribute dax_region_attr_##_name = {		\
		.attr = __ATTR(_name, _mode, dax_region_show, dax_region_store),	\
		.show = _show,							\
		.store = _store,						\
		.dynamic = _dynamic,						\
	}

static ssize_t dax_region_show_id(struct dax_region *region, char *buf)
{
	return sysfs_emit(buf, "%d\n", region->id);
}

DAX_REGION_ATTR(id, 0444, dax_region_show_id, NULL, false);

static ssize_t dax_region_show_size(struct dax_region *region, char *buf)
{
	return sysfs_emit(buf, "%llu\n", (u64)resource_size(&region->res));
}

DAX_REGION_ATTR(size, 0444, dax_region_show_size, NULL, false);

static ssize_t dax_region_show_align(struct dax_region *region, char *buf)
{
	return sysfs_emit(buf, "%u\n", region->align);
}

DAX_REGION_ATTR(align, 0400, dax_region_show_align, NULL, false);

static ssize_t dax_region_show_available(struct dax_region *region, char *buf)
{
	return sysfs_emit(buf, "%llu\n", dax_free_size(&region->res));
}

DAX_REGION_ATTR(available_size, 0444, dax_region_show_available, NULL, true);

static ssize_t dax_region_show_seed(struct dax_region *region, char *buf)
{
	return sysfs_emit(buf, "%s\n", region->seed ? dev_name(&region->seed->dev) : "");
}

DAX_REGION_ATTR(seed, 0444, dax_region_show_seed, NULL, true);

static ssize_t dax_region_show_youngest(struct dax_region *region, char *buf)
{
	if (list_empty(&region->devices))
		return sysfs_emit(buf, "\n");
	return sysfs_emit(buf, "%s\n",
			  dev_name(&list_last_entry(&region->devices, struct dev_dax, link)->dev));
}

static int dax_region_create(struct dax_region *region, const char *text, size_t len)
{
	const struct dev_dax_data seed = { .region = region, .id = -1 };
	u64 number;
	int rc;

	if (dax_parse_number(text, len, &number) || number != 1)
		return -EINVAL;
	rc = down_read_killable(&region->layout);
	if (rc)
		return rc;
	if (region->dead)
		rc = -ENXIO;
	else if (!dax_free_size(&region->res))
		rc = -ENOSPC;
	up_read(&region->layout);
	return rc ?: PTR_ERR_OR_ZERO(dev_dax_create(&seed));
}

DAX_REGION_ATTR(create, 0644, dax_region_show_youngest, dax_region_create, true);

static struct dev_dax *dax_region_find(struct dax_region *region, const char *name)
{
	struct dev_dax *dev_dax;

	list_for_each_entry(dev_dax, &region->devices, link) {
		if (!strcmp(dev_name(&dev_dax->dev), name))
			return dev_dax;
	}
	return NULL;
}

static int dax_region_delete(struct dax_region *region, const char *text, size_t len)
{
	struct dev_dax *victim;
	char name[DAX_NAME_LEN];
	int rc;

	/* what cannot be a name is none of the region's */
	if (dax_parse_name(text, len, name))
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
		dev_dax_condemn(victim);
	up_write(&region->layout);
	if (!rc)
		dev_dax_bury(victim, true);
	return rc;
}

DAX_REGION_ATTR(delete, 0200, NULL, dax_region_delete, true);

static struct attribute *dax_region_attrs[] = {
	&dax_region_attr_id.attr.attr,
	&dax_region_attr_size.attr.attr,
	&dax_region_attr_align.attr.attr,
	&dax_region_attr_available_size.attr.attr,
	&dax_region_attr_seed.attr.attr,
	&dax_region_attr_create.attr.attr,
	&dax_region_attr_delete.attr.attr,
	NULL,
};

static umode_t dax_region_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	struct dax_region *region = dev_get_drvdata(kobj_to_dev(kobj));
	struct device_attribute *dev_attr = container_of(attr, struct device_attribute, attr);

	if (to_dax_region_attribute(dev_attr)->dynamic && (region->flags & DAX_REGION_STATIC))
		return 0;
	return attr->mode;
}

static const struct attribute_group dax_region_group = {
	.name = "dax_region",
	.is_visible = dax_region_visible,
	.attrs = dax_region_attrs,
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
