// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices of regions and their attributes. Part of bus.c.
 */

/* What size and position of a range have to be multiples of. */
static u64 dev_dax_granule(const struct dev_dax *dev_dax)
{
	return max_t(u64, dev_dax->align, memremap_compat_align());
}

/**
 * static_dev_dax() - whether a device's size is fixed
 * @dev_dax: the device
 */
bool static_dev_dax(struct dev_dax *dev_dax)
{
	return dev_dax->region->flags & DAX_REGION_STATIC;
}
EXPORT_SYMBOL_GPL(static_dev_dax);

/**
 * kill_dev_dax() - ends every access to a device's memory
 * @dev_dax: the device
 *
 * Mappings stay in their processes, but without pages; run_dax() lets them have some again.
 */
void kill_dev_dax(struct dev_dax *dev_dax)
{
	kill_dax(dev_dax->dax_dev);
	unmap_mapping_range(dax_inode(dev_dax->dax_dev)->i_mapping, 0, 0, 1);
}
EXPORT_SYMBOL_GPL(kill_dev_dax);

/* ---- attributes ---- */

/**
 * struct dev_dax_attribute - an attribute of a device
 * @attr: the driver core's part
 * @show: called with layout held for reading
 * @store: called with layout held for writing; @text is as the parsers want it
 * @layout: says what memory the device has, which static devices cannot change
 */
struct dev_dax_attribute {
	struct device_attribute attr;
	ssize_t (*show)(struct dev_dax *dev_dax, char *buf);
	int (*store)(struct dev_dax *dev_dax, const char *text, size_t len);
	bool layout;
};

#define to_dev_dax_attribute(__attr) container_of(__attr, struct dev_dax_attribute, attr)

static ssize_t dev_dax_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const struct dev_dax_attribute *what = to_dev_dax_attribute(attr);
	struct dev_dax *dev_dax = to_dev_dax(dev);
	ssize_t rc;

	if (!what->show)
		return -EIO;
	rc = down_read_killable(&dev_dax->region->layout);
	if (rc)
		return rc;
	rc = what->show(dev_dax, buf);
	up_read(&dev_dax->region->layout);
	return rc;
}

static ssize_t dev_dax_store(struct device *dev, struct device_attribute *attr,
			     const char *text, size_t len)
{
	const struct dev_dax_attribute *what = to_dev_dax_attribute(attr);
	struct dev_dax *dev_dax = to_dev_dax(dev);
	int rc;

	/* the mode forbids both, but root can change modes */
	if (!what->store)
		return -EIO;
	if (what->layout && static_dev_dax(dev_dax))
		return -EPERM;
	rc = down_write_killable(&dev_dax->region->layout);
	if (rc)
		return rc;
	if (dev_dax->dead)
		rc = -ENXIO;
	else
		rc = what->store(dev_dax, text, len);
	up_write(&dev_dax->region->layout);
	return rc ?: len;
}

#define DEV_DAX_ATTR(_name, _mode, _show, _store, _layout)			\
	static struct dev_dax_attribute dev_dax_attr_##_name = {		\
		.attr = __ATTR(_name, _mode, dev_dax_show, dev_dax_store),	\
		.show = _show,							\
		.store = _store,						\
		.layout = _layout,						\
	}

static ssize_t dev_dax_show_size(struct dev_dax *dev_dax, char *buf)
{
	return sysfs_emit(buf, "%llu\n", dev_dax_size(dev_dax));
}

static int dev_dax_store_size(struct dev_dax *dev_dax, const char *text, size_t len)
{
	u64 align = dev_dax_granule(dev_dax), had = dev_dax_size(dev_dax), size;

	if (dax_parse_number(text, len, &size))
		return -EINVAL;
	if (dev_dax->bound)
		return -EBUSY;
	if (!IS_ALIGNED(size, align))
		return -EINVAL;
	if (size <= had)
		return dax_shrink(dev_dax, had - size);
	return dax_grow(dev_dax, size - had, align);
}

DEV_DAX_ATTR(size, 0644, dev_dax_show_size, dev_dax_store_size, true);

static ssize_t dev_dax_show_align(struct dev_dax *dev_dax, char *buf)
{
	return sysfs_emit(buf, "%u\n", dev_dax->align);
}

/* A page size that a fault can have here. */
static bool dax_align_possible(u64 align)
{
	return align == PAGE_SIZE ||
	       (align == PMD_SIZE && has_transparent_hugepage()) ||
	       (align == PUD_SIZE && dax_cpu_has_pud_pages());
}

static int dev_dax_store_align(struct dev_dax *dev_dax, const char *text, size_t len)
{
	const struct range *range;
	u64 align;
	int i;

	if (dax_parse_number(text, len, &align) || !dax_align_possible(align))
		return -EINVAL;
	if (dev_dax->bound)
		return -EBUSY;
	for (i = 0; i < dev_dax->nr_range; i++) {
		range = &dev_dax->ranges[i].range;
		if (!IS_ALIGNED(range->start | range_len(range), align))
			return -EINVAL;
	}
	dev_dax->align = align;
	return 0;
}

DEV_DAX_ATTR(align, 0644, dev_dax_show_align, dev_dax_store_align, true);

static int dev_dax_store_mapping(struct dev_dax *dev_dax, const char *text, size_t len)
{
	struct range range;
	int rc;

	if (dax_parse_range(text, len, &range))
		return -EINVAL;
	if (dev_dax->bound)
		return -EBUSY;
	rc = dax_check_range(&dev_dax->region->res, &range, dev_dax_granule(dev_dax));
	return rc ?: dax_append_pieces(dev_dax, &range, 1, true);
}

DEV_DAX_ATTR(mapping, 0200, NULL, dev_dax_store_mapping, true);

static ssize_t dev_dax_show_resource(struct dev_dax *dev_dax, char *buf)
{
	u64 start = dev_dax->nr_range ? dev_dax->ranges[0].range.start :
		    dev_dax->region->res.start;

	return sysfs_emit(buf, "%#llx\n", start);
}

DEV_DAX_ATTR(resource, 0400, dev_dax_show_resource, NULL, false);

static ssize_t dev_dax_show_target_node(struct dev_dax *dev_dax, char *buf)
{
	return sysfs_emit(buf, "%d\n", dev_dax->target_node);
}

DEV_DAX_ATTR(target_node, 0444, dev_dax_show_target_node, NULL, false);

static ssize_t dev_dax_show_numa_node(struct dev_dax *dev_dax, char *buf)
{
	return sysfs_emit(buf, "%d\n", dev_to_node(&dev_dax->dev));
}

DEV_DAX_ATTR(numa_node, 0444, dev_dax_show_numa_node, NULL, false);

static ssize_t dev_dax_show_modalias(struct dev_dax *dev_dax, char *buf)
{
	return sysfs_emit(buf, DAX_MODALIAS "\n");
}

DEV_DAX_ATTR(modalias, 0444, dev_dax_show_modalias, NULL, false);

static ssize_t dev_dax_show_memmap(struct dev_dax *dev_dax, char *buf)
{
	return sysfs_emit(buf, "%d\n", dev_dax->memmap_on_memory);
}

static int dev_dax_store_memmap(struct dev_dax *dev_dax, const char *text, size_t len)
{
	bool on;

	if (!dax_is_text(text, len) || kstrtobool(text, &on))
		return -EINVAL;
	if (on && !dax_memmap_on_memory_possible())
		return -EOPNOTSUPP;
	if (dev_dax->bound && dev_dax->bound->type == DAX_DRIVER_KMEM)
		return -EBUSY;
	dev_dax->memmap_on_memory = on;
	return 0;
}

DEV_DAX_ATTR(memmap_on_memory, 0644, dev_dax_show_memmap, dev_dax_store_memmap, false);

static struct attribute *dev_dax_attrs[] = {
	&dev_dax_attr_modalias.attr.attr,
	&dev_dax_attr_size.attr.attr,
	&dev_dax_attr_mapping.attr.attr,
	&dev_dax_attr_align.attr.attr,
	&dev_dax_attr_memmap_on_memory.attr.attr,
	&dev_dax_attr_numa_node.attr.attr,
	&dev_dax_attr_target_node.attr.attr,
	&dev_dax_attr_resource.attr.attr,
	NULL,
};

static umode_t dev_dax_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	const struct dev_dax_attribute *what =
		container_of(attr, struct dev_dax_attribute, attr.attr);
	struct dev_dax *dev_dax = to_dev_dax(kobj_to_dev(kobj));

	if (attr == &dev_dax_attr_target_node.attr.attr && dev_dax->target_node == NUMA_NO_NODE)
		return 0;
	if (attr == &dev_dax_attr_numa_node.attr.attr && !IS_ENABLED(CONFIG_NUMA))
		return 0;
	if (static_dev_dax(dev_dax) && what->layout)
		return attr->mode & 0444;
	return attr->mode;
}

static const struct attribute_group dev_dax_group = {
	.is_visible = dev_dax_visible,
	.attrs = dev_dax_attrs,
};
__ATTRIBUTE_GROUPS(dev_dax);

/* ---- birth and death ---- */

static void dax_region_put(struct dax_region *region);

static void dev_dax_release(struct device *dev)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	struct dax_region *region = dev_dax->region;

	put_dax(dev_dax->dax_dev);
	ida_free(&region->ids, dev_dax->id);
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

/* A device on the bus by that name, with a reference. */
static struct device *dax_find_device(const char *name)
{
	return bus_find_device_by_name(&dax_bus_type, NULL, name);
}

/* Memory with which the device comes into being: the first that is free. */
static int dev_dax_first_ranges(struct dev_dax *dev_dax, u64 size)
{
	const struct resource *root = &dev_dax->region->res;
	struct range *pieces;
	int nr, rc;

	if (!size)
		return 0;
	/* A region's end need not be a multiple of anything. */
	nr = dax_plan_growth(root, NULL, size, dev_dax->align, NULL);
	if (nr < 0)
		return nr;
	pieces = kmalloc_array(nr, sizeof(*pieces), GFP_KERNEL);
	if (!pieces)
		return -ENOMEM;
	dax_plan_growth(root, NULL, size, dev_dax->align, pieces);
	rc = dax_append_pieces(dev_dax, pieces, nr, false);
	kfree(pieces);
	return rc;
}

/* All but its memory and its place in the list: put_device() undoes it. */
static struct dev_dax *dev_dax_alloc(const struct dev_dax_data *data)
{
	struct dax_region *region = data->region;
	struct dev_dax *dev_dax;
	struct device *dev;
	int rc;

	dev_dax = kzalloc(sizeof(*dev_dax), GFP_KERNEL);
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
	kref_get(&region->kref);
	dev->bus = &dax_bus_type;
	dev->type = &dev_dax_type;
	dev->parent = region->dev;
	dev->devt = dax_inode(dev_dax->dax_dev)->i_rdev;
	/* from here on, releasing the device undoes the above */
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

static void dev_dax_free_ranges(struct dev_dax *dev_dax)
{
	down_write(&dev_dax->region->layout);
	while (dev_dax->nr_range)
		dax_drop_range(dev_dax);
	up_write(&dev_dax->region->layout);
}

/*
 * Ends a device that dev_dax_condemn() took off the list, and drops the list's reference.
 * Called without layout: attributes that are running may be waiting for it.
 */
static void dev_dax_bury(struct dev_dax *dev_dax, bool added)
{
	down_write(&dev_dax->region->layout);
	dax_hide_mappings(dev_dax);
	up_write(&dev_dax->region->layout);
	if (added)
		device_del(&dev_dax->dev);
	dax_remove_cdev(dev_dax->dax_dev);
	dev_dax_free_ranges(dev_dax);
	put_device(&dev_dax->dev);
}

/* It was bound, or is gone; with layout held. */
static void dev_dax_is_no_seed(struct dev_dax *dev_dax)
{
	if (dev_dax->region->seed == dev_dax)
		dev_dax->region->seed = NULL;
}

/* Takes a device off the list; with layout held. */
static void dev_dax_condemn(struct dev_dax *dev_dax)
{
	dev_dax->dead = true;
	list_del_init(&dev_dax->link);
	dev_dax_is_no_seed(dev_dax);
}

/**
 * dev_dax_create() - makes a device of a region
 * @data: what it is to be
 *
 * Return: the device, which the region's list holds, or ERR_PTR(-errno).
 */
static struct dev_dax *dev_dax_create(const struct dev_dax_data *data)
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
	rc = region->dead ? -ENXIO : dev_dax_first_ranges(dev_dax, data->size);
	up_write(&region->layout);

	if (!rc)
		rc = dax_add_cdev(dev_dax->dax_dev, &dev_dax->dev.kobj);
	if (!rc) {
		/* which may bind a driver to it */
		rc = device_add(&dev_dax->dev);
		added = !rc;
	}

	down_write(&region->layout);
	if (!rc)
		rc = dax_show_mappings(dev_dax);
	if (rc)
		dev_dax_condemn(dev_dax);
	else
		dev_dax->live = true;
	up_write(&region->layout);
	if (!rc)
		return dev_dax;
	dev_dax_bury(dev_dax, added);
	return ERR_PTR(rc);
}
