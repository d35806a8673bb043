// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver fsdev_dax: filesystems without a block device, such as famfs, use the memory of
 * a device. The node of the device cannot be opened. A filesystem takes the dax_device with
 * fs_dax_get() and accesses the memory through its operations. The driver binds only
 * devices whose names were written to new_id.
 */
#include <linux/dax.h>
#include <linux/libnvdimm.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn_t.h>
#include <linux/uio.h>
#include "bus.h"
#include "compat.h"
#include "dax-private.h"
#include "memory.h"

static long fsdev_direct_access(struct dax_device *dax_dev, pgoff_t pgoff, long nr_pages,
				enum dax_access_mode mode, void **kaddr, pfn_t *pfn)
{
	phys_addr_t phys;
	u64 size;

	size = dax_find_memory(dax_get_private(dax_dev), pgoff, &phys);
	if (!size)
		return -ERANGE;
	if (kaddr)
		*kaddr = __va(phys);
	if (pfn)
		*pfn = phys_to_pfn_t(phys, PFN_DEV | PFN_MAP);
	return min_t(u64, nr_pages, PHYS_PFN(size));
}

static int fsdev_zero_page_range(struct dax_device *dax_dev, pgoff_t pgoff, size_t nr_pages)
{
	void *kaddr;
	long nr;

	for (; nr_pages; nr_pages -= nr, pgoff += nr) {
		nr = fsdev_direct_access(dax_dev, pgoff, min_t(size_t, nr_pages, LONG_MAX),
					 DAX_ACCESS, &kaddr, NULL);
		if (nr < 0)
			return nr;
		memset(kaddr, 0, nr << PAGE_SHIFT);
		/* Another host may share the memory, so zeroes must not stay in the cache. */
		arch_wb_cache_pmem(kaddr, nr << PAGE_SHIFT);
	}
	return 0;
}

/* The filesystem keeps track of failed pages, so this only has to write. */
static size_t fsdev_recovery_write(struct dax_device *dax_dev, pgoff_t pgoff, void *kaddr,
				   size_t bytes, struct iov_iter *from)
{
	return _copy_from_iter_flushcache(kaddr, bytes, from);
}

static const struct dax_operations fsdev_ops = {
	.direct_access = fsdev_direct_access,
	.zero_page_range = fsdev_zero_page_range,
	.recovery_write = fsdev_recovery_write,
};

/* Tells the filesystem which bytes of the device failed. */
static int fsdev_memory_failure(struct dev_pagemap *pgmap, unsigned long pfn,
				unsigned long nr_pages, int mf_flags)
{
	struct dev_dax *dev_dax = pgmap->owner;
	u64 phys = PFN_PHYS(pfn), offset;
	int i;

	for (i = 0; i < dev_dax->nr_range; i++) {
		const struct dev_dax_range *piece = &dev_dax->ranges[i];

		if (phys < piece->range.start || phys > piece->range.end)
			continue;
		offset = PFN_PHYS(piece->pgoff) + phys - piece->range.start;
		return dax_holder_notify_failure(dev_dax->dax_dev, offset, PFN_PHYS(nr_pages),
						 mf_flags);
	}
	return -EFAULT;
}

static const struct dev_pagemap_ops fsdev_pagemap_ops = {
	.memory_failure = fsdev_memory_failure,
};

static void fsdev_stop(void *data)
{
	struct dev_dax *dev_dax = data;

	kill_dev_dax(dev_dax);
	dax_set_ops(dev_dax->dax_dev, NULL);
}

static int fsdev_probe(struct dev_dax *dev_dax)
{
	int rc;

	rc = dax_map_memory(dev_dax, MEMORY_DEVICE_FS_DAX, &fsdev_pagemap_ops, PAGE_SIZE);
	if (!rc)
		rc = dax_set_ops(dev_dax->dax_dev, &fsdev_ops);
	if (rc)
		return rc;
	/* Copies to the memory bypass the cache, and reading poison fails with EIO. */
	set_dax_nocache(dev_dax->dax_dev);
	set_dax_nomc(dev_dax->dax_dev);
	/* Static regions are persistent memory, where fsync() has to flush the cache. */
	dax_write_cache(dev_dax->dax_dev, static_dev_dax(dev_dax));
	run_dax(dev_dax->dax_dev);
	return devm_add_action_or_reset(&dev_dax->dev, fsdev_stop, dev_dax);
}

static struct dax_device_driver fsdev_driver = {
	.drv.name = "fsdev_dax",
	.type = DAX_DRIVER_NAMED,
	.probe = fsdev_probe,
};

static int __init fsdev_init(void)
{
	return dax_driver_register(&fsdev_driver);
}

static void __exit fsdev_exit(void)
{
	dax_driver_unregister(&fsdev_driver);
}

module_init(fsdev_init);
module_exit(fsdev_exit);

MODULE_DESCRIPTION("DAX devices for filesystems without a block device");
MODULE_LICENSE("GPL");
MODULE_ALIAS_DAX();
