/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All differences between kernels. The other files of this directory have none.
 *
 * graft searches the headers of the kernel for each feature, and writes features.h with
 * DAX_HAVE_... as 1 or 0. So a vendor's kernel with backported features works too. Each
 * entry has the same name on all kernels. If a kernel lacks a feature, a constant says so,
 * and the code that depends on it is compiled nevertheless.
 */
#ifndef DAX_COMPAT_H
#define DAX_COMPAT_H

#include <linux/dax.h>
#include <linux/device.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/memory-tiers.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include "features.h"

/* ---- devices and drivers ---- */

/*
 * On kernels with walk_hmem_resources(), which passes soft-reserved memory to a module,
 * kmem binds the devices of volatile regions by default. On older kernels, device_dax binds
 * every device unless the administrator chooses another driver.
 */
#define DAX_RAM_BY_DEFAULT	DAX_HAVE_WALK_HMEM_RESOURCES

#if DAX_HAVE_CONST_BUS
typedef const struct device_driver dax_match_driver_t;
typedef const struct device dax_uevent_device_t;
#define DAX_BUS_CONST	const
#else
typedef struct device_driver dax_match_driver_t;
typedef struct device dax_uevent_device_t;
#define DAX_BUS_CONST
#endif

#if !DAX_HAVE_WALK_HMEM_RESOURCES
/* Functions of hmem/device.c that include/linux/dax.h of newer kernels declares. */
typedef int (*walk_hmem_fn)(struct device *dev, int target_nid, const struct resource *res);
int walk_hmem_resources(struct device *dev, walk_hmem_fn fn);
#define hmem_register_resource hmem_register_device
#endif

/* ---- mappings and faults ---- */

static inline unsigned long dax_find_unmapped_area(struct file *file, unsigned long addr,
						   unsigned long len, unsigned long pgoff,
						   unsigned long flags)
{
#if DAX_HAVE_MM_GET_UNMAPPED_AREA
	return mm_get_unmapped_area(current->mm, file, addr, len, pgoff, flags);
#else
	return current->mm->get_unmapped_area(file, addr, len, pgoff, flags);
#endif
}

/* Huge faults have their size as an order, or as a value of an enum. */
#if DAX_HAVE_FAULT_ORDER
#define DAX_HUGE_FAULT_ARG	unsigned int order
#define DAX_HUGE_FAULT_ORDER	order
#else
#define DAX_HUGE_FAULT_ARG	enum page_entry_size pe_size
#define DAX_HUGE_FAULT_ORDER	(pe_size == PE_SIZE_PUD ? PUD_SHIFT - PAGE_SHIFT : \
				 pe_size == PE_SIZE_PMD ? PMD_SHIFT - PAGE_SHIFT : 0)
#endif

#if !DAX_HAVE_VM_FLAGS_SET
static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags |= flags;
}
#endif

/* How file_operations say that mmap() supports MAP_SYNC. */
#if DAX_HAVE_FOP_FLAGS
#define DAX_FOPS_MAP_SYNC	.fop_flags = FOP_MMAP_SYNC
#else
#define DAX_FOPS_MAP_SYNC	.mmap_supported_flags = MAP_SYNC
#endif

/*
 * Kernels know whether the architecture has pages of PUD size, but not whether the CPU has.
 */
static inline bool dax_cpu_has_pud_pages(void)
{
#ifdef CONFIG_X86
	if (!boot_cpu_has(X86_FEATURE_GBPAGES))
		return false;
#endif
	return IS_ENABLED(CONFIG_HAVE_ARCH_TRANSPARENT_HUGEPAGE_PUD);
}

/* ---- memory and its failures ---- */

/* On older kernels, Kconfig excludes architectures with aliasing data caches. */
#if DAX_HAVE_DCACHE_ALIASING
#include <linux/cacheinfo.h>
#else
#define cpu_dcache_is_aliasing()	false
#endif

/* Callers in older kernels expect memory errors without conversion. */
#if !DAX_HAVE_MEM2BLK_ERR
static inline int dax_mem2blk_err(int error)
{
	return error;
}
#endif

/* The flag of a notification that a device goes away. Older kernels have none. */
#if DAX_HAVE_PRE_REMOVE
#define DAX_MF_PRE_REMOVE	MF_MEM_PRE_REMOVE
#else
#define DAX_MF_PRE_REMOVE	0
#endif

/* ---- hotplug ---- */

/*
 * Newer kernels put the memmap of each block on that block, however many blocks are added.
 * Older ones do so only for a single block, and only built-in code can ask whether they do.
 */
#if DAX_HAVE_MEMMAP_OF_MANY_BLOCKS
#define DAX_MEMMAP_SPANS_BLOCKS	1

static inline bool dax_memmap_on_memory_possible(void)
{
	return mhp_supports_memmap_on_memory();
}
#else
#define DAX_MEMMAP_SPANS_BLOCKS	0

static inline bool dax_memmap_on_memory_possible(void)
{
#if defined(MODULE) || !defined(CONFIG_MEMORY_HOTPLUG)
	return false;
#else
	return mhp_supports_memmap_on_memory(memory_block_size_bytes());
#endif
}
#endif

/* The types of memory for tiers, by distance, which HMAT may know more exactly. */
#if DAX_HAVE_MEMORY_TYPES_BY_DISTANCE
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
/* One type for all memory. */
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
#endif

/* ---- tools ---- */

/* In newer kernels, a trace event remembers the source of its string. */
#if DAX_HAVE_ASSIGN_STR_OF_ONE
#define dax_assign_str(field, value)	__assign_str(field)
#else
#define dax_assign_str(field, value)	__assign_str(field, value)
#endif

/* Names the field that counts the elements of an array, for compilers that check it. */
#ifndef __counted_by
#define __counted_by(field)
#endif

#endif /* DAX_COMPAT_H */
