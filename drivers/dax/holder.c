// SPDX-License-Identifier: GPL-2.0-only
/*
 * The holder of a dax_device, which uses all of it, and the disk by which filesystems find
 * the device.
 */
#include <linux/blkdev.h>
#include <linux/dax.h>
#include <linux/fs.h>
#include <linux/xarray.h>
#include "core.h"
#include "dax-private.h"

/**
 * dax_holder() - get the holder of a device
 * @dax_dev: the device
 *
 * Return: the pointer that the holder passed when it took the device, or NULL.
 */
void *dax_holder(struct dax_device *dax_dev)
{
	return READ_ONCE(dax_dev->holder);
}
EXPORT_SYMBOL_GPL(dax_holder);

/**
 * dax_holder_notify_failure() - notify the holder that memory failed
 * @dax_dev: the device
 * @offset: the first byte that failed
 * @size: the number of bytes that failed
 * @flags: the flags of memory_failure()
 *
 * Return: what the holder returned; -ENXIO if the device is dead, -EOPNOTSUPP if there is no
 * holder, or if it takes no notifications.
 */
int dax_holder_notify_failure(struct dax_device *dax_dev, u64 offset, u64 size, int flags)
{
	const struct dax_holder_operations *hops;
	int id = dax_read_lock(), rc = -ENXIO;

	if (dax_alive(dax_dev)) {
		hops = READ_ONCE(dax_dev->holder_ops);
		rc = hops ? hops->notify_failure(dax_dev, offset, size, flags) : -EOPNOTSUPP;
	}
	dax_read_unlock(id);
	return rc;
}
EXPORT_SYMBOL_GPL(dax_holder_notify_failure);

static bool dax_take(struct dax_device *dax_dev, void *holder,
		     const struct dax_holder_operations *hops)
{
	if (!holder)
		return true;
	if (cmpxchg(&dax_dev->holder, NULL, holder))
		return false;
	WRITE_ONCE(dax_dev->holder_ops, hops);
	return true;
}

/**
 * fs_dax_get() - take a device for a filesystem without a block device
 * @dax_dev: the device, to which the caller has a reference, or NULL
 * @holder: the filesystem; not NULL
 * @hops: how to notify it of failures
 *
 * Return: 0, with another reference that fs_put_dax() drops; -ENODEV if the device is dead or
 * has no operations, -EBUSY if it has a holder.
 */
int fs_dax_get(struct dax_device *dax_dev, void *holder,
	       const struct dax_holder_operations *hops)
{
	int id = dax_read_lock(), rc = 0;

	if (!dax_dev || !dax_alive(dax_dev) || !dax_dev->ops || !igrab(&dax_dev->inode)) {
		rc = -ENODEV;
	} else if (!dax_take(dax_dev, holder, hops)) {
		rc = -EBUSY;
		iput(&dax_dev->inode);
	}
	dax_read_unlock(id);
	return rc;
}
EXPORT_SYMBOL_GPL(fs_dax_get);

#if defined(CONFIG_BLOCK) && defined(CONFIG_FS_DAX)

static DEFINE_XARRAY(dax_hosts);	/* from gendisk to dax_device */

static unsigned long dax_host_index(const struct gendisk *disk)
{
	return (unsigned long)disk;
}

static void dax_untake(struct dax_device *dax_dev, void *holder)
{
	if (!holder || READ_ONCE(dax_dev->holder) != holder)
		return;
	WRITE_ONCE(dax_dev->holder_ops, NULL);
	cmpxchg(&dax_dev->holder, holder, NULL);
}

/**
 * fs_put_dax() - give a device back that a filesystem took
 * @dax_dev: the device, or NULL
 * @holder: the holder that took it, or NULL
 */
void fs_put_dax(struct dax_device *dax_dev, void *holder)
{
	if (!dax_dev)
		return;
	dax_untake(dax_dev, holder);
	put_dax(dax_dev);
}
EXPORT_SYMBOL_GPL(fs_put_dax);

/**
 * fs_dax_get_by_bdev() - take the device of a block device for a filesystem
 * @bdev: a disk or a partition, which begins and ends on page boundaries
 * @offset: is set to the offset of @bdev in the device, in bytes
 * @holder: the filesystem if it takes the device for itself alone, or NULL
 * @hops: how to notify the holder of failures
 *
 * Return: the device with a reference, which fs_put_dax() drops. NULL if the disk has no
 * device, if the device is dead, or if it has another holder.
 */
struct dax_device *fs_dax_get_by_bdev(struct block_device *bdev, u64 *offset,
				      void *holder, const struct dax_holder_operations *hops)
{
	struct gendisk *disk = bdev->bd_disk;
	u64 start = (u64)get_start_sect(bdev) << SECTOR_SHIFT;
	struct dax_device *dax_dev;
	int id;

	if (!blk_queue_dax(disk->queue))
		return NULL;
	if (!PAGE_ALIGNED(start) || !PAGE_ALIGNED((u64)bdev_nr_bytes(bdev))) {
		pr_info("%pg: does not begin and end on page boundaries, hence no DAX\n", bdev);
		return NULL;
	}

	id = dax_read_lock();
	dax_dev = xa_load(&dax_hosts, dax_host_index(disk));
	if (dax_dev && (!dax_alive(dax_dev) || !igrab(&dax_dev->inode)))
		dax_dev = NULL;
	if (dax_dev && !dax_take(dax_dev, holder, hops)) {
		iput(&dax_dev->inode);
		dax_dev = NULL;
	}
	dax_read_unlock(id);

	*offset = start;
	return dax_dev;
}
EXPORT_SYMBOL_GPL(fs_dax_get_by_bdev);

/**
 * dax_remove_host() - undo dax_add_host()
 * @disk: the disk
 */
void dax_remove_host(struct gendisk *disk)
{
	xa_erase(&dax_hosts, dax_host_index(disk));
}
EXPORT_SYMBOL_GPL(dax_remove_host);

/**
 * dax_add_host() - let filesystems find a device by its disk
 * @dax_dev: the device
 * @disk: the disk
 *
 * Return: 0, or -errno.
 */
int dax_add_host(struct dax_device *dax_dev, struct gendisk *disk)
{
	return xa_insert(&dax_hosts, dax_host_index(disk), dax_dev, GFP_KERNEL);
}
EXPORT_SYMBOL_GPL(dax_add_host);

#endif /* CONFIG_BLOCK && CONFIG_FS_DAX */
