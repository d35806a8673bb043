// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Changes of regions, devices and their memory, as a queue of events.
 *
 * The kernel's events say what happened, in order.  A model of the devices is compared with
 * each, so that a change is reported once.  When no event is left, the model is compared with
 * sysfs, for what has no event: sizes and regions.  Sysfs may be ahead of events that are on
 * their way.  So what events would say is taken from sysfs only after events were lost, or if
 * two comparisons in a row, without an event between them, show the same difference.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <libdaxctl/block.h>
#include <libdaxctl/device.h>
#include <libdaxctl/driver.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/uevent.h>
#include <util/array.h>
#include <util/dax-name.h>

struct seen_region {
	struct daxctl_region *region;
	bool present;
};

struct seen_dev {
	struct daxctl_dev *dev;
	bool present, bound;
	enum daxctl_dev_mode mode;
	unsigned long long size;
	int online;			/* memory blocks; -1: unknown */
	bool differs;			/* at the last comparison */
	struct ranges ranges;		/* of system RAM, to find the device of a block */
};

struct daxctl_monitor {
	struct daxctl_ctx *ctx;
	int epoll, events, timer;
	struct seen_region *regions;
	size_t region_count;
	struct seen_dev *devs;
	size_t dev_count;
	struct daxctl_event *queue;	/* those from @next on are not delivered yet */
	size_t queued, next;
	bool stale;			/* an event came since the last comparison */
	bool due;			/* the next comparison is */
	bool lost;			/* events were */
	struct seen_dev *memory;	/* whose blocks change now; NULL: none */
	bool memory_online;		/* in which direction */
};

/* ---- the queue ---- */

static void queue(struct daxctl_monitor *monitor, enum daxctl_event_type type,
		  struct daxctl_region *region, struct daxctl_dev *dev)
{
	struct daxctl_event *grown;

	if (monitor->next == monitor->queued)
		monitor->next = monitor->queued = 0;
	grown = array_grow(monitor->queue, monitor->queued, sizeof(*grown));
	if (!grown) {
		monitor->lost = true;
		return;
	}
	monitor->queue = grown;
	grown[monitor->queued++] = (struct daxctl_event){ type, region, dev };
}

static void queue_dev(struct daxctl_monitor *monitor, enum daxctl_event_type type,
		      struct seen_dev *seen)
{
	queue(monitor, type, daxctl_dev_get_region(seen->dev), seen->dev);
}

/* Blocks that change one after the other in the same direction are one event. */
static void flush_memory(struct daxctl_monitor *monitor)
{
	if (monitor->memory)
		queue_dev(monitor, monitor->memory_online ? DAXCTL_EVENT_MEMORY_ONLINE
							  : DAXCTL_EVENT_MEMORY_OFFLINE,
			  monitor->memory);
	monitor->memory = NULL;
}

/* ---- the model ---- */

/* The objects of a context stay where they are, so the pointer is the key. */
static struct seen_dev *seen_dev(struct daxctl_monitor *monitor, struct daxctl_dev *dev)
{
	struct seen_dev *grown;

	for (size_t i = 0; i < monitor->dev_count; i++)
		if (monitor->devs[i].dev == dev)
			return &monitor->devs[i];
	flush_memory(monitor);		/* it points into the array */
	grown = array_grow(monitor->devs, monitor->dev_count, sizeof(*grown));
	if (!grown)
		return NULL;
	monitor->devs = grown;
	grown[monitor->dev_count] = (struct seen_dev){ .dev = dev, .online = -1 };
	return &grown[monitor->dev_count++];
}

static void see_region(struct daxctl_monitor *monitor, struct daxctl_region *region,
		       bool present)
{
	struct seen_region *grown;
	size_t i;

	for (i = 0; i < monitor->region_count; i++)
		if (monitor->regions[i].region == region)
			break;
	if (i == monitor->region_count) {
		grown = array_grow(monitor->regions, i, sizeof(*grown));
		if (!grown)
			return;
		monitor->regions = grown;
		grown[monitor->region_count++] = (struct seen_region){ region, false };
	}
	if (monitor->regions[i].present == present)
		return;
	monitor->regions[i].present = present;
	queue(monitor, present ? DAXCTL_EVENT_REGION_ADDED : DAXCTL_EVENT_REGION_REMOVED,
	      region, NULL);
}

static void see_size(struct daxctl_monitor *monitor, struct seen_dev *seen)
{
	unsigned long long size = daxctl_dev_get_size(seen->dev);

	/* 0 is also what a device that is gone has */
	if (size == seen->size || !daxctl_dev_is_present(seen->dev))
		return;
	seen->size = size;
	queue_dev(monitor, DAXCTL_EVENT_RESIZED, seen);
}

static void see_added(struct daxctl_monitor *monitor, struct seen_dev *seen)
{
	if (seen->present)
		return;
	see_region(monitor, daxctl_dev_get_region(seen->dev), true);
	seen->present = true;
	seen->bound = false;
	seen->size = daxctl_dev_get_size(seen->dev);
	queue_dev(monitor, DAXCTL_EVENT_DEVICE_ADDED, seen);
}

static void see_unbound(struct daxctl_monitor *monitor, struct seen_dev *seen)
{
	if (!seen->bound)
		return;
	seen->bound = false;
	seen->online = -1;
	free(seen->ranges.at);
	seen->ranges = (struct ranges){ 0 };
	queue_dev(monitor, DAXCTL_EVENT_UNBOUND, seen);
}

static void see_removed(struct daxctl_monitor *monitor, struct seen_dev *seen)
{
	if (!seen->present)
		return;
	see_unbound(monitor, seen);
	seen->present = false;
	seen->size = 0;
	queue_dev(monitor, DAXCTL_EVENT_DEVICE_REMOVED, seen);
}

/* A device that is bound cannot change its size, so the size changed before. */
static void see_bound(struct daxctl_monitor *monitor, struct seen_dev *seen,
		      enum daxctl_dev_mode mode)
{
	if (seen->bound && seen->mode == mode)
		return;
	see_added(monitor, seen);
	see_unbound(monitor, seen);
	see_size(monitor, seen);
	seen->bound = true;
	seen->mode = mode;
	queue_dev(monitor, DAXCTL_EVENT_BOUND, seen);
}

/* ---- comparison with sysfs ---- */

static bool count_blocks(struct seen_dev *seen, int *online)
{
	*online = seen->bound && seen->mode == DAXCTL_DEV_MODE_RAM
		? daxctl_dev_has_online_memory(seen->dev) : -1;
	return *online >= 0;
}

/* Take what is different from sysfs.  The order is that in which it can have happened. */
static void catch_up(struct daxctl_monitor *monitor, struct seen_dev *seen, bool present,
		     bool bound, enum daxctl_dev_mode mode)
{
	int online;

	if (!present) {
		see_removed(monitor, seen);
		return;
	}
	see_added(monitor, seen);
	if (!bound)
		see_unbound(monitor, seen);
	else
		see_bound(monitor, seen, mode);
	if (!count_blocks(seen, &online) || online == seen->online)
		return;
	if (seen->online >= 0 || online > 0)
		queue_dev(monitor, online > seen->online ? DAXCTL_EVENT_MEMORY_ONLINE
							 : DAXCTL_EVENT_MEMORY_OFFLINE, seen);
	seen->online = online;
}

/* Returns whether something has changed, so that another comparison should follow. */
static bool compare_dev(struct daxctl_monitor *monitor, struct seen_dev *seen, bool quiet)
{
	enum daxctl_dev_mode mode;
	bool present = daxctl_dev_is_present(seen->dev);
	bool bound = present && daxctl_dev_get_binding(seen->dev, &mode);
	bool differs = present != seen->present || bound != seen->bound ||
		       (bound && mode != seen->mode);
	size_t queued = monitor->queued;
	int online;

	if (present && seen->present)
		see_size(monitor, seen);
	if (!differs && count_blocks(seen, &online)) {
		if (seen->online < 0 || !quiet)
			seen->online = online;	/* events have told it */
		differs = online != seen->online;
	}
	if (differs && (monitor->lost || (seen->differs && quiet)))
		catch_up(monitor, seen, present, bound, mode);
	seen->differs = differs;
	return differs || queued != monitor->queued;
}

static bool is_listed(struct daxctl_ctx *ctx, struct daxctl_region *wanted)
{
	struct daxctl_region *region;

	daxctl_region_foreach(ctx, region)
		if (region == wanted)
			return true;
	return false;
}

/* @quiet: no event has come since the last comparison. */
static bool compare(struct daxctl_monitor *monitor, bool quiet)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	bool changed = false;

	if (daxctl_refresh(monitor->ctx) < 0)
		return true;
	daxctl_region_foreach(monitor->ctx, region) {
		see_region(monitor, region, true);
		daxctl_dev_foreach(region, dev)
			seen_dev(monitor, dev);
	}
	for (size_t i = 0; i < monitor->dev_count; i++)
		changed |= compare_dev(monitor, &monitor->devs[i], quiet);
	/* The directory of a region's parent can stay, so the list says whether it is there. */
	for (size_t i = 0; i < monitor->region_count; i++) {
		struct daxctl_region *seen = monitor->regions[i].region;

		if (!monitor->regions[i].present || is_listed(monitor->ctx, seen))
			continue;
		for (size_t d = 0; d < monitor->dev_count; d++)
			if (daxctl_dev_get_region(monitor->devs[d].dev) == seen)
				see_removed(monitor, &monitor->devs[d]);
		see_region(monitor, seen, false);
	}
	monitor->lost = false;
	return changed;
}

/* ---- events ---- */

static struct daxctl_dev *find_dev(struct daxctl_monitor *monitor, const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(monitor->ctx, region)
		daxctl_dev_foreach(region, dev)
			if (!strcmp(daxctl_dev_get_devname(dev), name))
				return dev;
	return NULL;
}

/* The model first: it also knows devices that are gone. */
static struct seen_dev *find_seen(struct daxctl_monitor *monitor, const char *name)
{
	struct seen_dev *found = NULL;
	struct daxctl_dev *dev;

	for (size_t i = 0; i < monitor->dev_count; i++)
		if (!strcmp(daxctl_dev_get_devname(monitor->devs[i].dev), name) &&
		    (!found || monitor->devs[i].present))
			found = &monitor->devs[i];
	if (found)
		return found;
	daxctl_refresh(monitor->ctx);
	dev = find_dev(monitor, name);
	return dev ? seen_dev(monitor, dev) : NULL;
}

static void take_dev_event(struct daxctl_monitor *monitor, const struct uevent *event)
{
	struct seen_dev *seen;
	int region, id;

	if (!dax_name_parse(event->name, false, &region, &id))
		return;
	flush_memory(monitor);
	seen = find_seen(monitor, event->name);
	if (!seen)
		return;		/* it is gone again */
	if (!strcmp(event->action, "add"))
		see_added(monitor, seen);
	else if (!strcmp(event->action, "remove"))
		see_removed(monitor, seen);
	else if (!strcmp(event->action, "bind"))
		see_bound(monitor, seen, dax_mode_of_driver(event->driver));
	else if (!strcmp(event->action, "unbind"))
		see_unbound(monitor, seen);
}

/* Ranges do not change while a device is bound, so they are read once for each binding. */
static bool has_block(struct daxctl_monitor *monitor, struct seen_dev *seen, long block)
{
	u64 size = dax_block_size(monitor->ctx), first;

	if (!seen->bound || seen->mode != DAXCTL_DEV_MODE_RAM || !size)
		return false;
	if (!seen->ranges.count && dax_device_ranges(seen->dev, &seen->ranges) < 0)
		seen->ranges = (struct ranges){ 0 };
	for (size_t i = 0; i < seen->ranges.count; i++) {
		unsigned long count = dax_blocks_in_range(&seen->ranges.at[i], size, &first);

		if ((u64)block >= first && (u64)block < first + count)
			return true;
	}
	return false;
}

/* kmem brings blocks online while it is being bound, before the event of that. */
static void take_memory_event(struct daxctl_monitor *monitor, const struct uevent *event)
{
	bool online = !strcmp(event->action, "online");
	long block;

	if ((!online && strcmp(event->action, "offline")) ||
	    sscanf(event->name, "memory%ld", &block) != 1)
		return;
	for (size_t i = 0; i < monitor->dev_count; i++) {
		struct seen_dev *seen = &monitor->devs[i];

		if (!has_block(monitor, seen, block))
			continue;
		if (monitor->memory != seen || monitor->memory_online != online)
			flush_memory(monitor);
		monitor->memory = seen;
		monitor->memory_online = online;
		return;
	}
}

static void set_timer(struct daxctl_monitor *monitor, bool on)
{
	const struct itimerspec second = { .it_value.tv_sec = on };

	timerfd_settime(monitor->timer, 0, &second, NULL);
}

/* Returns whether the second is over. */
static bool take_timer(struct daxctl_monitor *monitor)
{
	unsigned long long count;

	return read(monitor->timer, &count, sizeof(count)) == sizeof(count);
}

/*
 * Take events until there is something to deliver.  Returns 1, 0 if no event is left, or
 * -errno.  The number is bounded, so that events without end do not keep the caller here.
 */
static int take_events(struct daxctl_monitor *monitor)
{
	enum { EVENTS_MAX = 1000 };
	struct uevent event;
	int rc = 1;

	for (int i = 0; i < EVENTS_MAX && monitor->next == monitor->queued; i++) {
		rc = dax_uevent_receive(monitor->events, &event);
		if (rc == -ENOBUFS) {
			flush_memory(monitor);
			monitor->lost = monitor->stale = true;
			queue(monitor, DAXCTL_EVENT_LOST, NULL, NULL);
			continue;
		}
		if (rc <= 0)
			break;
		if (!strcmp(event.subsystem, "dax"))
			take_dev_event(monitor, &event);
		else if (!strcmp(event.subsystem, "memory"))
			take_memory_event(monitor, &event);
		else
			continue;
		monitor->stale = true;
	}
	return rc == -ENOBUFS ? 1 : rc;
}

/* No event is left. */
static void catch_up_all(struct daxctl_monitor *monitor)
{
	bool quiet = !monitor->stale;

	flush_memory(monitor);
	if (monitor->next != monitor->queued || (quiet && !monitor->due))
		return;
	monitor->stale = monitor->due = false;
	set_timer(monitor, compare(monitor, quiet) || !quiet);
}

/* ---- public functions ---- */

EXPORT void daxctl_monitor_free(struct daxctl_monitor *monitor)
{
	if (!monitor)
		return;
	for (size_t i = 0; i < monitor->dev_count; i++)
		free(monitor->devs[i].ranges.at);
	if (monitor->epoll >= 0)
		close(monitor->epoll);
	if (monitor->events >= 0)
		close(monitor->events);
	if (monitor->timer >= 0)
		close(monitor->timer);
	free(monitor->regions);
	free(monitor->devs);
	free(monitor->queue);
	daxctl_unref(monitor->ctx);
	free(monitor);
}

static int watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int open_files(struct daxctl_monitor *monitor)
{
	int rc;

	monitor->events = dax_uevent_open();
	if (monitor->events < 0)
		return monitor->events;
	monitor->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (monitor->timer < 0)
		return -errno;
	monitor->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (monitor->epoll < 0)
		return -errno;
	rc = watch(monitor->epoll, monitor->events);
	return rc < 0 ? rc : watch(monitor->epoll, monitor->timer);
}

EXPORT int daxctl_monitor_new(struct daxctl_ctx *ctx, struct daxctl_monitor **out)
{
	struct daxctl_monitor *monitor = calloc(1, sizeof(*monitor));
	int rc;

	dax_failure_clear(ctx);
	if (!monitor)
		return dax_fail(ctx, ENOMEM, "%m");
	monitor->ctx = daxctl_ref(ctx);
	monitor->epoll = monitor->events = monitor->timer = -1;
	rc = open_files(monitor);
	if (rc < 0) {
		daxctl_monitor_free(monitor);
		return dax_fail(ctx, -rc, "listening to events of the kernel: %m");
	}
	/* What is there already is no event.  Events since the socket was opened repeat it. */
	monitor->lost = true;
	compare(monitor, true);
	monitor->queued = monitor->next = 0;
	*out = monitor;
	return 0;
}

EXPORT int daxctl_monitor_get_fd(struct daxctl_monitor *monitor)
{
	return monitor->epoll;
}

EXPORT int daxctl_monitor_next(struct daxctl_monitor *monitor, struct daxctl_event *event)
{
	int rc = 0;

	dax_failure_clear(monitor->ctx);
	if (monitor->next == monitor->queued) {
		monitor->due |= take_timer(monitor);
		rc = take_events(monitor);
		if (rc == 0 && monitor->next == monitor->queued)
			catch_up_all(monitor);
	}
	if (rc < 0)
		return dax_fail(monitor->ctx, -rc, "receiving events of the kernel: %m");
	if (monitor->next == monitor->queued)
		return 0;
	*event = monitor->queue[monitor->next++];
	return 1;
}
