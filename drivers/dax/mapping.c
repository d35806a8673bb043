// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ranges of a device and their directories mappingN. Part of bus.c.
 *
 * All functions but the attributes are called with the region's layout held for writing.
 * N is the index of the range: ranges come and go at the end alone. An attribute takes no
 * lock, since directories are removed under layout.
 */

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

/* Shows the ranges that are not in sysfs yet. The device has to be there. */
static int dax_show_mappings(struct dev_dax *dev_dax)
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

static void dax_hide_mappings(struct dev_dax *dev_dax)
{
	int i;

	lockdep_assert_held_write(&dev_dax->region->layout);
	for (i = 0; i < dev_dax->nr_range; i++) {
		if (dev_dax->ranges[i].mapping->kobj.state_in_sysfs)
			kobject_del(&dev_dax->ranges[i].mapping->kobj);
	}
}

/* Gives the device @range as its last one, for which there is room in the array. */
static int dax_append_range(struct dev_dax *dev_dax, const struct range *range)
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

/* Takes the last range back. */
static void dax_drop_range(struct dev_dax *dev_dax)
{
	struct dev_dax_range *last = &dev_dax->ranges[dev_dax->nr_range - 1];
	struct dax_mapping *mapping = last->mapping;

	if (mapping->kobj.state_in_sysfs)
		kobject_del(&mapping->kobj);
	trace_dax_range_free(dev_dax, &last->range);
	__release_region(&dev_dax->region->res, last->range.start, range_len(&last->range));
	dev_dax->nr_range--;
	kobject_put(&mapping->kobj);
}

/* Makes the last range end at @end instead. */
static int dax_move_end(struct dev_dax *dev_dax, u64 end)
{
	struct dev_dax_range *last = &dev_dax->ranges[dev_dax->nr_range - 1];
	u64 start = last->range.start;
	int rc;

	rc = adjust_resource(last->mapping->res, start, end + 1 - start);
	if (rc)
		return rc;
	last->range.end = end;
	WRITE_ONCE(last->mapping->end, end);
	return 0;
}

/* Room for @more ranges. */
static int dax_reserve_ranges(struct dev_dax *dev_dax, int more)
{
	struct dev_dax_range *ranges;

	ranges = krealloc_array(dev_dax->ranges, dev_dax->nr_range + more, sizeof(*ranges),
				GFP_KERNEL);
	if (!ranges)
		return -ENOMEM;
	dev_dax->ranges = ranges;
	return 0;
}

/* Makes a device smaller, from its end. */
static int dax_shrink(struct dev_dax *dev_dax, u64 excess)
{
	while (excess) {
		struct range *last = &dev_dax->ranges[dev_dax->nr_range - 1].range;

		if (range_len(last) > excess)
			return dax_move_end(dev_dax, last->end - excess);
		excess -= range_len(last);
		dax_drop_range(dev_dax);
	}
	return 0;
}

/**
 * dax_append_pieces() - gives a device memory, all of it or none
 * @dev_dax: the device
 * @pieces: free ranges, in the order of page offsets
 * @nr: their number
 * @visible: the device is in sysfs, so show them
 *
 * Return: 0, or -errno and the device as it was.
 */
static int dax_append_pieces(struct dev_dax *dev_dax, const struct range *pieces, int nr,
			     bool visible)
{
	int had = dev_dax->nr_range, i, rc;

	rc = dax_reserve_ranges(dev_dax, nr);
	for (i = 0; i < nr && !rc; i++)
		rc = dax_append_range(dev_dax, &pieces[i]);
	if (!rc && visible)
		rc = dax_show_mappings(dev_dax);
	while (rc && dev_dax->nr_range > had)
		dax_drop_range(dev_dax);
	return rc;
}

/* Makes a device larger, all of it or nothing. */
static int dax_grow(struct dev_dax *dev_dax, u64 need, u64 align)
{
	const struct resource *root = &dev_dax->region->res;
	struct range *last = NULL, *pieces, *more;
	u64 old_end = 0;
	int nr, rc = 0;

	if (dev_dax->nr_range)
		last = &dev_dax->ranges[dev_dax->nr_range - 1].range;
	nr = dax_plan_growth(root, last, need, align, NULL);
	if (nr < 0)
		return nr;
	pieces = kmalloc_array(nr, sizeof(*pieces), GFP_KERNEL);
	if (!pieces)
		return -ENOMEM;
	dax_plan_growth(root, last, need, align, pieces);

	more = pieces;
	if (last && pieces[0].start == last->end + 1) {
		old_end = last->end;
		rc = dax_move_end(dev_dax, pieces[0].end);
		more++;
		nr--;
	}
	if (!rc && nr) {
		rc = dax_append_pieces(dev_dax, more, nr, true);
		if (rc && old_end)
			dax_move_end(dev_dax, old_end);
	}
	kfree(pieces);
	return rc;
}
