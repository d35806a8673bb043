// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct dax_device: memory that filesystems and drivers reach directly.
 *
 * Lifetime
 *	A dax_device is embedded in an inode of a pseudo filesystem of this file's own, and
 *	lives as long as that has references: alloc_dax() gives the first, put_dax() drops
 *	one. The inode's mapping is where memory management finds the users of a page.
 *
 * Liveness
 *	Who uses the memory does so between dax_read_lock() and dax_read_unlock(), a section
 *	of SRCU, and asks dax_alive() in there. kill_dax() waits for the sections that may
 *	have seen it alive: after that no operation of its owner runs any more, and none
 *	starts. The owner kills before it drops the last reference.
 *
 * Locks
 *	None but SRCU. Holders are exchanged atomically. A holder's notify_failure() runs in
 *	a read section and may sleep for long; so fs_put_dax() must not wait for sections.
 */
#include <linux/cdev.h>
#include <linux/dax.h>
#include <linux/fs.h>
#include <linux/blkdev.h>
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
#include "dax-private.h"
#include "super.h"

enum dax_device_flag {
	DAX_ALIVE,
	DAX_WRITE_CACHE,	/* dax_flush() has work to do */
	DAX_SYNCHRONOUS,	/* stores are durable without fsync() */
	DAX_NOCACHE,		/* copies in must bypass the CPU's cache */
	DAX_NOMC,		/* copies out may meet poison */
};

/**
 * struct dax_device - memory that is accessed directly
 * @inode: holds the references and the mapping
 * @flags: bits of enum dax_device_flag
 * @ops: its owner's operations, or NULL
 * @private: its owner's
 * @cdev: of its node, if it has one
 * @fops: while a driver serves it as a character device
 * @holder: the filesystem or driver that uses all of it
 * @holder_ops: how to tell the holder of a failure
 */
struct dax_device {
	struct inode inode;
	unsigned long flags;
	const struct dax_operations *ops;
	void *private;
	struct cdev *cdev;
	const struct file_operations *fops;
	void *holder;
	const struct dax_holder_operations *holder_ops;
};

DEFINE_STATIC_SRCU(dax_srcu);
static dev_t dax_first_devt;
static DEFINE_XARRAY_ALLOC(dax_minors);		/* minor number to dax_device */
static struct kmem_cache *dax_cache;
static struct vfsmount *dax_mount;

/* ---- liveness ---- */

/**
 * dax_read_lock() - begins a section in which a living device stays alive
 *
 * Return: what dax_read_unlock() wants.
 */
int dax_read_lock(void) __acquires(&dax_srcu)
{
	return srcu_read_lock(&dax_srcu);
}
EXPORT_SYMBOL_GPL(dax_read_lock);

/**
 * dax_alive() - whether the memory may be used in this section
 * @dax_dev: the device
 */
bool dax_alive(struct dax_device *dax_dev)
{
	lockdep_assert_held(&dax_srcu);
	/* whoever sees it alive sees its operations: pairs with run_dax() */
	return test_bit_acquire(DAX_ALIVE, &dax_dev->flags);
}
EXPORT_SYMBOL_GPL(dax_alive);

/**
 * dax_read_unlock() - ends it
 * @id: of dax_read_lock()
 */
void dax_read_unlock(int id) __releases(&dax_srcu)
{
	srcu_read_unlock(&dax_srcu, id);
}
EXPORT_SYMBOL_GPL(dax_read_unlock);

/**
 * run_dax() - makes a device usable, the first time or after kill_dax()
 * @dax_dev: the device
 */
void run_dax(struct dax_device *dax_dev)
{
	smp_mb__before_atomic();
	set_bit(DAX_ALIVE, &dax_dev->flags);
}
EXPORT_SYMBOL_GPL(run_dax);

/**
 * kill_dax() - ends the use of a device
 * @dax_dev: the device, or NULL
 *
 * The holder hears of it first, so that it can stop while its data can still be reached.
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
 * set_dax_nomc() - copies from the device are to survive a machine check
 * @dax_dev: the device
 */
void set_dax_nomc(struct dax_device *dax_dev)
{
	dax_assign(dax_dev, DAX_NOMC, true);
}
EXPORT_SYMBOL_GPL(set_dax_nomc);

/**
 * set_dax_nocache() - copies to the device are to bypass the cache
 * @dax_dev: the device
 */
void set_dax_nocache(struct dax_device *dax_dev)
{
	dax_assign(dax_dev, DAX_NOCACHE, true);
}
EXPORT_SYMBOL_GPL(set_dax_nocache);

/**
 * set_dax_synchronous() - says that MAP_SYNC can be had
 * @dax_dev: the device
 */
void set_dax_synchronous(struct dax_device *dax_dev)
{
	dax_assign(dax_dev, DAX_SYNCHRONOUS, true);
}
EXPORT_SYMBOL_GPL(set_dax_synchronous);

/**
 * dax_synchronous() - whether it can
 * @dax_dev: the device
 */
bool dax_synchronous(struct dax_device *dax_dev)
{
	return dax_has(dax_dev, DAX_SYNCHRONOUS);
}
EXPORT_SYMBOL_GPL(dax_synchronous);

/**
 * dax_write_cache_enabled() - whether stores stay in a cache until dax_flush()
 * @dax_dev: the device
 */
bool dax_write_cache_enabled(struct dax_device *dax_dev)
{
	return dax_has(dax_dev, DAX_WRITE_CACHE);
}
EXPORT_SYMBOL_GPL(dax_write_cache_enabled);

/**
 * dax_write_cache() - says whether they do
 * @dax_dev: the device
 * @cached: they do
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
 * The operation of some drivers takes one page, however many it is asked for, so each page
 * is a call of its own.
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
 * dax_direct_access() - finds the memory of a page offset
 * @dax_dev: the device
 * @first: offset in pages
 * @nr: how many pages are wanted, at least 1
 * @mode: DAX_RECOVERY_WRITE also finds what is poisoned
 * @virt: set to its address in the kernel, unless NULL
 * @frame: set to its page frame, unless NULL
 *
 * Return: the number of pages from there on that are contiguous, 1 to @nr; -ENXIO if the
 * device is dead, -EOPNOTSUPP if there is none, -ERANGE if it has no such page.
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
	/* callers take a count for progress */
	return avail ? min(nr, avail) : -ERANGE;
}
EXPORT_SYMBOL_GPL(dax_direct_access);

/**
 * dax_copy_to_iter() - copies from the device
 * @dax_dev: the device
 * @first: where @virt is in it, in pages
 * @virt: as dax_direct_access() gave it
 * @size: how many bytes
 * @to: where to
 *
 * Return: bytes copied.
 */
size_t dax_copy_to_iter(struct dax_device *dax_dev, pgoff_t first, void *virt, size_t size,
			struct iov_iter *to)
{
	return dax_has(dax_dev, DAX_NOMC) ? _copy_mc_to_iter(virt, size, to) :
	       _copy_to_iter(virt, size, to);
}
EXPORT_SYMBOL_GPL(dax_copy_to_iter);

/**
 * dax_copy_from_iter() - copies to the device
 * @dax_dev: the device
 * @first: where @virt is in it, in pages
 * @virt: as dax_direct_access() gave it
 * @size: how many bytes
 * @from: where from
 *
 * Return: bytes copied.
 */
size_t dax_copy_from_iter(struct dax_device *dax_dev, pgoff_t first, void *virt, size_t size,
			  struct iov_iter *from)
{
	return dax_has(dax_dev, DAX_NOCACHE) ? _copy_from_iter_flushcache(virt, size, from) :
	       _copy_from_iter(virt, size, from);
}
EXPORT_SYMBOL_GPL(dax_copy_from_iter);

/**
 * dax_flush() - makes stores durable
 * @dax_dev: the device
 * @virt: where
 * @size: how many bytes
 */
void dax_flush(struct dax_device *dax_dev, void *virt, size_t size)
{
	if (dax_has(dax_dev, DAX_WRITE_CACHE))
		arch_wb_cache_pmem(virt, size);
}
EXPORT_SYMBOL_GPL(dax_flush);

/**
 * dax_recovery_write() - writes over memory that is poisoned
 * @dax_dev: the device
 * @first: where @virt is in it, in pages
 * @virt: as dax_direct_access() gave it
 * @size: how many bytes
 * @from: where from
 *
 * Return: bytes written, 0 if the device cannot do that.
 */
size_t dax_recovery_write(struct dax_device *dax_dev, pgoff_t first, void *virt, size_t size,
			  struct iov_iter *from)
{
	const struct dax_operations *ops = dax_dev->ops;

	return ops->recovery_write ? ops->recovery_write(dax_dev, first, virt, size, from) : 0;
}
EXPORT_SYMBOL_GPL(dax_recovery_write);

#include "holder.c"
#include "cdev.c"

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
 * dax_inode() - the inode with the mapping of all users
 * @dax_dev: the device
 */
struct inode *dax_inode(struct dax_device *dax_dev)
{
	return &dax_dev->inode;
}
EXPORT_SYMBOL_GPL(dax_inode);

/**
 * dax_set_ops() - gives a dead device other operations
 * @dax_dev: the device
 * @ops: the operations, or NULL
 *
 * Return: 0, or -EBUSY if it is alive.
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
 * alloc_dax() - makes a device
 * @private: for dax_get_private()
 * @ops: how to reach its memory. NULL of a device that is only mapped, which begins dead
 *
 * With data caches that alias, the kernel's own accesses are not coherent with those of
 * programs, so that such a machine has devices to be mapped alone.
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
	/* As of a device node: memory_failure() tells device-DAX from files by that. */
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
 * dax_get_private() - what the owner gave to alloc_dax()
 * @dax_dev: the device
 *
 * Return: that, of a dead device too: an operation in a section that saw it alive may
 * run beside kill_dax(), and wants it.
 */
void *dax_get_private(struct dax_device *dax_dev)
{
	return dax_dev->private;
}
EXPORT_SYMBOL_GPL(dax_get_private);

/**
 * put_dax() - drops a reference
 * @dax_dev: the device, or NULL
 */
void put_dax(struct dax_device *dax_dev)
{
	if (dax_dev)
		iput(&dax_dev->inode);
}
EXPORT_SYMBOL_GPL(put_dax);

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

	/* Somebody may be using it still: nothing better can be done than to say so. */
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

/* Slab objects keep their inode's locks and lists from one life to the next. */
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
	/* inodes are freed after a grace period */
	rcu_barrier();
	kmem_cache_destroy(dax_cache);
}
