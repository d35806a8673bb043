/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl: device-DAX regions, devices, their ranges and their memory.
 *
 * What the functions below have in common:
 *  - Sizes and addresses are in bytes unless a comment says otherwise.
 *  - int functions return 0 (or a count, where it says so) or a negated errno,
 *    the one that the kernel gave wherever the kernel gave one.  After a
 *    failure daxctl_get_failure() has it in words.
 *  - Nothing is read from sysfs before it is asked for, and every getter of a
 *    number reads it afresh, but for target_node and the size of a memory block,
 *    which do not change.
 *  - A context and everything reached through it belong to one thread at a
 *    time; different contexts are independent of each other.
 *  - A function that changes a region or one of its devices holds the region's
 *    exclusive lock while it runs, and one that reads mappings the shared one.
 *    Waiting for it ends after 10 seconds with -EBUSY.
 */
#ifndef LIBDAXCTL_H
#define LIBDAXCTL_H

#include <stdarg.h>
#include <unistd.h>

#ifdef HAVE_UUID
#include <uuid/uuid.h>
#else
typedef unsigned char uuid_t[16];
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;
struct daxctl_region;
struct daxctl_dev;
struct daxctl_memory;
struct daxctl_mapping;

/* ---- Context -------------------------------------------------------------- */

/*
 * Make a context and store it in *@ctx, holding one reference.  Touches no
 * file; the environment's DAXCTL_LOG (a number, or err, notice, info, debug)
 * sets the log priority.  Returns 0 or -ENOMEM, -EINVAL for a NULL @ctx.
 */
int daxctl_new(struct daxctl_ctx **ctx);

/* Take one more reference.  Returns @ctx; NULL is passed through. */
struct daxctl_ctx *daxctl_ref(struct daxctl_ctx *ctx);

/*
 * Drop one reference.  The last one frees the context and every region,
 * device, memory and mapping object of it.  NULL is allowed.
 */
void daxctl_unref(struct daxctl_ctx *ctx);

/*
 * Send the library's messages to @log_fn instead of standard error; NULL brings
 * the default back.  @priority is a syslog level; only messages at or below
 * the context's priority are sent.
 */
void daxctl_set_log_fn(struct daxctl_ctx *ctx,
		       void (*log_fn)(struct daxctl_ctx *ctx, int priority,
				      const char *file, int line, const char *fn,
				      const char *format, va_list args));

/* Least urgent syslog level that is reported; LOG_ERR (3) at first. */
int daxctl_get_log_priority(struct daxctl_ctx *ctx);
void daxctl_set_log_priority(struct daxctl_ctx *ctx, int priority);

/* A pointer of the caller's own, kept and never looked at.  NULL @ctx: NULL. */
void *daxctl_get_userdata(struct daxctl_ctx *ctx);
void daxctl_set_userdata(struct daxctl_ctx *ctx, void *userdata);

/*
 * Directory of the configuration files.  The getter returns NULL for a NULL
 * @ctx; the setter copies @path and returns 0, -EINVAL if either argument is
 * NULL, or -ENOMEM.
 */
const char *daxctl_get_config_path(struct daxctl_ctx *ctx);
int daxctl_set_config_path(struct daxctl_ctx *ctx, char *path);

/*
 * Look for sysfs, device nodes and proc below other directories than "/sys",
 * "/dev" and "/proc"; NULL leaves one as it is.  To be called before any
 * region is asked for.  Returns 0, -EINVAL (NULL @ctx), -EBUSY (regions are
 * known already) or -ENOMEM.
 */
int daxctl_set_roots(struct daxctl_ctx *ctx, const char *sysfs, const char *dev,
		     const char *proc);

/*
 * What made the last function of this context fail, in words: the attribute, the
 * value and the kernel's answer, or the reason for which nothing was tried.  NULL if
 * it did not fail.  Valid until the next call that returns an errno.
 */
const char *daxctl_get_failure(struct daxctl_ctx *ctx);

/*
 * Have @fn called with @data while memory blocks are taken online or offline (NULL: no
 * more): with @done 0 before the first of @total, and again after each.  @total is 0 when
 * no block is in hand: while the library waits for a lock, and once when the blocks are
 * done with, however that ended.  Other than 0 ends the operation, which fails with
 * -ECANCELED; blocks that were changed by then stay changed.  The function may ask the
 * library, but change nothing with it.
 */
void daxctl_set_progress(struct daxctl_ctx *ctx,
			 int (*fn)(struct daxctl_ctx *ctx, unsigned long done,
				   unsigned long total, void *data),
			 void *data);

/*
 * Look again for regions and devices: those that came are in the lists from then on,
 * those that went are not.  Objects are not freed, so pointers to them stay valid, and
 * one that comes back under its old name is the same object.  Returns 0, or the errno
 * for which the lists cannot be read.
 */
int daxctl_refresh(struct daxctl_ctx *ctx);

/* ---- Regions -------------------------------------------------------------- */

/*
 * Register the region whose parent device has the sysfs directory @path.
 * @id and @uuid are stored for the getters.  A path that is known already gives
 * the object it has, with its first id.  Each call takes a reference, which
 * daxctl_region_unref() gives back.  A directory without dax_region gives an
 * object without devices.  Returns NULL only when out of memory (or for a NULL
 * @ctx or @path).
 */
struct daxctl_region *daxctl_new_region(struct daxctl_ctx *ctx, int id,
					uuid_t uuid, const char *path);

/*
 * Regions in order of their id.  The first call looks once through
 * /sys/bus/dax/devices (and /sys/class/dax, the older model).  NULL: no more.
 */
struct daxctl_region *daxctl_region_get_first(struct daxctl_ctx *ctx);
struct daxctl_region *daxctl_region_get_next(struct daxctl_region *region);

#define daxctl_region_foreach(ctx, region) \
	for (region = daxctl_region_get_first(ctx); \
	     region != NULL; \
	     region = daxctl_region_get_next(region))

/* As above; the body may drop the last reference to @region. */
#define daxctl_region_foreach_safe(ctx, region, _region) \
	for (region = daxctl_region_get_first(ctx), \
	     _region = region ? daxctl_region_get_next(region) : NULL; \
	     region != NULL; \
	     region = _region, \
	     _region = _region ? daxctl_region_get_next(_region) : NULL)

/* References to a region; NULL is allowed. */
void daxctl_region_ref(struct daxctl_region *region);
void daxctl_region_unref(struct daxctl_region *region);

/* The UUID that daxctl_new_region() was first given; all zero if none. */
void daxctl_region_get_uuid(struct daxctl_region *region, uuid_t uuid);

/* The X of the region's devices daxX.Y. */
int daxctl_region_get_id(struct daxctl_region *region);

/* The context that the region belongs to; takes no reference. */
struct daxctl_ctx *daxctl_region_get_ctx(struct daxctl_region *region);

/* Bytes not given to any device; 0 if the kernel does not say. */
unsigned long long daxctl_region_get_available_size(struct daxctl_region *region);

/* The same with success and value apart: 0 and *@size, or -errno. */
int daxctl_region_read_available_size(struct daxctl_region *region,
				      unsigned long long *size);

/*
 * The region's first physical address, in *@start, found out with the help of its
 * devices, its parent and /proc/iomem: the kernel does not say it of a region.
 * Returns 0, -ENXIO if nothing tells, or the errno of what cannot be read (it takes
 * root).
 */
int daxctl_region_get_start(struct daxctl_region *region, unsigned long long *start);

/* Physical addresses; @end is the last one. */
struct daxctl_range {
	unsigned long long start, end;
};

/*
 * The parts of the region that no device has, by address, stored in *@ranges, which the
 * caller frees with free().  Returns their number, or an errno as
 * daxctl_region_get_start(), -ENOMEM, or -ERANGE if the devices' ranges do not fit into
 * the region.
 */
int daxctl_region_get_free_ranges(struct daxctl_region *region,
				  struct daxctl_range **ranges);

/* Bytes in all; ULLONG_MAX if unknown. */
unsigned long long daxctl_region_get_size(struct daxctl_region *region);

/* Alignment in bytes; ULONG_MAX if unknown (it takes root to read it). */
unsigned long daxctl_region_get_align(struct daxctl_region *region);

/* 1 if the region can be divided into devices, 0 if its parent made its only one. */
int daxctl_region_is_dynamic(struct daxctl_region *region);

/* Last component of the region's sysfs path, and the whole path. */
const char *daxctl_region_get_devname(struct daxctl_region *region);
const char *daxctl_region_get_path(struct daxctl_region *region);

/*
 * Make a new device of size 0.  Returns 0, -ENOSPC if the region has nothing
 * free, -EOPNOTSUPP if it cannot be divided, or what the kernel says.
 */
int daxctl_region_create_dev(struct daxctl_region *region);

/*
 * The same, and store the new device in *@dev.  It is the one that the kernel
 * names in `create` while the lock is held, so another process's new device
 * cannot be taken for it.  *@dev is untouched on failure.
 */
int daxctl_region_create_dev_get(struct daxctl_region *region,
				 struct daxctl_dev **dev);

/* The oldest device never bound so far; NULL if there is none. */
struct daxctl_dev *daxctl_region_get_dev_seed(struct daxctl_region *region);

/*
 * Delete @dev, which must have size 0 and no driver.  It is no longer in the list; its
 * object stays as long as the region's and knows its name; nothing else is to be asked of
 * it, since the kernel can give the name to another.
 * Returns 0; or, with the device as it was, -EBUSY for a device that has size or a driver
 * or is daxX.0, -ENXIO for one that is gone, or what else the kernel says.
 */
int daxctl_region_destroy_dev(struct daxctl_region *region,
			      struct daxctl_dev *dev);

/*
 * Hold the region's lock over several calls: shared (@exclusive 0) or exclusive.
 * Calls nest; the functions of this header do not block on a lock that their
 * context holds, but fail with -EDEADLK if they need it exclusive and it is held
 * shared.  Two contexts block each other, as two processes do.  Returns 0, -EACCES if
 * not root, -EBUSY after 10 seconds (daxctl_get_failure() names the holder), or another
 * errno.  Where a region has nothing that can be locked, nothing is: 0.
 */
int daxctl_region_lock(struct daxctl_region *region, int exclusive);
void daxctl_region_unlock(struct daxctl_region *region);

/* ---- Devices -------------------------------------------------------------- */

/* What a device is used as, which is to say: the driver that it is bound to. */
enum daxctl_dev_mode {
	DAXCTL_DEV_MODE_UNKNOWN = -1,	/* not bound */
	DAXCTL_DEV_MODE_DEVDAX = 0,	/* device_dax */
	DAXCTL_DEV_MODE_RAM = 1,	/* kmem */
	DAXCTL_DEV_MODE_FAMFS = 2,	/* fsdev_dax */
	DAXCTL_DEV_MODE_END = 3,
};

/*
 * Devices in order of their instance.  The list is read when it is first asked
 * for; devices made through this context are added to it.  NULL: no more.
 */
struct daxctl_dev *daxctl_dev_get_first(struct daxctl_region *region);
struct daxctl_dev *daxctl_dev_get_next(struct daxctl_dev *dev);

#define daxctl_dev_foreach(region, dev) \
	for (dev = daxctl_dev_get_first(region); \
	     dev != NULL; \
	     dev = daxctl_dev_get_next(dev))

/* As above; the body may destroy @dev. */
#define daxctl_dev_foreach_safe(region, dev, _dev) \
	for (dev = daxctl_dev_get_first(region), \
	     _dev = dev ? daxctl_dev_get_next(dev) : NULL; \
	     dev != NULL; \
	     dev = _dev, \
	     _dev = _dev ? daxctl_dev_get_next(_dev) : NULL)

/* The region that the device is part of, and the context; no reference is taken. */
struct daxctl_region *daxctl_dev_get_region(struct daxctl_dev *dev);
struct daxctl_ctx *daxctl_dev_get_ctx(struct daxctl_dev *dev);

/* The Y of daxX.Y. */
int daxctl_dev_get_id(struct daxctl_dev *dev);

/* "daxX.Y"; never NULL. */
const char *daxctl_dev_get_devname(struct daxctl_dev *dev);

/* Path of the device node, whether or not there is one.  NULL: no memory. */
const char *daxctl_dev_get_node(struct daxctl_dev *dev);

/* Device number; -1 where the kernel does not say. */
int daxctl_dev_get_major(struct daxctl_dev *dev);
int daxctl_dev_get_minor(struct daxctl_dev *dev);

/* First physical address; 0 if unreadable (it takes root). */
unsigned long long daxctl_dev_get_resource(struct daxctl_dev *dev);

/* Bytes; 0 if unreadable. */
unsigned long long daxctl_dev_get_size(struct daxctl_dev *dev);

/*
 * Resize: shrinks from the last range, grows into the region's free space.
 * The device must not be bound.  A change that the kernel cannot make whole is
 * taken back.  Returns 0, or -EBUSY, -EINVAL (not a multiple of the alignment),
 * -ENOSPC, as the kernel says.
 */
int daxctl_dev_set_size(struct daxctl_dev *dev, unsigned long long size);

/* Alignment in bytes, 0 if the kernel has none. */
unsigned long daxctl_dev_get_align(struct daxctl_dev *dev);

/* Returns 0, or -EINVAL for one that the device cannot have, -EBUSY if bound. */
int daxctl_dev_set_align(struct daxctl_dev *dev, unsigned long align);

/*
 * Add the physical range from @start to @end, which is its last byte, to the
 * end of the device.  Returns 0, -EBUSY if the device is bound, -EINVAL for a
 * range that is inverted, does not start at a multiple of 2 MiB or whose length is no
 * multiple of that and of the device's alignment, -ENOMEM (the kernel's) if any of it is
 * in use or outside of the region.
 */
int daxctl_dev_set_mapping(struct daxctl_dev *dev, unsigned long long start,
			   unsigned long long end);

/* 1 if the kernel still has the device. */
int daxctl_dev_is_present(struct daxctl_dev *dev);

/* 1 if a driver is bound. */
int daxctl_dev_is_enabled(struct daxctl_dev *dev);

/*
 * Unbind the driver.  Returns 0, also if there was none; -EBUSY if memory of the
 * device is online, as it could not be taken offline any more afterwards.
 */
int daxctl_dev_disable(struct daxctl_dev *dev);

/*
 * Bind the driver of a mode, loading its module first if need be (modprobe.d's
 * blacklist holds: -EPERM).  No other device is bound by it.  A device that
 * is bound already, whatever to, is left alone: 0.  enable_ram binds only; it
 * refuses (-EINVAL) a device that kmem cannot take, see daxctl_dev_check_ram().
 */
int daxctl_dev_enable_devdax(struct daxctl_dev *dev);
int daxctl_dev_enable_ram(struct daxctl_dev *dev);
int daxctl_dev_enable_famfs(struct daxctl_dev *dev);

/*
 * Could the device become system RAM?  0; -EINVAL if it has no target node or
 * no range of it holds a whole memory block; -EACCES if its ranges cannot be
 * read.  Changes nothing.
 */
int daxctl_dev_check_ram(struct daxctl_dev *dev);

/* The mode; DAXCTL_DEV_MODE_UNKNOWN if no known driver is bound. */
enum daxctl_dev_mode daxctl_dev_get_mode(struct daxctl_dev *dev);

/* 1 if the device is in that mode.  (_capable is an older name of system_ram.) */
int daxctl_dev_is_devdax_mode(struct daxctl_dev *dev);
int daxctl_dev_is_system_ram_mode(struct daxctl_dev *dev);
int daxctl_dev_is_system_ram_capable(struct daxctl_dev *dev);
int daxctl_dev_is_famfs_mode(struct daxctl_dev *dev);

/*
 * 1 if a driver is bound, and in @mode, if that is not NULL, the mode that it means; 0
 * with DAXCTL_DEV_MODE_UNKNOWN if none is.  Both are of the same moment.
 */
int daxctl_dev_get_binding(struct daxctl_dev *dev, enum daxctl_dev_mode *mode);

/* NUMA node that the memory belongs to once it is online; -1 if none. */
int daxctl_dev_get_target_node(struct daxctl_dev *dev);

/*
 * What the kernel does with new memory blocks by itself: a word of auto_online_blocks
 * (offline, online, online_kernel, online_movable) in @policy, of @size bytes.  0, or
 * -errno with @policy untouched.
 */
int daxctl_get_auto_online_policy(struct daxctl_ctx *ctx, char *policy, size_t size);

/* 1 if the kernel brings new memory blocks online by itself. */
int daxctl_dev_will_auto_online_memory(struct daxctl_dev *dev);

/* Number of memory blocks online; 0 if not system RAM; or -errno. */
int daxctl_dev_has_online_memory(struct daxctl_dev *dev);

/* ---- Memory of a system-ram device ---------------------------------------- */

/* The device's memory; NULL unless it is bound to kmem. */
struct daxctl_memory *daxctl_dev_get_memory(struct daxctl_dev *dev);

/* The device whose memory it is. */
struct daxctl_dev *daxctl_memory_get_dev(struct daxctl_memory *mem);

/* "/sys/devices/system/node/nodeN"; NULL if the device has no target node. */
const char *daxctl_memory_get_node_path(struct daxctl_memory *mem);

/* Size of a memory block; 0 if unknown. */
unsigned long daxctl_memory_get_block_size(struct daxctl_memory *mem);

/*
 * Memory blocks that lie inside the device's ranges and that the kernel has, and how
 * many of them are online.  A negated errno if the ranges or the state of a block
 * cannot be read (it takes root).
 */
int daxctl_memory_num_sections(struct daxctl_memory *mem);
int daxctl_memory_is_online(struct daxctl_memory *mem);

/*
 * Bring every block online in ZONE_MOVABLE, or in a kernel zone, or take every
 * block offline.  Blocks that are as wanted already are left alone (also those
 * online in the other zone).  If one refuses, those changed before it are put
 * back.  Returns the number of blocks changed, or the errno of the refusal.
 */
int daxctl_memory_online(struct daxctl_memory *mem);
int daxctl_memory_online_no_movable(struct daxctl_memory *mem);
int daxctl_memory_offline(struct daxctl_memory *mem);

/*
 * 1 if all blocks are in ZONE_MOVABLE, 0 if not; -ENXIO if any is offline or there is
 * none, or the errno for which that cannot be read.
 */
int daxctl_memory_is_movable(struct daxctl_memory *mem);

/* State of one memory block. */
enum daxctl_block_state {
	DAXCTL_BLOCK_OFFLINE = 0,
	DAXCTL_BLOCK_KERNEL = 1,	/* online in a kernel zone */
	DAXCTL_BLOCK_MOVABLE = 2,	/* online in ZONE_MOVABLE */
};

/*
 * The device's blocks, by the N of /sys/devices/system/memory/memoryN, in
 * ascending order: the one after @block, or the first after -1, with which the device's
 * ranges are read.  -ENOENT: no more; another negative value: the errno for which the
 * ranges are unreadable.  A block that kmem could not add is among them, though
 * daxctl_memory_get_block_state() gives -ENOENT for it.
 */
long daxctl_memory_next_block(struct daxctl_memory *mem, long block);

#define daxctl_memory_block_foreach(mem, block) \
	for (block = daxctl_memory_next_block(mem, -1); \
	     block >= 0; \
	     block = daxctl_memory_next_block(mem, block))

/* An enum daxctl_block_state, or -errno. */
int daxctl_memory_get_block_state(struct daxctl_memory *mem, long block);

/*
 * Change one of the device's blocks, from one zone to the other if need be; if it
 * comes offline but cannot go online again as wanted, it is put back.  Returns 1 if it
 * was changed, 0 if it was so already, -EINVAL for a block that is not the device's, or
 * another errno.
 */
int daxctl_memory_set_block_state(struct daxctl_memory *mem, long block,
				  enum daxctl_block_state state);

/* ---- Mappings -------------------------------------------------------------- */

/*
 * The device's ranges, by page_offset.  The first call reads them all (it takes
 * root).  NULL: no more.
 */
struct daxctl_mapping *daxctl_mapping_get_first(struct daxctl_dev *dev);
struct daxctl_mapping *daxctl_mapping_get_next(struct daxctl_mapping *mapping);

#define daxctl_mapping_foreach(dev, mapping) \
	for (mapping = daxctl_mapping_get_first(dev); \
	     mapping != NULL; \
	     mapping = daxctl_mapping_get_next(mapping))

/* First and last physical byte, bytes in all, and page_offset in pages. */
unsigned long long daxctl_mapping_get_start(struct daxctl_mapping *mapping);
unsigned long long daxctl_mapping_get_end(struct daxctl_mapping *mapping);
unsigned long long daxctl_mapping_get_offset(struct daxctl_mapping *mapping);
unsigned long long daxctl_mapping_get_size(struct daxctl_mapping *mapping);

#ifdef __cplusplus
}
#endif

#endif /* LIBDAXCTL_H */
