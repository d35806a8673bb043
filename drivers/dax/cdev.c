// SPDX-License-Identifier: GPL-2.0-only
/*
 * The character device of a dax_device.
 *
 * It exists as long as the device's node, whether or not a driver serves files. An inode
 * caches the cdev that it was opened with, so a separate cdev for each binding would be
 * used after the binding has ended. The cdev pins the device. A driver's file operations
 * replace those of this file when a file is opened.
 */
#include <linux/cdev.h>
#include <linux/dax.h>
#include <linux/fs.h>
#include <linux/module.h>
#include "core.h"
#include "dax-private.h"

static int dax_cdev_open(struct inode *inode, struct file *file)
{
	struct dax_device *dax_dev = inode_dax(inode);
	const struct file_operations *fops;
	int id = dax_read_lock();

	fops = fops_get(READ_ONCE(dax_dev->fops));
	dax_read_unlock(id);
	if (!fops)
		return -ENXIO;
	replace_fops(file, fops);
	return fops->open(inode, file);
}

static const struct file_operations dax_cdev_fops = {
	.owner = THIS_MODULE,
	.open = dax_cdev_open,
	.llseek = noop_llseek,
};

/**
 * dax_add_cdev() - add the character device of a device's node
 * @dax_dev: the device
 * @parent: the object that an open file pins
 *
 * Opening fails with ENXIO while no driver serves the node.
 *
 * Return: 0, or -errno.
 */
int dax_add_cdev(struct dax_device *dax_dev, struct kobject *parent)
{
	struct cdev *cdev = cdev_alloc();
	int rc;

	if (!cdev)
		return -ENOMEM;
	cdev->ops = &dax_cdev_fops;
	cdev->owner = THIS_MODULE;
	cdev_set_parent(cdev, parent);
	rc = cdev_add(cdev, dax_dev->inode.i_rdev, 1);
	if (rc) {
		/* cdev_add() pins the parent only when it succeeds. */
		cdev->kobj.parent = NULL;
		kobject_put(&cdev->kobj);
		return rc;
	}
	dax_dev->cdev = cdev;
	return 0;
}

/**
 * dax_remove_cdev() - undo dax_add_cdev(), if it was called
 * @dax_dev: the device, which no driver serves
 */
void dax_remove_cdev(struct dax_device *dax_dev)
{
	if (dax_dev->cdev)
		cdev_del(dax_dev->cdev);
	dax_dev->cdev = NULL;
}

/**
 * dax_serve_files() - set the file operations of a device's node
 * @dax_dev: the device
 * @fops: the operations, with their module and open(); NULL when the driver stops. The
 *	driver then calls kill_dax() before it frees the operations. Open files keep using
 *	them
 */
void dax_serve_files(struct dax_device *dax_dev, const struct file_operations *fops)
{
	WRITE_ONCE(dax_dev->fops, fops);
}
EXPORT_SYMBOL_GPL(dax_serve_files);
