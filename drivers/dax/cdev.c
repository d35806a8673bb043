// SPDX-License-Identifier: GPL-2.0-only
/*
 * The character device of a dax_device. Part of super.c.
 *
 * It exists for as long as the device's node, whether or not a driver serves files: an
 * inode remembers the cdev that it was opened by, and one that went with each binding
 * would be remembered too long. It pins the device whose node it is. What a file does is
 * the driver's, whose operations take the place of those in here as the file is opened.
 */

/**
 * inode_dax() - the device of a device node
 * @inode: the node's, in an open file
 *
 * Return: the device, which the cdev that the file came by pins.
 */
struct dax_device *inode_dax(struct inode *inode)
{
	return xa_load(&dax_minors, iminor(inode));
}
EXPORT_SYMBOL_GPL(inode_dax);

/**
 * dax_dev_find() - find a device by the number of its node
 * @devt: the number
 *
 * Filesystems that mount a device without a disk are given its node.
 *
 * Return: the device with a reference, which put_dax() or fs_put_dax() drops, or NULL.
 */
struct dax_device *dax_dev_find(dev_t devt)
{
	struct dax_device *dax_dev = NULL;

	/* inodes are freed after a grace period, and leave the array before */
	rcu_read_lock();
	if (MAJOR(devt) == MAJOR(dax_first_devt))
		dax_dev = xa_load(&dax_minors, MINOR(devt));
	if (dax_dev && !igrab(&dax_dev->inode))
		dax_dev = NULL;
	rcu_read_unlock();
	return dax_dev;
}
EXPORT_SYMBOL_GPL(dax_dev_find);

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

/* The file's own come with the driver that serves the device. */
static const struct file_operations dax_cdev_fops = {
	.owner = THIS_MODULE,
	.open = dax_cdev_open,
	.llseek = noop_llseek,
};

/**
 * dax_add_cdev() - makes a device's node one that can be opened while a driver serves it
 * @dax_dev: the device
 * @parent: what has to exist as long as a file is open
 *
 * It stays for as long as the node does: a node remembers the cdev that it was opened by.
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
		/* the parent was not pinned yet */
		cdev->kobj.parent = NULL;
		kobject_put(&cdev->kobj);
		return rc;
	}
	dax_dev->cdev = cdev;
	return 0;
}

/**
 * dax_remove_cdev() - ends that, if it was
 * @dax_dev: the device; no driver serves it
 */
void dax_remove_cdev(struct dax_device *dax_dev)
{
	if (dax_dev->cdev)
		cdev_del(dax_dev->cdev);
	dax_dev->cdev = NULL;
}

/**
 * dax_serve_files() - serves a device as a character device, or no more
 * @dax_dev: the device
 * @fops: the operations, with their module and open, or NULL. Who takes them away calls
 *	kill_dax() before they are gone. Files that are open keep them.
 */
void dax_serve_files(struct dax_device *dax_dev, const struct file_operations *fops)
{
	WRITE_ONCE(dax_dev->fops, fops);
}
EXPORT_SYMBOL_GPL(dax_serve_files);
