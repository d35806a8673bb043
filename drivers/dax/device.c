// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver device_dax: programs map the memory of a device as /dev/daxX.Y.
 *
 * While the device is bound, its ranges do not change, its struct pages exist and its
 * dax_device is alive. A fault uses them in a section of dax_read_lock(), after dax_alive()
 * has returned true. Unbinding undoes the steps of probing in reverse order: no more files
 * can be opened; the dax_device is killed and no mapping has pages; the struct pages go as
 * soon as nobody has a reference to them.
 *
 * A file belongs to the binding in which it was opened, and so do its mappings. When the
 * device is bound again, its memory may belong to another user. So the old mappings stay
 * without pages, and the file cannot map any more. Memory management merges mappings of one
 * file only, so it never merges those of two bindings.
 */
#include <linux/dax.h>
#include <linux/fs.h>
#include <linux/huge_mm.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/pfn_t.h>
#include <linux/slab.h>
#include "bus.h"
#include "compat.h"
#include "dax-private.h"
#include "memory.h"

#define CREATE_TRACE_POINTS
#include "trace-device.h"

/**
 * dax_pgoff_to_phys() - find the address of a part of a device
 * @dev_dax: the device
 * @pgoff: the offset of the part, in pages
 * @size: the size of the part, in bytes
 *
 * tools/testing/nvdimm replaces this weak symbol, since it emulates memory elsewhere.
 *
 * Return: the address, or -1 if no range has all of the part.
 */
__weak phys_addr_t dax_pgoff_to_phys(struct dev_dax *dev_dax, pgoff_t pgoff,
				     unsigned long size)
{
	phys_addr_t phys;

	return dax_find_memory(dev_dax, pgoff, &phys) >= size ? phys : -1;
}

/**
 * struct dax_file - an open file of a device
 * @dev_dax: the device, which the file's cdev pins
 * @generation: the device's when the file was opened
 */
struct dax_file {
	struct dev_dax *dev_dax;
	unsigned long generation;
};

static struct dev_dax *dax_file_device(const struct file *file)
{
	const struct dax_file *dax_file = file->private_data;

	return dax_file->dev_dax;
}

/* Whether the device is still bound as it was when the file was opened. */
static bool dax_file_valid(const struct file *file)
{
	const struct dax_file *dax_file = file->private_data;
	struct dev_dax *dev_dax = dax_file->dev_dax;

	return dax_alive(dev_dax->dax_dev) &&
	       dax_file->generation == READ_ONCE(dev_dax->generation);
}

/* ---- faults ---- */

/* Lets memory_failure() find the users of a page. */
static void dax_describe_page(struct vm_fault *vmf, phys_addr_t phys, pgoff_t pgoff)
{
	struct page *page = pfn_to_page(PHYS_PFN(phys));

	if (!is_zone_device_page(page) || page->mapping)
		return;
	page->index = pgoff;
	WRITE_ONCE(page->mapping, vmf->vma->vm_file->f_mapping);
}

static vm_fault_t dax_insert(struct vm_fault *vmf, phys_addr_t phys, unsigned int order)
{
	pfn_t pfn = phys_to_pfn_t(phys, PFN_DEV | PFN_MAP);
	/* The first write need not be noticed, so pages are writable at once. */
	bool write = vmf->vma->vm_flags & VM_WRITE;

	switch (order) {
	case 0:
		return vmf_insert_mixed(vmf->vma, vmf->address, pfn);
	case PMD_SHIFT - PAGE_SHIFT:
		return vmf_insert_pfn_pmd(vmf, pfn, write);
#ifdef CONFIG_HAVE_ARCH_TRANSPARENT_HUGEPAGE_PUD
	case PUD_SHIFT - PAGE_SHIFT:
		return vmf_insert_pfn_pud(vmf, pfn, write);
#endif
	}
	return VM_FAULT_FALLBACK;
}

/* A fault of 4 KiB maps the pages around it too, in an aligned window of this size. */
#define DAX_FAULT_AROUND	(16 * PAGE_SIZE)

/*
 * Maps the other pages of the window. Each of them that cannot be mapped has a fault of its
 * own later. The window is inside of one page table, which exists already.
 */
static void dax_map_around(struct vm_fault *vmf, struct dev_dax *dev_dax)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long window = vmf->address & ~(DAX_FAULT_AROUND - 1);
	unsigned long address = max(window, vma->vm_start);
	unsigned long end = min(window + DAX_FAULT_AROUND, vma->vm_end);
	phys_addr_t phys;
	pgoff_t pgoff;

	for (; address < end; address += PAGE_SIZE) {
		if (address == (vmf->address & PAGE_MASK))
			continue;
		pgoff = linear_page_index(vma, address);
		phys = dax_pgoff_to_phys(dev_dax, pgoff, PAGE_SIZE);
		if (phys == -1 || PageHWPoison(pfn_to_page(PHYS_PFN(phys))))
			continue;
		dax_describe_page(vmf, phys, pgoff);
		vmf_insert_mixed(vma, address, phys_to_pfn_t(phys, PFN_DEV | PFN_MAP));
	}
}

static vm_fault_t dax_map_order(struct vm_fault *vmf, struct dev_dax *dev_dax,
				unsigned int order)
{
	unsigned long size = PAGE_SIZE << order;
	unsigned long address = vmf->address & ~(size - 1);
	vm_fault_t result;
	phys_addr_t phys;
	pgoff_t pgoff;

	/* The larger sizes are tried first. Pages smaller than the alignment are not mapped. */
	if (size > dev_dax->align)
		return VM_FAULT_FALLBACK;
	if (size < dev_dax->align || address < vmf->vma->vm_start ||
	    address + size > vmf->vma->vm_end)
		return VM_FAULT_SIGBUS;

	pgoff = linear_page_index(vmf->vma, address);
	phys = dax_pgoff_to_phys(dev_dax, pgoff, size);
	if (phys == -1 || !IS_ALIGNED(phys, size))
		return VM_FAULT_SIGBUS;

	dax_describe_page(vmf, phys, pgoff);
	result = dax_insert(vmf, phys, order);
	if (order == 0 && !(result & VM_FAULT_ERROR))
		dax_map_around(vmf, dev_dax);
	return result;
}

static vm_fault_t dax_fault_order(struct vm_fault *vmf, unsigned int order)
{
	struct dev_dax *dev_dax = dax_file_device(vmf->vma->vm_file);
	vm_fault_t result = VM_FAULT_SIGBUS;
	int id = dax_read_lock();

	if (dax_file_valid(vmf->vma->vm_file))
		result = dax_map_order(vmf, dev_dax, order);
	dax_read_unlock(id);
	trace_dax_device_fault(dev_dax, vmf, order, result);
	return result;
}

static vm_fault_t dax_fault(struct vm_fault *vmf)
{
	return dax_fault_order(vmf, 0);
}

static vm_fault_t dax_huge_fault(struct vm_fault *vmf, DAX_HUGE_FAULT_ARG)
{
	return dax_fault_order(vmf, DAX_HUGE_FAULT_ORDER);
}

static int dax_may_split(struct vm_area_struct *vma, unsigned long address)
{
	struct dev_dax *dev_dax = dax_file_device(vma->vm_file);

	return IS_ALIGNED(address, dev_dax->align) ? 0 : -EINVAL;
}

static unsigned long dax_pagesize(struct vm_area_struct *vma)
{
	struct dev_dax *dev_dax = dax_file_device(vma->vm_file);

	return dev_dax->align;
}

static const struct vm_operations_struct dax_vm_ops = {
	.fault = dax_fault,
	.huge_fault = dax_huge_fault,
	.may_split = dax_may_split,
	.pagesize = dax_pagesize,
};

/* ---- files ---- */

/* Chooses an aligned address, which mmap() insists on. */
static unsigned long dax_get_unmapped_area(struct file *file, unsigned long hint,
					   unsigned long len, unsigned long pgoff,
					   unsigned long flags)
{
	unsigned long align = dax_file_device(file)->align, address;

	if (hint || align <= PAGE_SIZE) {
		address = dax_find_unmapped_area(file, hint, len, pgoff, flags);
		if (IS_ERR_VALUE(address) || IS_ALIGNED(address, align) || (flags & MAP_FIXED))
			return address;
	}
	if (len + align < len)
		return -ENOMEM;
	address = dax_find_unmapped_area(file, 0, len + align, pgoff, flags);
	if (IS_ERR_VALUE(address))
		return dax_find_unmapped_area(file, hint, len, pgoff, flags);
	return ALIGN(address, align);
}

static int dax_refuse(struct dev_dax *dev_dax, const char *why)
{
	dev_info_ratelimited(&dev_dax->dev, "%s: mmap: %s\n", current->comm, why);
	return -EINVAL;
}

static int dax_check_vma(struct dev_dax *dev_dax, const struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_MAYSHARE))
		return dax_refuse(dev_dax, "the mapping must be shared");
	if (!IS_ALIGNED(vma->vm_start | vma->vm_end, dev_dax->align))
		return dax_refuse(dev_dax, "address and length must be multiples of align");
	if (!IS_ALIGNED(vma->vm_pgoff, PHYS_PFN(dev_dax->align)))
		return dax_refuse(dev_dax, "the offset must be a multiple of align");
	if ((vma->vm_flags & VM_SYNC) && !dax_synchronous(dev_dax->dax_dev))
		return -EOPNOTSUPP;
	return 0;
}

static int dax_mmap(struct file *file, struct vm_area_struct *vma)
{
	int id = dax_read_lock(), rc = -ENXIO;

	if (dax_file_valid(file))
		rc = dax_check_vma(dax_file_device(file), vma);
	dax_read_unlock(id);
	if (rc)
		return rc;

	vma->vm_ops = &dax_vm_ops;
	vm_flags_set(vma, VM_HUGEPAGE);
	return 0;
}

static int dax_open(struct inode *inode, struct file *file)
{
	struct dax_device *dax_dev = inode_dax(inode);
	struct dev_dax *dev_dax = dax_get_private(dax_dev);
	struct dax_file *dax_file;
	int id;

	dax_file = kmalloc(sizeof(*dax_file), GFP_KERNEL);
	if (!dax_file)
		return -ENOMEM;
	dax_file->dev_dax = dev_dax;

	id = dax_read_lock();
	dax_file->generation = READ_ONCE(dev_dax->generation);
	/* By now another driver may have bound the device; then its generation is even. */
	if (!dax_alive(dax_dev) || !(dax_file->generation & 1)) {
		dax_read_unlock(id);
		kfree(dax_file);
		return -ENXIO;
	}
	dax_read_unlock(id);

	/* All files of a device have their pages in one mapping. */
	file->f_mapping = dax_inode(dax_dev)->i_mapping;
	file->f_wb_err = filemap_sample_wb_err(file->f_mapping);
	file->private_data = dax_file;
	return 0;
}

static int dax_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static const struct file_operations dax_fops = {
	.owner = THIS_MODULE,
	.open = dax_open,
	.release = dax_release,
	.mmap = dax_mmap,
	.get_unmapped_area = dax_get_unmapped_area,
	.llseek = noop_llseek,
	DAX_FOPS_MAP_SYNC,
};

/* ---- binding ---- */

static void dax_stop_faults(void *data)
{
	struct dev_dax *dev_dax = data;

	WRITE_ONCE(dev_dax->generation, dev_dax->generation + 1);
	kill_dev_dax(dev_dax);
}

static int dax_start_faults(struct dev_dax *dev_dax)
{
	WRITE_ONCE(dev_dax->generation, dev_dax->generation + 1);
	run_dax(dev_dax->dax_dev);
	return devm_add_action_or_reset(&dev_dax->dev, dax_stop_faults, dev_dax);
}

static void dax_stop_files(void *data)
{
	struct dev_dax *dev_dax = data;

	dax_serve_files(dev_dax->dax_dev, NULL);
}

static int dax_start_files(struct dev_dax *dev_dax)
{
	dax_serve_files(dev_dax->dax_dev, &dax_fops);
	return devm_add_action_or_reset(&dev_dax->dev, dax_stop_files, dev_dax);
}

static int dev_dax_probe(struct dev_dax *dev_dax)
{
	int rc;

	rc = dax_map_memory(dev_dax, MEMORY_DEVICE_GENERIC, NULL, dev_dax->align);
	if (!rc)
		rc = dax_start_faults(dev_dax);
	if (!rc)
		rc = dax_start_files(dev_dax);
	return rc;
}

static struct dax_device_driver device_dax_driver = {
	.drv.name = "device_dax",
	.type = DAX_DRIVER_DEVICE,
	.probe = dev_dax_probe,
};

static int __init device_dax_init(void)
{
	return dax_driver_register(&device_dax_driver);
}

static void __exit device_dax_exit(void)
{
	dax_driver_unregister(&device_dax_driver);
}

module_init(device_dax_init);
module_exit(device_dax_exit);

MODULE_DESCRIPTION("Device DAX: memory as /dev/daxX.Y");
MODULE_LICENSE("GPL");
MODULE_ALIAS_DAX();
