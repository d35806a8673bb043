// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct dax_device: memory that filesystems and drivers access directly.
 *
 * Lifetime
 *	A dax_device is embedded in an inode of a pseudo filesystem, and lives as long as
 *	the inode has references. alloc_dax() returns the first one, and put_dax() drops
 *	one. Memory management finds the users of a page by the inode's mapping.
 *
 * Liveness
 *	All accesses happen between dax_read_lock() and dax_read_unlock(), which is a read
 *	section of SRCU, after dax_alive() has returned true there. kill_dax() waits for
 *	the sections that may have seen the device alive. After that none of the owner's
 *	operations is running, and none starts. The owner calls kill_dax() before it drops
 *	the last reference.
 *
 * Locks
 *	This file has no lock but SRCU. The holder is exchanged atomically. A holder's
 *	notify_failure() runs in a read section and may sleep for a long time, so
 *	fs_put_dax() must not wait for read sections.
 */
#include <linux/dax.h>
#include <linux/fs.h>
#include <linux/libnvdimm.h>
#include <linux/magic.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/pagemap.h>
#include <linux/pseudo_fs.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/uio.h>
#include <linux/xarray.h>
#include "compat.h"
#include "core.h"
#include "dax-private.h"

DEFINE_STATIC_SRCU(dax_srcu);
static dev_t dax_first_devt;
static DEFINE_XARRAY_ALLOC(dax_minors);		/* minor number to dax_device */
static struct kmem_cache *dax_cache;
static struct vfsmount *dax_mount;

/* ---- liveness ---- */

/**
 * dax_read_lock() - begin a section in which a device that is alive stays alive
 *
 * Return: the argument for dax_read_unlock().
 */
int dax_read_lock(void) __acquires(&dax_srcu)
{
	return srcu_read_lock(&dax_srcu);
}
EXPORT_SYMBOL_GPL(dax_read_lock);

/**
 * dax_alive() - ask whether the memory may be used in this read section
 * @dax_dev: the device
 *
 * Return: true if the device is alive, and stays so until the end of the section.
 */
bool dax_alive(struct dax_device *dax_dev)
{
	lockdep_assert_held(&dax_srcu);
	/* A caller that sees the device alive also sees its operations: see run_dax(). */
	return test_bit_acquire(DAX_ALIVE, &dax_dev->flags);
}
EXPORT_SYMBOL_GPL(dax_alive);

/**
 * dax_read_unlock() - end a section that dax_read_lock() began
 * @id: what dax_read_lock() returned
 */
void dax_read_unlock(int id) __releases(&dax_srcu)
{
	srcu_read_unlock(&dax_srcu, id);
}
EXPORT_SYMBOL_GPL(dax_read_unlock);

/**
 * run_dax() - make a device alive, for the first time or after kill_dax()
 * @dax_dev: the device
 */
void run_dax(struct dax_device *dax_dev)
{
	smp_mb__before_atomic();
	set_bit(DAX_ALIVE, &dax_dev->flags);
}
EXPORT_SYMBOL_GPL(run_dax);

/**
 * kill_dax() - end all use of a device
 * @dax_dev: the device, or NULL
 *
 * The holder is notified first, so that it can stop while its data is still accessible.
 */
void kill_dax(struct dax_device *dax_dev)
{
	if (!dax_dev)
		return;
	if (READ_ONCE(dax_dev->holder))
		dax_holder_notify_failure(dax_dev, 0, U64_MAX, DAX_MF_PRE_REMOVE);
	clear_bit(DAX_ALIVE, &dax_dev->flags);
	synchronize_srcu(&dax_srcu);
	WRITE_ONCE(dax_dev->holder_ops, NULL);
	WRITE_ONCE(dax_dev->holder, NULL);
}
EXPORT_SYMBOL_GPL(kill_dax);

/* ---- flags ---- */

static bool dax_has(const struct dax_device *dax_dev, enum dax_device_flag flag)
{
	return test_bit(flag, &dax_dev->flags);
}

static void dax_assign(struct dax_device *dax_dev, enum dax_device_flag flag, bool value)
{
	assign_bit(flag, &dax_dev->flags, value);
}

/**
 * set_dax_nomc() - make copies from the device survive machine checks
 * @dax_dev: the device
 */
void set_dax_nomc(struct dax_device *dax_dev)
{
	dax_assign(dax_dev, DAX_NOMC, true);
}
EXPORT_SYMBOL_GPL(set_dax_nomc);

/**
 * set_dax_nocache() - make copies to the device bypass the cache
 * @dax_dev: the device
 */
void set_dax_nocache(struct dax_device *dax_dev)
{
	dax_assign(dax_dev, DAX_NOCACHE, true);
}
EXPORT_SYMBOL_GPL(set_dax_nocache);

/**
 * set_dax_synchronous() - allow MAP_SYNC
 * @dax_dev: the device
 */
void set_dax_synchronous(struct dax_device *dax_dev)
{
	dax_assign(dax_dev, DAX_SYNCHRONOUS, true);
}
EXPORT_SYMBOL_GPL(set_dax_synchronous);

/**
 * dax_synchronous() - ask whether MAP_SYNC is allowed
 * @dax_dev: the device
 *
 * Return: true if it is.
 */
bool dax_synchronous(struct dax_device *dax_dev)
{
	return dax_has(dax_dev, DAX_SYNCHRONOUS);
}
EXPORT_SYMBOL_GPL(dax_synchronous);

/**
 * dax_write_cache_enabled() - ask whether stores need dax_flush() to become durable
 * @dax_dev: the device
 *
 * Return: true if they do.
 */
bool dax_write_cache_enabled(struct dax_device *dax_dev)
{
	return dax_has(dax_dev, DAX_WRITE_CACHE);
}
EXPORT_SYMBOL_GPL(dax_write_cache_enabled);

/**
 * dax_write_cache() - set whether stores need dax_flush() to become durable
 * @dax_dev: the device
 * @cached: true if they do
 */
void dax_write_cache(struct dax_device *dax_dev, bool cached)
{
	dax_assign(dax_dev, DAX_WRITE_CACHE, cached);
}
EXPORT_SYMBOL_GPL(dax_write_cache);

/* ---- operations ---- */

/**
 * dax_zero_page_range() - zero pages, and clear their poison where that is possible
 * @dax_dev: the device
 * @first: the first page
 * @nr: the number of pages
 *
 * Some drivers zero only one page in each call, so each page takes a call.
 *
 * Return: 0, or -errno.
 */
int dax_zero_page_range(struct dax_device *dax_dev, pgoff_t first, size_t nr)
{
	int rc = 0;

	if (!dax_alive(dax_dev))
		return -ENXIO;
	for (; nr && !rc; nr--, first++)
		rc = dax_dev->ops->zero_page_range(dax_dev, first, 1);
	return dax_mem2blk_err(rc);
}
EXPORT_SYMBOL_GPL(dax_zero_page_range);

/**
 * dax_direct_access() - find the memory of a page offset
 * @dax_dev: the device, or NULL
 * @first: the offset in pages
 * @nr: the number of pages wanted, at least 1
 * @mode: DAX_RECOVERY_WRITE also finds poisoned pages
 * @virt: is set to the kernel's address of the memory, unless NULL
 * @frame: is set to the page frame, unless NULL
 *
 * Return: the number of contiguous pages there, from 1 to @nr; -EOPNOTSUPP without a
 * device, -ENXIO if it is dead, -ERANGE if it has no such page.
 */
long dax_direct_access(struct dax_device *dax_dev, pgoff_t first, long nr,
		       enum dax_access_mode mode, void **virt, pfn_t *frame)
{
	long avail;

	if (!dax_dev)
		return -EOPNOTSUPP;
	if (!dax_alive(dax_dev))
		return -ENXIO;
	if (nr < 1)
		return -EINVAL;
	avail = dax_dev->ops->direct_access(dax_dev, first, nr, mode, virt, frame);
	/* Callers loop until they have all pages, so 0 would never end. */
	return avail ? min(nr, avail) : -ERANGE;
}
EXPORT_SYMBOL_GPL(dax_direct_access);

/**
 * dax_copy_to_iter() - copy from the device
 * @dax_dev: the device
 * @first: the page offset of @virt in the device
 * @virt: the memory, as dax_direct_access() returned it
 * @size: the number of bytes
 * @to: the destination
 *
 * Return: the number of bytes copied. It is less than @size if memory is poisoned.
 */
size_t dax_copy_to_iter(struct dax_device *dax_dev, pgoff_t first, void *virt, size_t size,
			struct iov_iter *to)
{
	return dax_has(dax_dev, DAX_NOMC) ? _copy_mc_to_iter(virt, size, to) :
	       _copy_to_iter(virt, size, to);
}
EXPORT_SYMBOL_GPL(dax_copy_to_iter);

/**
 * dax_copy_from_iter() - copy to the device
 * @dax_dev: the device
 * @first: the page offset of @virt in the device
 * @virt: the memory, as dax_direct_access() returned it
 * @size: the number of bytes
 * @from: the source
 *
 * Return: the number of bytes copied.
 */
size_t dax_copy_from_iter(struct dax_device *dax_dev, pgoff_t first, void *virt, size_t size,
			  struct iov_iter *from)
{
	return dax_has(dax_dev, DAX_NOCACHE) ? _copy_from_iter_flushcache(virt, size, from) :
	       _copy_from_iter(virt, size, from);
}
EXPORT_SYMBOL_GPL(dax_copy_from_iter);

/**
 * dax_flush() - make stores durable
 * @dax_dev: the device
 * @virt: the memory
 * @size: the number of bytes
 */
void dax_flush(struct dax_device *dax_dev, void *virt, size_t size)
{
	if (dax_has(dax_dev, DAX_WRITE_CACHE))
		arch_wb_cache_pmem(virt, size);
}
EXPORT_SYMBOL_GPL(dax_flush);

/**
 * dax_recovery_write() - write to poisoned memory
 * @dax_dev: the device
 * @first: the page offset of @virt in the device
 * @virt: the memory, as dax_direct_access() returned it
 * @size: the number of bytes
 * @from: the source
 *
 * Return: the number of bytes written, which is 0 if the driver does not support it.
 */
size_t dax_recovery_write(struct dax_device *dax_dev, pgoff_t first, void *virt, size_t size,
			  struct iov_iter *from)
{
	const struct dax_operations *ops = dax_dev->ops;

	return ops->recovery_write ? ops->recovery_write(dax_dev, first, virt, size, from) : 0;
}
EXPORT_SYMBOL_GPL(dax_recovery_write);

/* ---- allocation ---- */

/*
 * When the kernel itself writes to pages of a device (direct I/O into a mapping, a
 * debugger), it marks them dirty by way of their mapping. There is nowhere to write them
 * back to. The operations belong to the core, since such pages can be released after the
 * driver's module is gone.
 */
static const struct address_space_operations dax_aops = {
	.dirty_folio = noop_dirty_folio,
};

/**
 * dax_inode() - get the inode whose mapping all users of the device share
 * @dax_dev: the device
 *
 * Return: the inode.
 */
struct inode *dax_inode(struct dax_device *dax_dev)
{
	return &dax_dev->inode;
}
EXPORT_SYMBOL_GPL(dax_inode);

/**
 * dax_set_ops() - set the operations of a device that is not alive
 * @dax_dev: the device
 * @ops: the operations, or NULL
 *
 * Return: 0, or -EBUSY if the device is alive.
 */
int dax_set_ops(struct dax_device *dax_dev, const struct dax_operations *ops)
{
	if (test_bit(DAX_ALIVE, &dax_dev->flags))
		return -EBUSY;
	dax_dev->ops = ops;
	return 0;
}
EXPORT_SYMBOL_GPL(dax_set_ops);

/**
 * alloc_dax() - allocate a device
 * @private: the value that dax_get_private() returns
 * @ops: the operations that access the memory. With NULL the device can only be mapped, and
 *	it is not alive until run_dax()
 *
 * Where data caches alias, the kernel's accesses are not coherent with those of programs, so
 * such machines have no devices with operations.
 *
 * Return: the device with one reference, or ERR_PTR(-errno).
 */
struct dax_device *alloc_dax(void *private, const struct dax_operations *ops)
{
	struct dax_device *dax_dev;
	struct inode *inode;
	u32 minor;
	int rc;

	if (WARN_ON_ONCE(ops && !(ops->direct_access && ops->zero_page_range)))
		return ERR_PTR(-EINVAL);
	if (ops && cpu_dcache_is_aliasing())
		return ERR_PTR(-EOPNOTSUPP);

	inode = new_inode(dax_mount->mnt_sb);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	dax_dev = container_of(inode, struct dax_device, inode);
	dax_dev->private = private;
	dax_dev->ops = ops;

	rc = xa_alloc(&dax_minors, &minor, dax_dev, XA_LIMIT(0, MINORMASK), GFP_KERNEL);
	if (rc) {
		iput(inode);
		return ERR_PTR(rc == -EBUSY ? -ENOSPC : rc);
	}
	/* memory_failure() tells device-DAX from files by the type of the inode. */
	inode->i_mode = S_IFCHR;
	inode->i_flags = S_DAX;
	inode->i_rdev = MKDEV(MAJOR(dax_first_devt), minor);
	inode->i_data.a_ops = &dax_aops;
	mapping_set_gfp_mask(&inode->i_data, GFP_USER);
	if (ops)
		run_dax(dax_dev);
	return dax_dev;
}
EXPORT_SYMBOL_GPL(alloc_dax);

/**
 * dax_get_private() - get the value that the owner gave to alloc_dax()
 * @dax_dev: the device
 *
 * An operation that started while the device was alive may run beside kill_dax(), so this
 * does not ask whether the device is alive.
 *
 * Return: the value.
 */
void *dax_get_private(struct dax_device *dax_dev)
{
	return dax_dev->private;
}
EXPORT_SYMBOL_GPL(dax_get_private);

/**
 * put_dax() - drop a reference
 * @dax_dev: the device, or NULL
 */
void put_dax(struct dax_device *dax_dev)
{
	if (dax_dev)
		iput(&dax_dev->inode);
}
EXPORT_SYMBOL_GPL(put_dax);

/**
 * inode_dax() - get the device of a device node
 * @inode: the inode of the node, which is open
 *
 * Return: the device. The character device that the file was opened by pins it.
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
 * A filesystem without a block device is mounted by the name of such a node.
 *
 * Return: the device with a reference, which put_dax() drops, or NULL.
 */
struct dax_device *dax_dev_find(dev_t devt)
{
	struct dax_device *dax_dev = NULL;

	/* An inode leaves the array before it is freed, which takes a grace period. */
	rcu_read_lock();
	if (MAJOR(devt) == MAJOR(dax_first_devt))
		dax_dev = xa_load(&dax_minors, MINOR(devt));
	if (dax_dev && !igrab(&dax_dev->inode))
		dax_dev = NULL;
	rcu_read_unlock();
	return dax_dev;
}
EXPORT_SYMBOL_GPL(dax_dev_find);

/* ---- the pseudo filesystem ---- */

static struct inode *dax_alloc_inode(struct super_block *sb)
{
	struct dax_device *dax_dev = alloc_inode_sb(sb, dax_cache, GFP_KERNEL);

	if (!dax_dev)
		return NULL;
	dax_dev->flags = 0;
	dax_dev->cdev = NULL;
	dax_dev->fops = NULL;
	dax_dev->holder = NULL;
	dax_dev->holder_ops = NULL;
	dax_dev->inode.i_rdev = 0;
	return &dax_dev->inode;
}

static void dax_free_inode(struct inode *inode)
{
	kmem_cache_free(dax_cache, container_of(inode, struct dax_device, inode));
}

static void dax_evict_inode(struct inode *inode)
{
	struct dax_device *dax_dev = container_of(inode, struct dax_device, inode);

	/* The owner forgot kill_dax(), and somebody may still be using the memory. */
	WARN_ONCE(test_bit(DAX_ALIVE, &dax_dev->flags), "dax: freed before kill_dax()\n");
	truncate_inode_pages_final(&inode->i_data);
	clear_inode(inode);
	if (inode->i_rdev)
		xa_erase(&dax_minors, MINOR(inode->i_rdev));
}

static const struct super_operations dax_super_ops = {
	.alloc_inode = dax_alloc_inode,
	.free_inode = dax_free_inode,
	.evict_inode = dax_evict_inode,
	.drop_inode = generic_delete_inode,
	.statfs = simple_statfs,
};

static int dax_init_fs_context(struct fs_context *fc)
{
	struct pseudo_fs_context *ctx = init_pseudo(fc, DAXFS_MAGIC);

	if (!ctx)
		return -ENOMEM;
	ctx->ops = &dax_super_ops;
	return 0;
}

static struct file_system_type dax_fs_type = {
	.kill_sb = kill_anon_super,
	.init_fs_context = dax_init_fs_context,
	.name = "dax",
};

/* The slab keeps initialized inodes, whose locks and lists are reused. */
static void dax_init_once(void *object)
{
	inode_init_once(&((struct dax_device *)object)->inode);
}

int __init dax_super_init(void)
{
	int rc;

	dax_cache = kmem_cache_create("dax_device", sizeof(struct dax_device), 0,
				      SLAB_ACCOUNT | SLAB_RECLAIM_ACCOUNT, dax_init_once);
	if (!dax_cache)
		return -ENOMEM;
	rc = alloc_chrdev_region(&dax_first_devt, 0, MINORMASK + 1, "dax");
	if (rc)
		goto free_cache;
	dax_mount = kern_mount(&dax_fs_type);
	if (IS_ERR(dax_mount)) {
		rc = PTR_ERR(dax_mount);
		goto free_devt;
	}
	return 0;

free_devt:
	unregister_chrdev_region(dax_first_devt, MINORMASK + 1);
free_cache:
	kmem_cache_destroy(dax_cache);
	return rc;
}

void dax_super_exit(void)
{
	kern_unmount(dax_mount);
	unregister_chrdev_region(dax_first_devt, MINORMASK + 1);
	/* Inodes are freed after a grace period. */
	rcu_barrier();
	kmem_cache_destroy(dax_cache);
}
