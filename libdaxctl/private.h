/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The objects behind the public header, and what their files offer each other. */
#ifndef LIBDAXCTL_PRIVATE_H
#define LIBDAXCTL_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <syslog.h>

#include <libdaxctl/libdaxctl.h>
#include <libdaxctl/sysfs.h>

#define EXPORT __attribute__((visibility("default")))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

typedef unsigned long long u64;

struct kmod;

/* ---- context.c ---- */

/* As daxctl_set_log_fn() takes it. */
typedef void log_fn_t(struct daxctl_ctx *ctx, int priority, const char *file, int line,
		      const char *fn, const char *format, va_list args);

struct daxctl_ctx {
	unsigned int refcount;
	void *userdata;
	log_fn_t *log_fn;
	int log_priority;
	int (*progress)(struct daxctl_ctx *ctx, unsigned long done, unsigned long total,
			void *data);
	void *progress_data;
	char *config_path;
	char *sysfs_root, *dev_root, *proc_root;
	char *failure;

	struct sysfs_dir bus;		/* /sys/bus/dax */
	struct sysfs_dir memory;	/* /sys/devices/system/memory */
	u64 block_size;			/* of a memory block; 0: not read yet */
	unsigned long blocks_done, blocks_total;	/* as progress was told last */
	bool putting_back;		/* blocks: signals do not end that */
	struct kmod *kmod;		/* NULL until a module must be loaded */

	bool scanned;
	struct daxctl_region *regions;	/* by id, then path */
};

void log_message(struct daxctl_ctx *ctx, int priority, const char *file, int line,
		 const char *fn, const char *format, ...) PRINTF(6, 7);

#define log_at(ctx, priority, ...) \
	do { \
		if ((ctx)->log_priority >= (priority)) \
			log_message(ctx, priority, __FILE__, __LINE__, __func__, \
				    __VA_ARGS__); \
	} while (0)
#define log_debug(ctx, ...) log_at(ctx, LOG_DEBUG, __VA_ARGS__)
#define log_error(ctx, ...) log_at(ctx, LOG_ERR, __VA_ARGS__)

/*
 * Keep the words for a failure and return -errnum.  The first failure of a call
 * is the one kept: what fails while it is being undone is only logged.  %m in
 * @format stands for the text of @errnum.
 */
int fail(struct daxctl_ctx *ctx, int errnum, const char *format, ...) PRINTF(3, 4);
void failure_clear(struct daxctl_ctx *ctx);
/* Report progress: -ECANCELED, with the failure kept, if the program wants to stop. */
int progress(struct daxctl_ctx *ctx, unsigned long done, unsigned long total);
/* Put the failure aside while something is taken back, and bring it back. */
char *failure_put_aside(struct daxctl_ctx *ctx);
void failure_bring_back(struct daxctl_ctx *ctx, char *failure);

/* ---- lock.c ---- */

struct region_lock {
	int fd;				/* -1: not held, or nothing to lock */
	unsigned int depth;
	bool exclusive;
	char *refusal;			/* why waiting ended in vain; NULL: it did not */
	long long refused_ms;		/* and when */
};

int region_lock(struct daxctl_region *region, bool exclusive);
/* Begin a change: no failure so far, and the exclusive lock. */
int region_begin(struct daxctl_region *region);
void region_unlock(struct daxctl_region *region);

/*
 * Wait for a flock on @fd, for 10 seconds at most.  @what names the thing for
 * the failure text.
 */
int flock_wait(struct daxctl_ctx *ctx, int fd, bool exclusive, const char *what);

/* ---- region.c ---- */

struct daxctl_region {
	struct daxctl_ctx *ctx;
	struct daxctl_region *next;
	unsigned int refcount;
	int id;
	uuid_t uuid;
	struct sysfs_dir dir;		/* of the parent device */
	struct region_lock lock;
	unsigned long changes;		/* that there can have been, by whomever */
	int target_node;		/* its devices'; -1: none, or not read yet */
	bool scanned;			/* one reference is the context's own */
	bool gone;			/* not in the list since the last refresh */
	bool devices_read;
	struct daxctl_dev *devices;	/* by region id, then instance */
	struct daxctl_dev *destroyed;	/* callers may still hold these */
};

/* The region at @path, made if it is new; takes no reference. */
struct daxctl_region *region_at(struct daxctl_ctx *ctx, int id, const char *path);
void region_free(struct daxctl_region *region);

/* The first region, or device, from @at on that is in the list. */
struct daxctl_region *region_listed(struct daxctl_region *at);
struct daxctl_dev *device_listed(struct daxctl_dev *at);

/* Have it read anew: what is not found then is gone. */
void region_forget_list(struct daxctl_region *region);
/* Read the list of devices once. */
int region_read_devices(struct daxctl_region *region);
/* The device called @name, added to the list if the kernel made it meanwhile. */
struct daxctl_dev *region_device(struct daxctl_region *region, const char *name);

/* ---- scan.c ---- */

/* Once for each context, and once more after a refresh. */
int scan_regions(struct daxctl_ctx *ctx);

/* ---- device.c ---- */

struct daxctl_dev {
	struct daxctl_region *region;
	struct daxctl_dev *next;	/* what followed it last, once it is destroyed */
	struct daxctl_dev *next_destroyed;
	int region_id, id;		/* the X and Y of daxX.Y */
	char *dir;			/* "daxX.Y", or "dax/daxX.Y" in the older model */
	const char *name;		/* last component of dir */
	bool gone;			/* not in the list since the last refresh */
	char *node;			/* path of the device node, once asked for */
	struct daxctl_mapping *mappings;
	struct daxctl_memory *memory;
};

struct daxctl_dev *device_new(struct daxctl_region *region, const char *subdir,
			      int region_id, int id);
void device_free(struct daxctl_dev *dev);
/* Names sort as numbers do: dax0.2 before dax0.10. */
int device_compare(const struct daxctl_dev *a, const struct daxctl_dev *b);
/* Write @value to one of the device's attributes. */
int device_write(struct daxctl_dev *dev, const char *attribute, const char *value);

/* ---- mapping.c ---- */

struct range {
	u64 start, end, page_offset;	/* end is the last byte */
};

struct ranges {
	size_t count;
	struct range *at;
};

/*
 * The ranges of a device by page_offset; to be freed with free(ranges->at).
 * device_ranges() holds the region's shared lock meanwhile, as it must be held
 * whenever the device's size could be changed by others.
 */
int device_ranges(struct daxctl_dev *dev, struct ranges *ranges);
int read_ranges(struct daxctl_dev *dev, struct ranges *ranges);
void mappings_free(struct daxctl_mapping *mapping);

/* ---- block.c ---- */

/* Bytes of a memory block; 0 if the kernel has no memory hotplug. */
u64 block_size(struct daxctl_ctx *ctx);
/* Blocks that lie in a range: the first one's number, and how many. */
unsigned long range_blocks(const struct range *range, u64 block_size, u64 *first);
/* An enum daxctl_block_state, or -errno (-ENOENT: there is no such block). */
int block_get(struct daxctl_ctx *ctx, long block);
/*
 * Bring an offline block online in @state's zone, or an online one offline.  One that
 * is online already, wherever, counts as online.  1 if it was changed, 0 if not, or
 * -errno, -ENOENT for a block that does not exist; *@before is what it was.
 */
int block_switch(struct daxctl_ctx *ctx, long block, enum daxctl_block_state state,
		 enum daxctl_block_state *before);
/* Bring a block to exactly @state, from the other zone too.  Returns as above. */
int block_move(struct daxctl_ctx *ctx, long block, enum daxctl_block_state state);

/* ---- memory.c ---- */

struct daxctl_memory {
	struct daxctl_dev *dev;
	char *node_path;
	struct ranges ranges;		/* as they were last read */
	unsigned long ranges_of;	/* the region's count of changes then */
};

struct daxctl_memory *memory_new(struct daxctl_dev *dev);
void memory_free(struct daxctl_memory *mem);
/* Take every block in @ranges offline. */
int blocks_offline(struct daxctl_ctx *ctx, const struct ranges *ranges);
/* How many blocks in @ranges are online, or -errno. */
int blocks_online(struct daxctl_ctx *ctx, const struct ranges *ranges);

/* ---- driver.c ---- */

struct driver {
	const char *name;		/* below /sys/bus/dax/drivers */
	const char *module;
};

/* Name of the bound driver in @name; -ENOENT if there is none. */
int driver_of(struct daxctl_dev *dev, char *name, size_t size);
/* The driver of a mode, and back. */
const struct driver *driver_for_mode(enum daxctl_dev_mode mode);
enum daxctl_dev_mode mode_of_driver(const char *name);

/* ---- binding.c ---- */

/*
 * Bind one device and no other.  The caller holds the region's exclusive lock.
 */
int bind_device(struct daxctl_dev *dev, const struct driver *driver);

/* ---- module.c ---- */

int module_load(struct daxctl_ctx *ctx, const char *name);
void module_free(struct daxctl_ctx *ctx);

#endif
