/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between Linux 6.1 and 6.12, and nowhere else in this directory.
 *
 * Each entry has one name for both kernels. Where a kernel lacks a thing, the entry says
 * so as a constant, so that the code that depends on it is compiled on both.
 */
#ifndef DAX_COMPAT_H
#define DAX_COMPAT_H

#include <linux/device.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/memory-tiers.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/version.h>

#define DAX_LINUX_6_12	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0))

/*
 * From 6.3 on, kmem takes the volatile regions by itself. Before, every device is
 * device_dax's until the administrator names it to another driver.
 */
#define DAX_RAM_BY_DEFAULT	DAX_LINUX_6_12

#if DAX_LINUX_6_12

typedef const struct device_driver dax_match_driver_t;
typedef const struct device dax_uevent_device_t;
#define DAX_BUS_CONST	const

static inline unsigned long dax_find_unmapped_area(struct file *file, unsigned long addr,
						   unsigned long len, unsigned long pgoff,
						   unsigned long flags)
{
	return mm_get_unmapped_area(current->mm, file, addr, len, pgoff, flags);
}

#include <linux/cacheinfo.h>
#include <linux/dax.h>

/* Huge faults say their size as an order. */
#define DAX_HUGE_FAULT_ARG	unsigned int order
#define DAX_HUGE_FAULT_ORDER	order

/* add_memory_*() puts each block's memmap on that block, however many there are. */
#define DAX_MEMMAP_SPANS_BLOCKS	1

static inline bool dax_memmap_on_memory_possible(void)
{
	return mhp_supports_memmap_on_memory();
}

/* Kinds of memory, by their distance, which HMAT may know better. */
struct dax_memory_types {
	struct mutex lock;
	struct list_head list;
};

#define DAX_MEMORY_TYPES(name) struct dax_memory_types name = {			\
	.lock = __MUTEX_INITIALIZER(name.lock),					\
	.list = LIST_HEAD_INIT(name.list),					\
}

static inline struct memory_dev_type *dax_find_memory_type(struct dax_memory_types *types,
							   int node, int adistance)
{
	struct memory_dev_type *type;

	mt_calc_adistance(node, &adistance);
	mutex_lock(&types->lock);
	type = mt_find_alloc_memory_type(adistance, &types->list);
	mutex_unlock(&types->lock);
	return type;
}

static inline void dax_put_memory_types(struct dax_memory_types *types)
{
	mt_put_memory_types(&types->list);
}

#else

typedef struct device_driver dax_match_driver_t;
typedef struct device dax_uevent_device_t;
#define DAX_BUS_CONST

static inline unsigned long dax_find_unmapped_area(struct file *file, unsigned long addr,
						   unsigned long len, unsigned long pgoff,
						   unsigned long flags)
{
	return current->mm->get_unmapped_area(file, addr, len, pgoff, flags);
}

/* 6.1 does not know whether data caches alias, nor how errors of memory become others. */
#define cpu_dcache_is_aliasing()	false

static inline int dax_mem2blk_err(int error)
{
	return error;
}

#define DAX_HUGE_FAULT_ARG	enum page_entry_size pe_size
#define DAX_HUGE_FAULT_ORDER	(pe_size == PE_SIZE_PUD ? PUD_SHIFT - PAGE_SHIFT : \
				 pe_size == PE_SIZE_PMD ? PMD_SHIFT - PAGE_SHIFT : 0)

static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags |= flags;
}

/* add_memory_*() can put the memmap of one block on it, not of several at once. */
#define DAX_MEMMAP_SPANS_BLOCKS	0

/* 6.1 answers that to built-in code alone. */
static inline bool dax_memmap_on_memory_possible(void)
{
#if defined(MODULE) || !defined(CONFIG_MEMORY_HOTPLUG)
	return false;
#else
	return mhp_supports_memmap_on_memory(memory_block_size_bytes());
#endif
}

/* One kind of memory for all. */
struct dax_memory_types {
	struct memory_dev_type *only;
};

#define DAX_MEMORY_TYPES(name) struct dax_memory_types name

static inline struct memory_dev_type *dax_find_memory_type(struct dax_memory_types *types,
							   int node, int adistance)
{
	struct memory_dev_type *type = READ_ONCE(types->only), *other;

	if (type)
		return type;
	type = alloc_memory_type(adistance);
	if (IS_ERR(type))
		return type;
	other = cmpxchg(&types->only, NULL, type);
	if (!other)
		return type;
	destroy_memory_type(type);
	return other;
}

static inline void dax_put_memory_types(struct dax_memory_types *types)
{
	if (types->only)
		destroy_memory_type(types->only);
}

/* Of hmem/device.c; include/linux/dax.h of later kernels declares it. */
typedef int (*walk_hmem_fn)(struct device *dev, int target_nid, const struct resource *res);
int walk_hmem_resources(struct device *dev, walk_hmem_fn fn);
#define hmem_register_resource hmem_register_device

#endif /* DAX_LINUX_6_12 */

/* From 6.10 on, a trace event remembers what its string was declared with. */
#if DAX_LINUX_6_12
#define dax_assign_str(field, value)	__assign_str(field)
#else
#define dax_assign_str(field, value)	__assign_str(field, value)
#endif

/* Which field counts the elements of an array, for compilers that check it. */
#ifndef __counted_by
#define __counted_by(field)
#endif

/*
 * Whether the CPU has huge pages of a size. Kernels say of the larger ones only whether the
 * architecture has them.
 */
static inline bool dax_cpu_has_pud_pages(void)
{
#ifdef CONFIG_X86
	if (!boot_cpu_has(X86_FEATURE_GBPAGES))
		return false;
#endif
	return IS_ENABLED(CONFIG_HAVE_ARCH_TRANSPARENT_HUGEPAGE_PUD);
}

/* In file_operations: mmap() knows MAP_SYNC. */
#if DAX_LINUX_6_12
#define DAX_FOPS_MAP_SYNC	.fop_flags = FOP_MMAP_SYNC
#else
#define DAX_FOPS_MAP_SYNC	.mmap_supported_flags = MAP_SYNC
#endif

/* Told to holders whose device goes away; 6.1 has no such notification. */
#if DAX_LINUX_6_12
#define DAX_MF_PRE_REMOVE	MF_MEM_PRE_REMOVE
#else
#define DAX_MF_PRE_REMOVE	0
#endif

#endif /* DAX_COMPAT_H */
