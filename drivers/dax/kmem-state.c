// SPDX-License-Identifier: GPL-2.0-only
/*
 * The attribute state: all of a device's memory online or unplugged by one write, or
 * nothing of it. Part of kmem.c.
 *
 * It is there while kmem is bound; the driver core removes it with the device's lock held,
 * so nothing in here takes that.
 */

static struct kmem_data *kmem_of(struct device *dev)
{
	return dev_get_drvdata(dev);
}

enum kmem_state {
	KMEM_UNPLUGGED,
	KMEM_OFFLINE,
	KMEM_ONLINE,
	KMEM_ONLINE_KERNEL,
	KMEM_ONLINE_MOVABLE,
	KMEM_INCONSISTENT,
};

static const char * const kmem_state_names[] = {
	[KMEM_UNPLUGGED] = "unplugged",
	[KMEM_OFFLINE] = "offline",
	[KMEM_ONLINE] = "online",
	[KMEM_ONLINE_KERNEL] = "online_kernel",
	[KMEM_ONLINE_MOVABLE] = "online_movable",
	[KMEM_INCONSISTENT] = "inconsistent",
};

/* What the blocks are now, whoever made them so. With the lock held. */
static enum kmem_state kmem_look(struct kmem_data *data)
{
	struct dax_block_count count = { };
	int i, plugged = 0;

	for (i = 0; i < data->nr; i++) {
		struct kmem_chunk *chunk = &data->chunks[i];

		if (!chunk->res)
			continue;
		plugged++;
		dax_count_blocks(chunk->range.start, range_len(&chunk->range), &count);
	}
	if (!plugged)
		return KMEM_UNPLUGGED;
	if (plugged < data->nr || (count.offline && (count.movable || count.kernel)))
		return KMEM_INCONSISTENT;
	if (count.offline)
		return KMEM_OFFLINE;
	if (count.movable && count.kernel)
		return KMEM_ONLINE;
	return count.movable ? KMEM_ONLINE_MOVABLE : KMEM_ONLINE_KERNEL;
}

/* ---- the guard ---- */

static bool kmem_has_pfn(const struct kmem_data *data, unsigned long pfn)
{
	u64 address = PFN_PHYS(pfn);
	int i;

	for (i = 0; i < data->nr; i++) {
		if (address >= data->chunks[i].range.start && address <= data->chunks[i].range.end)
			return true;
	}
	return false;
}

/*
 * Memory that is added goes online at once if the machine's policy says so, and user space
 * may do the same when it sees the new blocks. Both may choose a zone for the kernel, which
 * no block leaves for certain. So while the state is changed, only this file brings the
 * device's blocks online.
 */
static int kmem_guard(struct notifier_block *guard, unsigned long action, void *arg)
{
	struct kmem_data *data = container_of(guard, struct kmem_data, guard);
	const struct memory_notify *notify = arg;

	if (action != MEM_GOING_ONLINE || READ_ONCE(data->admitted) == current ||
	    !kmem_has_pfn(data, notify->start_pfn))
		return NOTIFY_OK;
	return notifier_from_errno(-EBUSY);
}

/* Brings a block online; the policy does not decide of it. */
static int kmem_online_block(struct kmem_data *data, u64 start, int online_type)
{
	int rc;

	WRITE_ONCE(data->admitted, current);
	rc = dax_online_block(start, online_type);
	WRITE_ONCE(data->admitted, NULL);
	return rc;
}

/* ---- changes ---- */

static int kmem_mmop(enum kmem_state state)
{
	switch (state) {
	case KMEM_ONLINE_KERNEL:
		return MMOP_ONLINE_KERNEL;
	case KMEM_ONLINE_MOVABLE:
		return MMOP_ONLINE_MOVABLE;
	default:
		return MMOP_ONLINE;
	}
}

/* Brings a plugged chunk online, all of it; it may be partly so if that fails. */
static int kmem_online_chunk(struct kmem_data *data, const struct kmem_chunk *chunk, int mmop)
{
	u64 start;
	int rc;

	for (start = chunk->range.start; start < chunk->range.end;
	     start += memory_block_size_bytes()) {
		rc = kmem_online_block(data, start, mmop);
		if (rc)
			return rc;
	}
	return 0;
}

/* Takes a chunk offline, if it is not, and away. Undoes itself if that fails. */
static int kmem_withdraw(struct kmem_data *data, struct kmem_chunk *chunk)
{
	if (!chunk->res)
		return 0;
	return kmem_unplugged(data, chunk,
			      offline_and_remove_memory(chunk->range.start,
							range_len(&chunk->range)));
}

static int kmem_set_online(struct kmem_data *data, enum kmem_state to)
{
	int i, rc = 0;

	for (i = 0; i < data->nr && !rc; i++) {
		rc = kmem_plug(data, &data->chunks[i]);
		if (!rc)
			rc = kmem_online_chunk(data, &data->chunks[i], kmem_mmop(to));
	}
	if (!rc)
		return 0;
	for (i = data->nr - 1; i >= 0; i--) {
		if (kmem_withdraw(data, &data->chunks[i]))
			dev_warn(&data->dev_dax->dev, "mapping%d: it cannot be unplugged again\n",
				 data->chunks[i].mapping);
	}
	return rc;
}

/**
 * struct kmem_snapshot - how the memory blocks of a device are
 * @nr: count of blocks
 * @types: for each block, by page offset, of enum mmop, or negative without memory
 */
struct kmem_snapshot {
	unsigned long nr;
	s8 types[];
};

static struct kmem_snapshot *kmem_take_snapshot(struct kmem_data *data)
{
	u64 block = memory_block_size_bytes(), start;
	unsigned long nr = div64_ul(kmem_size(data), block);
	struct kmem_snapshot *snapshot;
	int i;

	snapshot = kvzalloc(struct_size(snapshot, types, nr), GFP_KERNEL);
	if (!snapshot)
		return NULL;
	for (i = 0; i < data->nr; i++) {
		const struct range *range = &data->chunks[i].range;

		for (start = range->start; start < range->end; start += block)
			snapshot->types[snapshot->nr++] = dax_block_online_type(start);
	}
	return snapshot;
}

/* Puts chunks that are missing now back, and blocks that are offline now online. */
static void kmem_restore(struct kmem_data *data, const struct kmem_snapshot *snapshot)
{
	u64 block = memory_block_size_bytes(), start;
	const s8 *type = snapshot->types;
	int i, rc;

	for (i = 0; i < data->nr; i++) {
		struct kmem_chunk *chunk = &data->chunks[i];

		rc = 0;
		if (*type >= 0 && !chunk->res)
			rc = kmem_plug(data, chunk);
		for (start = chunk->range.start; start < chunk->range.end; start += block, type++) {
			if (!rc && *type > MMOP_OFFLINE)
				rc = kmem_online_block(data, start, *type);
		}
		if (rc)
			dev_warn(&data->dev_dax->dev, "mapping%d: it is not as it was: %d\n",
				 chunk->mapping, rc);
	}
}

static int kmem_set_unplugged(struct kmem_data *data)
{
	struct kmem_snapshot *snapshot;
	int i, rc = 0;

	snapshot = kmem_take_snapshot(data);
	if (!snapshot)
		return -ENOMEM;
	for (i = data->nr - 1; i >= 0 && !rc; i--)
		rc = kmem_withdraw(data, &data->chunks[i]);
	if (rc)
		kmem_restore(data, snapshot);
	kvfree(snapshot);
	return rc;
}

static bool kmem_is_online(enum kmem_state state)
{
	return state == KMEM_ONLINE || state == KMEM_ONLINE_KERNEL ||
	       state == KMEM_ONLINE_MOVABLE;
}

static int kmem_set(struct kmem_data *data, enum kmem_state to)
{
	enum kmem_state is = kmem_look(data);
	int rc;

	if (is == to || (to == KMEM_ONLINE && kmem_is_online(is)))
		return 0;
	data->guard.notifier_call = kmem_guard;
	rc = register_memory_notifier(&data->guard);
	if (rc)
		return rc;
	if (to == KMEM_UNPLUGGED)
		rc = kmem_set_unplugged(data);
	else if (is == KMEM_UNPLUGGED)
		rc = kmem_set_online(data, to);
	else
		rc = -EBUSY;
	unregister_memory_notifier(&data->guard);
	trace_kmem_state(data->dev_dax, kmem_state_names[is], kmem_state_names[to], rc);
	return rc;
}

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct kmem_data *data = kmem_of(dev);
	enum kmem_state state;

	mutex_lock(&data->lock);
	state = kmem_look(data);
	mutex_unlock(&data->lock);
	return sysfs_emit(buf, "%s\n", kmem_state_names[state]);
}

static ssize_t state_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count)
{
	struct kmem_data *data = kmem_of(dev);
	int to, rc;

	if (!dax_is_text(buf, count))
		return -EINVAL;
	to = sysfs_match_string(kmem_state_names, buf);
	if (to != KMEM_UNPLUGGED && (to < 0 || !kmem_is_online(to)))
		return -EINVAL;

	mutex_lock(&data->lock);
	rc = kmem_set(data, to);
	mutex_unlock(&data->lock);
	return rc ?: count;
}
static DEVICE_ATTR_RW(state);

static struct attribute *kmem_attrs[] = {
	&dev_attr_state.attr,
	NULL,
};

ATTRIBUTE_GROUPS(kmem);
