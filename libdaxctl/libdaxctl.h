/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * @brief Device-DAX regions, devices, their mappings and their memory.
 *
 * These rules hold for all functions:
 *
 * - Sizes and addresses are in bytes unless the comment says otherwise.
 * - Pointers must not be NULL unless the comment allows it.
 * - An int function returns 0, or a count if the comment says so.  On failure
 *   it returns a negative errno.  Errors of the kernel are passed on unchanged.
 *   daxctl_get_failure() explains the last failure in words.
 * - Each call of a getter reads sysfs again, except for the target node and the
 *   memory block size, which do not change.
 * - One thread at a time may use a context and the objects that belong to it.
 *   Different contexts are independent.
 * - A function that changes a device or its memory holds the device's lock while
 *   it runs.  A function that changes the space of a region, or the list of its
 *   devices, holds the region's exclusive lock, and a function that reads
 *   mappings holds the shared one.  Taking a lock fails with -EACCES without root
 *   privileges, with -EBUSY after the time that daxctl_set_lock_timeout() sets,
 *   and with -ECANCELED if the progress function ends the wait.  The comments
 *   below do not repeat these errors, nor -ENOMEM.
 * - Functions marked "@since LIBDAXCTL_EXT_1" or higher exist only in this
 *   implementation of libdaxctl.so.1.  A program that calls one of them does not
 *   start with another implementation.
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

/*
 * Only for Python's cffi, which reads this header without the system's headers, see
 * libdaxctl(3).  The three dots are its way to write an unknown type.
 */
#ifndef va_start
typedef ... *va_list;
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

/**
 * @brief Create a context with one reference.
 *
 * Opens no file.  The environment variable DAXCTL_LOG sets the log priority: a
 * number, or one of err, notice, info and debug.
 *
 * @param ctx  Where to store the context.
 * @return 0, -EINVAL if @p ctx is NULL, or -ENOMEM.
 */
int daxctl_new(struct daxctl_ctx **ctx);

/**
 * @brief Take a reference to a context.
 * @param ctx  The context, or NULL.
 * @return @p ctx.
 */
struct daxctl_ctx *daxctl_ref(struct daxctl_ctx *ctx);

/**
 * @brief Drop a reference to a context.
 *
 * Dropping the last reference frees the context and all objects that belong to
 * it, including regions that are still referenced.
 *
 * @param ctx  The context, or NULL.
 */
void daxctl_unref(struct daxctl_ctx *ctx);

/**
 * @brief Set the function that receives log messages.
 *
 * A new context writes messages to standard error.
 *
 * @param ctx     The context.
 * @param log_fn  The function, or NULL for standard error.  Its @c priority is a
 *                syslog(3) level; @c file, @c line and @c fn name the place in the
 *                library; @c format and @c args are those of vprintf(3).
 */
void daxctl_set_log_fn(struct daxctl_ctx *ctx,
		       void (*log_fn)(struct daxctl_ctx *ctx, int priority,
				      const char *file, int line, const char *fn,
				      const char *format, va_list args));

/**
 * @brief Get the log priority.
 * @param ctx  The context.
 * @return The least urgent syslog(3) level that is logged.  The default is
 *         LOG_ERR (3), or the value of DAXCTL_LOG.
 */
int daxctl_get_log_priority(struct daxctl_ctx *ctx);

/**
 * @brief Set the log priority.
 * @param ctx       The context.
 * @param priority  The least urgent syslog(3) level to log.  LOG_DEBUG logs each
 *                  write to sysfs.
 */
void daxctl_set_log_priority(struct daxctl_ctx *ctx, int priority);

/**
 * @brief Get the caller's pointer.
 * @param ctx  The context, or NULL.
 * @return The pointer that daxctl_set_userdata() stored, or NULL.
 */
void *daxctl_get_userdata(struct daxctl_ctx *ctx);

/**
 * @brief Store a pointer for the caller.  The library does not use it.
 * @param ctx       The context; nothing happens if it is NULL.
 * @param userdata  The pointer.
 */
void daxctl_set_userdata(struct daxctl_ctx *ctx, void *userdata);

/**
 * @brief Get the directory of the configuration files, see daxctl.conf(5).
 *
 * The library itself reads no configuration.
 *
 * @param ctx  The context, or NULL.
 * @return The path, or NULL if @p ctx is NULL.  Valid until the path is changed.
 */
const char *daxctl_get_config_path(struct daxctl_ctx *ctx);

/**
 * @brief Set the directory of the configuration files.
 * @param ctx   The context.
 * @param path  The path, which is copied.
 * @return 0, -EINVAL if an argument is NULL, or -ENOMEM.
 */
int daxctl_set_config_path(struct daxctl_ctx *ctx, char *path);

/**
 * @brief Use other directories than /sys, /dev and /proc, for example in tests.
 *
 * Call this before any function that looks for regions.
 *
 * @param ctx    The context.
 * @param sysfs  Directory to use for /sys, or NULL to leave it unchanged.
 * @param dev    Directory to use for /dev, or NULL.
 * @param proc   Directory to use for /proc, or NULL.
 * @return 0, -EINVAL if @p ctx is NULL, -EBUSY if the context already has
 *         regions, or -ENOMEM.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_set_roots(struct daxctl_ctx *ctx, const char *sysfs, const char *dev,
		     const char *proc);

/**
 * @brief Explain the last failure in words.
 *
 * The text names the attribute, the value and the kernel's error, or the reason
 * why the library did not try.
 *
 * @param ctx  The context, or NULL.
 * @return The text, or NULL if the last function that can fail succeeded or its
 *         error has no text.  Valid until another function has failed.
 * @since LIBDAXCTL_EXT_1
 */
const char *daxctl_get_failure(struct daxctl_ctx *ctx);

/**
 * @brief Set a function to follow long operations and to stop them.
 *
 * The library calls @p fn while it brings memory blocks online or takes them
 * offline: once before the first block, after each block, and once at the end,
 * with @c total 0.  Every function that waits for a lock also calls @p fn, with
 * @c done and @c total 0.
 *
 * If @p fn returns a value other than 0, the operation stops and fails with
 * -ECANCELED.  Blocks that are already changed stay changed.  The calls after the
 * last block cannot stop anything.
 *
 * If a signal interrupts the change of a block, the library calls @p fn with the
 * last values and, if that returns 0, tries again, up to ten times in all.
 * Without a function, or after ten tries, the operation is undone and fails with
 * -EINTR.
 *
 * @p fn may call getters, but no function that makes a change.
 *
 * @param ctx   The context; nothing happens if it is NULL.
 * @param fn    The function, or NULL for none.  @c done and @c total count memory
 *              blocks.
 * @param data  Passed to @p fn.
 * @since LIBDAXCTL_EXT_1
 */
void daxctl_set_progress(struct daxctl_ctx *ctx,
			 int (*fn)(struct daxctl_ctx *ctx, unsigned long done,
				   unsigned long total, void *data),
			 void *data);

/**
 * @brief Get an attribute that getters could not read.
 *
 * A getter that cannot read its attribute returns a value for "unknown".  A program
 * that must not take an incomplete listing for a complete one calls this function
 * at its end, until it returns 0.  Attributes that do not exist, or that the user
 * may not read, do not count.
 *
 * @param ctx   The context.
 * @param text  Where to store what could not be read, and why.
 * @param size  The size of that buffer in bytes.
 * @return A negative errno, or 0 if there are no more.  Each call reports another
 *         attribute.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_take_unread(struct daxctl_ctx *ctx, char *text, size_t size);

/**
 * @brief Set how long functions wait for a lock.
 * @param ctx         The context.
 * @param timeout_ms  Milliseconds, 0 to fail at once, or -1 to wait without limit.
 *                    The default is 10000.
 * @return 0, or -EINVAL.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_set_lock_timeout(struct daxctl_ctx *ctx, long timeout_ms);

/**
 * @brief Get the lock that a function waits for.
 *
 * For progress functions, which are called again and again during a wait.
 *
 * @param ctx        The context.
 * @param waited_ms  Where to store for how many milliseconds; may be NULL.
 * @return "dax0.1 is locked by process 1234 (daxctl)", valid until the progress
 *         function returns; NULL if no function waits.
 * @since LIBDAXCTL_EXT_2
 */
const char *daxctl_get_wait(struct daxctl_ctx *ctx, long *waited_ms);

/**
 * @brief Read the lists of regions and devices again.
 *
 * Later loops include new regions and devices and leave out those that are gone.
 * No object is freed, so all pointers stay valid.  If a device with the same name
 * appears later, the library uses the same object for it.
 *
 * @param ctx  The context.
 * @return 0, or the error of reading the lists.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_refresh(struct daxctl_ctx *ctx);

/* ---- Regions -------------------------------------------------------------- */

/**
 * @brief Register a region whose sysfs directory the caller knows.
 *
 * Returns the existing object if the context already has the region.  A directory
 * without dax_region gives a region without devices.
 *
 * @param ctx   The context, or NULL.
 * @param id    The id of a new region; an existing region keeps its id.
 * @param uuid  Stored if the region has no UUID yet.
 * @param path  Sysfs directory of the region's parent device, or NULL.
 * @return The region, with a reference to drop with daxctl_region_unref(); NULL
 *         if @p ctx or @p path is NULL or memory runs out.
 */
struct daxctl_region *daxctl_new_region(struct daxctl_ctx *ctx, int id,
					uuid_t uuid, const char *path);

/**
 * @brief Get the region with the lowest id.
 *
 * The first call reads /sys/bus/dax/devices, and /sys/class/dax of kernels with
 * the older device model.  No reference is taken.
 *
 * @param ctx  The context, or NULL.
 * @return The region, or NULL if there is none.
 */
struct daxctl_region *daxctl_region_get_first(struct daxctl_ctx *ctx);

/**
 * @brief Get the next region in the order of ids.  No reference is taken.
 * @param region  A region, or NULL.
 * @return The next region, or NULL after the last one.
 */
struct daxctl_region *daxctl_region_get_next(struct daxctl_region *region);

/** @brief Loop over the regions of a context. */
#define daxctl_region_foreach(ctx, region) \
	for (region = daxctl_region_get_first(ctx); \
	     region != NULL; \
	     region = daxctl_region_get_next(region))

/** @brief Like daxctl_region_foreach(), but the body may free @p region. */
#define daxctl_region_foreach_safe(ctx, region, _region) \
	for (region = daxctl_region_get_first(ctx), \
	     _region = region ? daxctl_region_get_next(region) : NULL; \
	     region != NULL; \
	     region = _region, \
	     _region = _region ? daxctl_region_get_next(_region) : NULL)

/**
 * @brief Take a reference to a region.
 * @param region  The region, or NULL.
 */
void daxctl_region_ref(struct daxctl_region *region);

/**
 * @brief Drop a reference to a region.  The last one frees it and its devices.
 *
 * The context itself holds a reference to each region that it found.
 *
 * @param region  The region, or NULL.
 */
void daxctl_region_unref(struct daxctl_region *region);

/**
 * @brief Get the UUID that daxctl_new_region() stored.
 * @param region  The region.
 * @param uuid    Where to copy the UUID to; all zero if there is none.
 */
void daxctl_region_get_uuid(struct daxctl_region *region, uuid_t uuid);

/**
 * @brief Get the id of a region.
 * @param region  The region.
 * @return The X in the names daxX.Y of its devices, or the id that
 *         daxctl_new_region() stored.
 */
int daxctl_region_get_id(struct daxctl_region *region);

/**
 * @brief Get the context of a region.  No reference is taken.
 * @param region  The region.
 * @return The context.
 */
struct daxctl_ctx *daxctl_region_get_ctx(struct daxctl_region *region);

/**
 * @brief Get the number of bytes that belong to no device.
 *
 * The kernel reports it in dax_region/available_size.
 *
 * @param region  The region.
 * @return The number of bytes; 0 also if it cannot be read.
 */
unsigned long long daxctl_region_get_available_size(struct daxctl_region *region);

/**
 * @brief Like daxctl_region_get_available_size(), but report errors.
 * @param region  The region.
 * @param size    Where to store the number of bytes; unchanged on failure.
 * @return 0, or the error of reading dax_region/available_size.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_region_read_available_size(struct daxctl_region *region,
				      unsigned long long *size);

/**
 * @brief Find the first physical address of a region.
 *
 * The kernel does not report it.  The library derives it from the region's
 * devices, the parent device and /proc/iomem.  Requires root privileges.
 *
 * @param region  The region.
 * @param start   Where to store the address; unchanged on failure.
 * @return 0, -ENXIO if the address cannot be derived, or another error.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_region_get_start(struct daxctl_region *region, unsigned long long *start);

/** @brief A range of physical addresses. */
struct daxctl_range {
	unsigned long long start, end;	/**< first and last byte */
};

/**
 * @brief Find the parts of a region that belong to no device.
 * @param region  The region.
 * @param ranges  Where to store an array of ranges in the order of addresses.
 *                Free it with free(3), even if it is empty.  Unchanged on failure.
 * @return The number of ranges; -ERANGE if the devices' mappings overlap or do
 *         not fit into the region; or an error as from daxctl_region_get_start().
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_region_get_free_ranges(struct daxctl_region *region,
				  struct daxctl_range **ranges);

/**
 * @brief Get the size of a region, as in dax_region/size.
 * @param region  The region.
 * @return The size in bytes, or ULLONG_MAX if it cannot be read.
 */
unsigned long long daxctl_region_get_size(struct daxctl_region *region);

/**
 * @brief Get the alignment of new devices, as in dax_region/align.
 * @param region  The region.
 * @return The alignment in bytes, or ULONG_MAX if it cannot be read.  Reading it
 *         requires root privileges.
 */
unsigned long daxctl_region_get_align(struct daxctl_region *region);

/**
 * @brief Find out whether a region can be divided into devices.
 * @param region  The region.
 * @return 1 if it can be divided; 0 if its parent device fixes its single device,
 *         like a namespace of persistent memory.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_region_is_dynamic(struct daxctl_region *region);

/**
 * @brief Get the name of the region's parent device.
 * @param region  The region.
 * @return The last component of daxctl_region_get_path().
 */
const char *daxctl_region_get_devname(struct daxctl_region *region);

/**
 * @brief Get the sysfs directory of the region's parent device.
 * @param region  The region.
 * @return The path.
 */
const char *daxctl_region_get_path(struct daxctl_region *region);

/**
 * @brief Create a device of size 0, which is called a seed.
 * @param region  The region.
 * @return 0, -ENOSPC if the region has no free memory, -EOPNOTSUPP if it cannot be
 *         divided, or another error of the kernel.
 */
int daxctl_region_create_dev(struct daxctl_region *region);

/**
 * @brief Like daxctl_region_create_dev(), but also return the new device.
 *
 * The library reads the name of the new device while it still holds the lock, so
 * it cannot be the device of another process.
 *
 * @param region  The region.
 * @param dev     Where to store the device; unchanged on failure.
 * @return As daxctl_region_create_dev().
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_region_create_dev_get(struct daxctl_region *region,
				 struct daxctl_dev **dev);

/**
 * @brief Get the device that the kernel reports in dax_region/seed.
 * @param region  The region.
 * @return The oldest device that has never been bound to a driver, which need not
 *         be the newest device; NULL if there is none.
 */
struct daxctl_dev *daxctl_region_get_dev_seed(struct daxctl_region *region);

/**
 * @brief Delete a device, which must have size 0 and no driver.
 *
 * The object leaves the list, but is freed only with the region.  Use it for
 * nothing but its name and its region: the kernel may reuse the name.
 *
 * @param region  The region of the device.
 * @param dev     The device.
 * @return 0, -EBUSY if the device has a size or a driver or is daxX.0, -ENXIO if
 *         it is already gone, or another error of the kernel.
 */
int daxctl_region_destroy_dev(struct daxctl_region *region,
			      struct daxctl_dev *dev);

/**
 * @brief Hold the lock of a region over several calls.
 *
 * Calls nest: the context's own functions do not wait for a lock that it holds.
 * Other contexts wait, also in the same process.  Lock one region at a time, and
 * lock a device before its region, never after it.  A region without
 * dax_region/align has no lock, and the call does nothing.
 *
 * @param region     The region.
 * @param exclusive  0 for the shared lock, another value for the exclusive lock.
 * @return 0; -EBUSY after the timeout, where daxctl_get_failure() names the
 *         holder; -EDEADLK for the exclusive lock while the context holds the
 *         shared one; -EACCES without root privileges; or another error.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_region_lock(struct daxctl_region *region, int exclusive);

/**
 * @brief Undo one call of daxctl_region_lock().
 * @param region  The region.
 * @since LIBDAXCTL_EXT_1
 */
void daxctl_region_unlock(struct daxctl_region *region);

/**
 * @brief Hold the lock of a device over several calls.
 *
 * The lock is exclusive.  Other contexts wait with their changes of this device,
 * but not with listing it.  Calls nest.  A device without the attribute
 * "resource" has no lock, and the call does nothing.
 *
 * @param dev  The device.
 * @return 0; -EBUSY after the timeout, where daxctl_get_failure() names the
 *         holder; -EACCES without root privileges; or another error.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_dev_lock(struct daxctl_dev *dev);

/**
 * @brief Undo one call of daxctl_dev_lock().
 * @param dev  The device.
 * @since LIBDAXCTL_EXT_2
 */
void daxctl_dev_unlock(struct daxctl_dev *dev);

/* ---- Devices -------------------------------------------------------------- */

/** @brief The mode of a device, which follows from its driver. */
enum daxctl_dev_mode {
	DAXCTL_DEV_MODE_UNKNOWN = -1,	/**< no driver, or an unknown one */
	DAXCTL_DEV_MODE_DEVDAX = 0,	/**< device_dax */
	DAXCTL_DEV_MODE_RAM = 1,	/**< kmem */
	DAXCTL_DEV_MODE_FAMFS = 2,	/**< fsdev_dax */
	DAXCTL_DEV_MODE_END = 3,
};

/**
 * @brief Get the device of a region with the lowest number.
 *
 * The list is read once; see daxctl_refresh().
 *
 * @param region  The region.
 * @return The device, or NULL if there is none.
 */
struct daxctl_dev *daxctl_dev_get_first(struct daxctl_region *region);

/**
 * @brief Get the next device of the same region, in the order of numbers.
 * @param dev  A device.
 * @return The next device, or NULL after the last one.
 */
struct daxctl_dev *daxctl_dev_get_next(struct daxctl_dev *dev);

/** @brief Loop over the devices of a region. */
#define daxctl_dev_foreach(region, dev) \
	for (dev = daxctl_dev_get_first(region); \
	     dev != NULL; \
	     dev = daxctl_dev_get_next(dev))

/** @brief Like daxctl_dev_foreach(), but the body may destroy @p dev. */
#define daxctl_dev_foreach_safe(region, dev, _dev) \
	for (dev = daxctl_dev_get_first(region), \
	     _dev = dev ? daxctl_dev_get_next(dev) : NULL; \
	     dev != NULL; \
	     dev = _dev, \
	     _dev = _dev ? daxctl_dev_get_next(_dev) : NULL)

/**
 * @brief Get the region of a device.  No reference is taken.
 * @param dev  The device.
 * @return The region.
 */
struct daxctl_region *daxctl_dev_get_region(struct daxctl_dev *dev);

/**
 * @brief Get the context of a device.  No reference is taken.
 * @param dev  The device.
 * @return The context.
 */
struct daxctl_ctx *daxctl_dev_get_ctx(struct daxctl_dev *dev);

/**
 * @brief Get the number of a device within its region.
 * @param dev  The device.
 * @return The Y of daxX.Y.
 */
int daxctl_dev_get_id(struct daxctl_dev *dev);

/**
 * @brief Get the name of a device.
 * @param dev  The device.
 * @return "daxX.Y"; never NULL.
 */
const char *daxctl_dev_get_devname(struct daxctl_dev *dev);

/**
 * @brief Get the path of the device node, whether or not the node exists.
 * @param dev  The device.
 * @return The path, or NULL if memory runs out.
 * @since LIBDAXCTL_EXT_1
 */
const char *daxctl_dev_get_node(struct daxctl_dev *dev);

/**
 * @brief Get the major number of the device node.
 * @param dev  The device.
 * @return The major number, or -1 if it cannot be read.
 */
int daxctl_dev_get_major(struct daxctl_dev *dev);

/**
 * @brief Get the minor number of the device node.
 * @param dev  The device.
 * @return The minor number, or -1 if it cannot be read.
 */
int daxctl_dev_get_minor(struct daxctl_dev *dev);

/**
 * @brief Get the first physical address of a device.
 * @param dev  The device.
 * @return The address, or 0 if it cannot be read.  Reading it requires root
 *         privileges.
 */
unsigned long long daxctl_dev_get_resource(struct daxctl_dev *dev);

/**
 * @brief Get the size of a device.
 * @param dev  The device.
 * @return The size in bytes, or 0 if it cannot be read.
 */
unsigned long long daxctl_dev_get_size(struct daxctl_dev *dev);

/**
 * @brief Resize a device, which must not have a driver.
 *
 * The kernel shrinks a device at its last mapping and enlarges it with the free
 * memory of the region.  The library restores the old size if the kernel
 * enlarges the device only in part.
 *
 * @param dev   The device.
 * @param size  The new size in bytes, a multiple of the alignment and of 2 MiB.
 * @return 0, -EBUSY if the device has a driver, -EINVAL for a wrong size, -ENOSPC
 *         if too little memory is free, or another error of the kernel.
 */
int daxctl_dev_set_size(struct daxctl_dev *dev, unsigned long long size);

/**
 * @brief Get the alignment of a device.
 * @param dev  The device.
 * @return The alignment in bytes, or 0 if the kernel does not report one.
 */
unsigned long daxctl_dev_get_align(struct daxctl_dev *dev);

/**
 * @brief Set the alignment of a device, which must not have a driver.
 * @param dev    The device.
 * @param align  The alignment in bytes.
 * @return 0, -EBUSY if the device has a driver, -EINVAL if no page has this size
 *         or a mapping is not a multiple of it, or another error of the kernel.
 */
int daxctl_dev_set_align(struct daxctl_dev *dev, unsigned long align);

/**
 * @brief Is the memmap of a device's system RAM in the device itself?
 *
 * The memmap is the kernel's description of memory.  It takes 1/64 of the memory.
 * @param dev  The device.
 * @return 1 if it is, or will be when the device becomes system RAM; 0 if not; -ENOENT
 *         if the kernel has no such attribute, or another negative errno.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_dev_get_memmap_on_memory(struct daxctl_dev *dev);

/**
 * @brief Choose whether the memmap of a device's system RAM is in the device itself.
 * @param dev  The device, which must not be system RAM.
 * @param on   0: it is in other memory.
 * @return 0, -EBUSY if the device is system RAM, -EOPNOTSUPP if the kernel was booted
 *         without memory_hotplug.memmap_on_memory=1, or another error of the kernel.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_dev_set_memmap_on_memory(struct daxctl_dev *dev, int on);

/**
 * @brief Append a range of physical addresses to a device without a driver.
 *
 * The library checks the range and the driver, because some kernels do not.
 *
 * @param dev    The device.
 * @param start  The first byte, at a multiple of 2 MiB.
 * @param end    The last byte.  The length must be a multiple of 2 MiB and of the
 *               device's alignment.
 * @return 0, -EBUSY if the device has a driver, -EINVAL for a wrong range, -ENOMEM
 *         if part of the range is in use or outside the region, or another error
 *         of the kernel.
 */
int daxctl_dev_set_mapping(struct daxctl_dev *dev, unsigned long long start,
			   unsigned long long end);

/**
 * @brief Find out whether the kernel still has a device.
 * @param dev  The device.
 * @return 1 if the device exists, 0 if it is gone.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_dev_is_present(struct daxctl_dev *dev);

/**
 * @brief Find out whether a device has a driver.
 * @param dev  The device.
 * @return 1 if a driver is bound, else 0.
 */
int daxctl_dev_is_enabled(struct daxctl_dev *dev);

/**
 * @brief Unbind the driver of a device.
 *
 * The library refuses this while memory of the device is online.  Without its
 * driver, this memory would be stuck in the system until the next boot.
 *
 * @param dev  The device.
 * @return 0, also if there was no driver; -EBUSY if memory is online; or another
 *         error.
 */
int daxctl_dev_disable(struct daxctl_dev *dev);

/**
 * @brief Bind a device to device_dax, which provides /dev/daxX.Y for mmap(2).
 *
 * A device that already has a driver, even another one, is left unchanged.
 * The library loads the driver's module if necessary and binds no other device.
 *
 * @param dev  The device.
 * @return 0, also if the device already has a driver; -EPERM if modprobe's
 *         configuration blacklists the module; -ENXIO if the device is gone; or
 *         another error.
 */
int daxctl_dev_enable_devdax(struct daxctl_dev *dev);

/**
 * @brief Bind a device to kmem, which adds its memory blocks to the system.
 *
 * Otherwise like daxctl_dev_enable_devdax().  The library does not bring the
 * blocks online; see daxctl_memory_online().
 *
 * @param dev  The device.
 * @return As daxctl_dev_enable_devdax(), or an error of daxctl_dev_check_ram().
 */
int daxctl_dev_enable_ram(struct daxctl_dev *dev);

/** @brief The state of a memory block. */
enum daxctl_block_state {
	DAXCTL_BLOCK_OFFLINE = 0,
	DAXCTL_BLOCK_KERNEL = 1,	/**< online in a kernel zone */
	DAXCTL_BLOCK_MOVABLE = 2,	/**< online in ZONE_MOVABLE */
};

/**
 * @brief Bind a device to kmem without its memory getting into a wrong zone.
 *
 * Like daxctl_dev_enable_ram(), but if the kernel's policy would bring new memory
 * online in another way than @p state, the library changes the policy until the
 * device is bound.  With the policy "offline", the memory stays offline.
 *
 * @param dev    The device.
 * @param state  The state in which memory may be that the kernel brings online by
 *               itself; with DAXCTL_BLOCK_OFFLINE, it brings none online.
 * @return As daxctl_dev_enable_ram(), or the error of changing the policy.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_dev_enable_ram_state(struct daxctl_dev *dev, enum daxctl_block_state state);

/**
 * @brief Bind a device to fsdev_dax, which serves the famfs filesystem.
 *
 * Otherwise like daxctl_dev_enable_devdax().
 *
 * @param dev  The device.
 * @return As daxctl_dev_enable_devdax().
 */
int daxctl_dev_enable_famfs(struct daxctl_dev *dev);

/**
 * @brief Check whether a device can become system RAM.  Changes nothing.
 * @param dev  The device.
 * @return 0 if it can; -EINVAL if it has no target node, or no mapping holds a
 *         whole memory block; -EOPNOTSUPP if the kernel has no memory hotplug; or
 *         the error of reading the mappings.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_dev_check_ram(struct daxctl_dev *dev);

/**
 * @brief Get the mode of a device.
 * @param dev  The device.
 * @return The mode, or DAXCTL_DEV_MODE_UNKNOWN without a known driver.
 */
enum daxctl_dev_mode daxctl_dev_get_mode(struct daxctl_dev *dev);

/**
 * @brief Find out whether a device is bound to device_dax.
 * @param dev  The device.
 * @return 1 or 0.
 */
int daxctl_dev_is_devdax_mode(struct daxctl_dev *dev);

/**
 * @brief Find out whether a device is bound to kmem.
 * @param dev  The device.
 * @return 1 or 0.
 */
int daxctl_dev_is_system_ram_mode(struct daxctl_dev *dev);

/**
 * @brief The older name of daxctl_dev_is_system_ram_mode().
 *
 * To find out whether a device can become system RAM, use
 * daxctl_dev_check_ram().
 *
 * @param dev  The device.
 * @return 1 or 0.
 */
int daxctl_dev_is_system_ram_capable(struct daxctl_dev *dev);

/**
 * @brief Find out whether a device is bound to fsdev_dax.
 * @param dev  The device.
 * @return 1 or 0.
 */
int daxctl_dev_is_famfs_mode(struct daxctl_dev *dev);

/**
 * @brief Get the driver state and the mode of a device with a single read.
 * @param dev   The device.
 * @param mode  Where to store the mode, or NULL.  DAXCTL_DEV_MODE_UNKNOWN without
 *              a known driver.
 * @return 1 if a driver is bound, else 0.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_dev_get_binding(struct daxctl_dev *dev, enum daxctl_dev_mode *mode);

/**
 * @brief Get the NUMA node that the memory of a device belongs to once online.
 * @param dev  The device.
 * @return The node, or -1 if the kernel reports none.
 */
int daxctl_dev_get_target_node(struct daxctl_dev *dev);

/**
 * @brief Get the kernel's policy for new memory blocks.
 *
 * The kernel reports it in /sys/devices/system/memory/auto_online_blocks.
 *
 * @param ctx     The context.
 * @param policy  Where to store offline, online, online_kernel or online_movable;
 *                unchanged on failure.
 * @param size    The size of @p policy in bytes.
 * @return 0, -EOVERFLOW if @p policy is too small, or the error of reading.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_get_auto_online_policy(struct daxctl_ctx *ctx, char *policy, size_t size);

/**
 * @brief Find out whether the kernel brings new memory blocks online itself.
 * @param dev  Any device.
 * @return 1 if the policy begins with "online", else 0.
 */
int daxctl_dev_will_auto_online_memory(struct daxctl_dev *dev);

/**
 * @brief Count the memory blocks of a device that are online.
 * @param dev  The device.
 * @return The number of blocks, 0 if the device is not bound to kmem, or an error
 *         as from daxctl_memory_is_online().
 */
int daxctl_dev_has_online_memory(struct daxctl_dev *dev);

/* ---- Memory of a system-ram device ---------------------------------------- */

/**
 * @brief Get the memory of a device.
 * @param dev  The device.
 * @return The memory, or NULL if the device is not bound to kmem.
 */
struct daxctl_memory *daxctl_dev_get_memory(struct daxctl_dev *dev);

/**
 * @brief Get the device that memory belongs to.
 * @param mem  The memory.
 * @return The device.
 */
struct daxctl_dev *daxctl_memory_get_dev(struct daxctl_memory *mem);

/**
 * @brief Get the sysfs directory of the memory's NUMA node.
 * @param mem  The memory.
 * @return "/sys/devices/system/node/nodeN", or NULL if there is no target node.
 */
const char *daxctl_memory_get_node_path(struct daxctl_memory *mem);

/**
 * @brief Get the size of a memory block, which is the same for all blocks.
 * @param mem  The memory.
 * @return The size in bytes, or 0 if it cannot be read.
 */
unsigned long daxctl_memory_get_block_size(struct daxctl_memory *mem);

/**
 * @brief Count the memory blocks of a device.
 *
 * A block belongs to the device if it lies completely inside one of the device's
 * mappings.  Blocks that kmem could not add are not counted.
 *
 * @param mem  The memory.
 * @return The number of blocks, or the error of reading the mappings or a block.
 */
int daxctl_memory_num_sections(struct daxctl_memory *mem);

/**
 * @brief Count the memory blocks of a device that are online.
 * @param mem  The memory.
 * @return The number of blocks, or the error of reading the mappings or a block.
 */
int daxctl_memory_is_online(struct daxctl_memory *mem);

/**
 * @brief Bring all memory blocks online in ZONE_MOVABLE.
 *
 * Blocks that are already online stay where they are, even in another zone.  If
 * the kernel refuses a block, the library undoes the changes made so far.
 *
 * @param mem  The memory.
 * @return The number of blocks changed, or the error of the refused block.
 */
int daxctl_memory_online(struct daxctl_memory *mem);

/**
 * @brief Bring all memory blocks online in a kernel zone.
 *
 * Otherwise like daxctl_memory_online().
 *
 * @param mem  The memory.
 * @return As daxctl_memory_online().
 */
int daxctl_memory_online_no_movable(struct daxctl_memory *mem);

/**
 * @brief Take all memory blocks offline.
 *
 * If the kernel refuses a block, the library undoes the changes made so far.
 *
 * @param mem  The memory.
 * @return The number of blocks changed, or the error of the refused block: mostly
 *         -EBUSY, when the kernel cannot move a page away.
 */
int daxctl_memory_offline(struct daxctl_memory *mem);

/**
 * @brief Find out whether kmem is bound, but the memory is unplugged.
 *
 * Kernels with the attribute "state" of devices can remove all memory blocks of a
 * device that stays bound.  There are no blocks then, neither online nor offline.
 * daxctl_memory_online() and daxctl_memory_online_no_movable() add them again.
 *
 * @param mem  The memory.
 * @return 1 if it is unplugged, else 0.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_memory_is_unplugged(struct daxctl_memory *mem);

/**
 * @brief Take all memory blocks offline and remove them, all or none.
 * @param mem  The memory.
 * @return 0, also if they are removed already; -EOPNOTSUPP if the kernel has no
 *         attribute "state"; or the error of writing it.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_memory_unplug(struct daxctl_memory *mem);

/**
 * @brief Find out whether all memory is in ZONE_MOVABLE.
 * @param mem  The memory.
 * @return 1 if all blocks are there; 0 if all are online, but some in another
 *         zone; -ENXIO if a block is offline or there are no blocks; or the error
 *         of reading the mappings or a block.
 */
int daxctl_memory_is_movable(struct daxctl_memory *mem);

/**
 * @brief Get the device's lowest block number that is greater than @p block.
 *
 * A block number is the N of /sys/devices/system/memory/memoryN.  The blocks
 * follow from the device's mappings, which are read when @p block is -1.  Blocks
 * that kmem could not add are included.
 *
 * @param mem    The memory.
 * @param block  The number of a block, or -1 to get the first block.
 * @return The number of the next block, -ENOENT after the last one, or the error
 *         of reading the mappings.
 * @since LIBDAXCTL_EXT_1
 */
long daxctl_memory_next_block(struct daxctl_memory *mem, long block);

/** @brief Loop over the numbers of a device's memory blocks, in a long. */
#define daxctl_memory_block_foreach(mem, block) \
	for (block = daxctl_memory_next_block(mem, -1); \
	     block >= 0; \
	     block = daxctl_memory_next_block(mem, block))

/**
 * @brief Get the state of a memory block.
 * @param mem    The memory.
 * @param block  The number of the block.
 * @return An enum daxctl_block_state, -ENOENT if the kernel has no such block, or
 *         the error of reading it.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_memory_get_block_state(struct daxctl_memory *mem, long block);

/**
 * @brief Set the state of a memory block.
 *
 * To move a block to another zone, the library takes it offline first.  If it then
 * cannot come online in the new zone, the library returns it to the old one.
 *
 * @param mem    The memory.
 * @param block  The number of the block.
 * @param state  The new state.
 * @return 1 if the block was changed, 0 if it already was in that state, -EINVAL
 *         if it does not belong to the device or there is no such state, -ENOENT
 *         if the kernel has no such block, or another error of the kernel.
 * @since LIBDAXCTL_EXT_1
 */
int daxctl_memory_set_block_state(struct daxctl_memory *mem, long block,
				  enum daxctl_block_state state);

/* ---- Mappings -------------------------------------------------------------- */

/**
 * @brief Read the mappings of a device and get the first one.
 *
 * Mappings are sorted by their offset in the device.  Objects stay valid as long
 * as their device, but the next call of this function may change their contents.
 *
 * @param dev  The device.
 * @return The mapping, or NULL.  daxctl_get_failure() returns the reason if the
 *         mappings cannot be read, which requires root privileges, and NULL if
 *         there are none.
 */
struct daxctl_mapping *daxctl_mapping_get_first(struct daxctl_dev *dev);

/**
 * @brief Get the next mapping of the same device.
 * @param mapping  A mapping.
 * @return The next mapping, or NULL after the last one.
 */
struct daxctl_mapping *daxctl_mapping_get_next(struct daxctl_mapping *mapping);

/** @brief Loop over the mappings of a device. */
#define daxctl_mapping_foreach(dev, mapping) \
	for (mapping = daxctl_mapping_get_first(dev); \
	     mapping != NULL; \
	     mapping = daxctl_mapping_get_next(mapping))

/**
 * @brief Get the physical address of the first byte of a mapping.
 * @param mapping  The mapping.
 * @return The address.
 */
unsigned long long daxctl_mapping_get_start(struct daxctl_mapping *mapping);

/**
 * @brief Get the physical address of the last byte of a mapping.
 * @param mapping  The mapping.
 * @return The address.
 */
unsigned long long daxctl_mapping_get_end(struct daxctl_mapping *mapping);

/**
 * @brief Get the place of a mapping in its device, as in mappingN/page_offset.
 * @param mapping  The mapping.
 * @return The offset in pages, not bytes.
 */
unsigned long long daxctl_mapping_get_offset(struct daxctl_mapping *mapping);

/**
 * @brief Get the size of a mapping.
 * @param mapping  The mapping.
 * @return The size in bytes.
 */
unsigned long long daxctl_mapping_get_size(struct daxctl_mapping *mapping);

/* ---- Watching --------------------------------------------------------------- */

/** @brief A monitor of regions, devices and their memory. */
struct daxctl_monitor;

/** @brief What has changed. */
enum daxctl_event_type {
	DAXCTL_EVENT_LOST = 0,		/**< the kernel dropped events; differences follow */
	DAXCTL_EVENT_REGION_ADDED = 1,
	DAXCTL_EVENT_REGION_REMOVED = 2,
	DAXCTL_EVENT_DEVICE_ADDED = 3,
	DAXCTL_EVENT_DEVICE_REMOVED = 4,
	DAXCTL_EVENT_BOUND = 5,		/**< a driver was bound */
	DAXCTL_EVENT_UNBOUND = 6,
	DAXCTL_EVENT_RESIZED = 7,
	DAXCTL_EVENT_MEMORY_ONLINE = 8,	/**< memory blocks came online */
	DAXCTL_EVENT_MEMORY_OFFLINE = 9,
};

/** @brief A change. */
struct daxctl_event {
	enum daxctl_event_type type;
	struct daxctl_region *region;	/**< NULL if events were lost */
	struct daxctl_dev *dev;		/**< NULL if it is about a region */
};

/**
 * @brief Begin to watch.
 *
 * The monitor refreshes the context, as daxctl_refresh() does.  Regions and devices
 * in its events stay valid as long as the context.
 *
 * @param ctx      The context, to which the monitor keeps a reference.
 * @param monitor  Where to store the new monitor; unchanged on failure.
 * @return 0, -ENOMEM, or the error of opening a socket to the kernel.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_monitor_new(struct daxctl_ctx *ctx, struct daxctl_monitor **monitor);

/**
 * @brief Stop watching.
 * @param monitor  The monitor, or NULL.
 * @since LIBDAXCTL_EXT_2
 */
void daxctl_monitor_free(struct daxctl_monitor *monitor);

/**
 * @brief Get a file descriptor that becomes readable when there may be an event.
 * @param monitor  The monitor, which owns the descriptor.
 * @return The descriptor, for poll(2).
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_monitor_get_fd(struct daxctl_monitor *monitor);

/**
 * @brief Get the next event.  This does not wait.
 *
 * Call it until it returns 0, then wait for the file descriptor.
 *
 * @param monitor  The monitor.
 * @param event    Where to store the event; unchanged if there is none.
 * @return 1, 0 if there is none now, or the error of the socket.
 * @since LIBDAXCTL_EXT_2
 */
int daxctl_monitor_next(struct daxctl_monitor *monitor, struct daxctl_event *event);

#ifdef __cplusplus
}
#endif

#endif /* LIBDAXCTL_H */
