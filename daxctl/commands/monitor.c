// SPDX-License-Identifier: GPL-2.0-only
/* monitor: prints changes of regions, devices and their memory as they happen. */
#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/device/describe.h"
#include "daxctl/device/json.h"
#include "daxctl/device/select.h"
#include "util/array.h"
#include "util/dax-name.h"

struct monitor_options {
	const char *region, *device, *format;
	bool initial;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct monitor_options, region,
		     "only this region and its devices"),
	OPTION_VALUE('d', "dev", "DEVICE", struct monitor_options, device,
		     "only this device"),
	OPTION_BOOL(0, "initial", struct monitor_options, initial,
		    "begin with what is there"),
	OPTION_VALUE(0, "format", "STYLE", struct monitor_options, format,
		     "text (default) or json, an object a line"),
	{ 0 }
};

static const char *const event_names[] = {
	[DAXCTL_EVENT_LOST] = "lost",
	[DAXCTL_EVENT_REGION_ADDED] = "region-added",
	[DAXCTL_EVENT_REGION_REMOVED] = "region-removed",
	[DAXCTL_EVENT_DEVICE_ADDED] = "device-added",
	[DAXCTL_EVENT_DEVICE_REMOVED] = "device-removed",
	[DAXCTL_EVENT_BOUND] = "bound",
	[DAXCTL_EVENT_UNBOUND] = "unbound",
	[DAXCTL_EVENT_RESIZED] = "resized",
	[DAXCTL_EVENT_MEMORY_ONLINE] = "memory-online",
	[DAXCTL_EVENT_MEMORY_OFFLINE] = "memory-offline",
};

/* The last known state of a region, or of a device of it. */
struct known {
	struct daxctl_region *region;
	struct daxctl_dev *dev;			/* NULL: the region itself */
	struct json_object *state;		/* NULL: it does not exist */
	enum daxctl_event_type last;		/* the last event about it */
};

struct watch {
	const char *region, *device;
	bool json, initial;
	int signals;
	struct known *known;
	size_t count;
};

/* ---- states ---- */

static struct json_object *read_state(const struct daxctl_event *event)
{
	if (event->dev)
		return daxctl_dev_is_present(event->dev)
			? json_device(event->dev, false, false) : NULL;
	return access(daxctl_region_get_path(event->region), F_OK) == 0
		? json_region(event->region, false, false) : NULL;
}

/* Where the state of the event's subject is kept; NULL when out of memory. */
static struct known *find_known(struct watch *watch, const struct daxctl_event *event)
{
	struct known *grown;

	for (size_t i = 0; i < watch->count; i++)
		if (watch->known[i].region == event->region && watch->known[i].dev == event->dev)
			return &watch->known[i];
	grown = array_grow(watch->known, watch->count, sizeof(*grown));
	if (!grown)
		return NULL;
	watch->known = grown;
	grown[watch->count] = (struct known){ .region = event->region, .dev = event->dev };
	return &grown[watch->count++];
}

static int learn(struct watch *watch, const struct daxctl_event *event)
{
	struct known *known = find_known(watch, event);

	if (!known)
		return report("monitor", -ENOMEM, "out of memory");
	known->state = read_state(event);
	return 0;
}

static void forget_all(struct watch *watch)
{
	for (size_t i = 0; i < watch->count; i++)
		json_object_put(watch->known[i].state);
	free(watch->known);
}

/* ---- output ---- */

enum { TIME_MAX = 40 };

static const char *format_time(char text[static TIME_MAX])
{
	struct timespec now;
	struct tm utc;
	size_t len;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	len = strftime(text, TIME_MAX, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text + len, TIME_MAX - len, ".%06ldZ", now.tv_nsec / 1000);
	return text;
}

static const char *subject_of(const struct daxctl_event *event,
			      char name[static REGION_NAME_MAX])
{
	if (event->dev)
		return daxctl_dev_get_devname(event->dev);
	return event->region ? region_name(event->region, name) : NULL;
}

static void print_text(const struct daxctl_event *event)
{
	char time[TIME_MAX], name[REGION_NAME_MAX], text[DESCRIPTION_MAX];
	const char *subject = subject_of(event, name);

	printf("%s %s", format_time(time), event_names[event->type]);
	if (subject)
		printf(" %s", subject);
	if (event->dev && event->type != DAXCTL_EVENT_DEVICE_REMOVED)
		printf(": %s", describe_device(event->dev, text));
	putchar('\n');
}

static void print_json(const struct daxctl_event *event, struct json_object *before,
		       struct json_object *after, bool initial)
{
	struct json_object *object = json_object_new_object();
	char time[TIME_MAX], name[REGION_NAME_MAX];
	const char *subject = subject_of(event, name);

	json_object_object_add(object, "time", json_object_new_string(format_time(time)));
	json_object_object_add(object, "event",
			       json_object_new_string(event_names[event->type]));
	if (subject)
		json_object_object_add(object, event->dev ? "device" : "region",
				       json_object_new_string(subject));
	if (initial)
		json_object_object_add(object, "initial", json_object_new_boolean(true));
	if (before)
		json_object_object_add(object, "before", json_object_get(before));
	if (after)
		json_object_object_add(object, "after", json_object_get(after));
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

static bool is_selected(const struct watch *watch, const struct daxctl_event *event)
{
	if (!event->region)
		return true;
	if (!region_matches(event->region, watch->region))
		return false;
	if (event->dev)
		return device_matches(event->dev, watch->device);
	return selects_all(watch->device);
}

/*
 * Blocks that change slowly are several events.  If the state was read after the last block
 * had changed, the rest of the events has nothing new.
 */
static bool is_told(const struct daxctl_event *event, const struct known *known,
		    struct json_object *after)
{
	return (event->type == DAXCTL_EVENT_MEMORY_ONLINE ||
		event->type == DAXCTL_EVENT_MEMORY_OFFLINE) &&
	       event->type == known->last && json_object_equal(known->state, after);
}

/*
 * Wait until a line can be written without waiting.  A reader that stops reading must not
 * keep a signal from ending the command.
 */
static int wait_for_output(const struct watch *watch)
{
	struct pollfd files[] = {
		{ .fd = watch->signals, .events = POLLIN },
		{ .fd = STDOUT_FILENO, .events = POLLOUT },
	};

	while (poll(files, 2, -1) < 0)
		if (errno != EINTR)
			return report("monitor", -errno, "cannot wait: %s", strerror(errno));
	return files[0].revents ? -EINTR : files[1].revents & ~POLLOUT ? -EPIPE : 0;
}

static int print(const struct watch *watch, const struct daxctl_event *event,
		 struct json_object *before, struct json_object *after, bool initial)
{
	int rc = wait_for_output(watch);

	if (rc < 0)
		return rc;
	if (watch->json)
		print_json(event, before, after, initial);
	else
		print_text(event);
	return fflush(stdout) != 0 ? -errno : 0;
}

static int print_event(struct watch *watch, const struct daxctl_event *event, bool initial)
{
	struct known *known = event->region ? find_known(watch, event) : NULL;
	struct json_object *before = NULL, *after = NULL;
	int rc = 0;

	if (event->region && !known)
		return report("monitor", -ENOMEM, "out of memory");
	if (known) {
		before = initial ? NULL : known->state;
		after = event->type == DAXCTL_EVENT_DEVICE_REMOVED ||
			event->type == DAXCTL_EVENT_REGION_REMOVED ? NULL : read_state(event);
	}
	if (is_selected(watch, event) && !(known && is_told(event, known, after)))
		rc = print(watch, event, before, after, initial);
	if (known) {
		json_object_put(known->state);
		known->state = after;
		known->last = event->type;
	}
	return rc;
}

/* ---- waiting ---- */

static int begin_with(struct watch *watch, struct daxctl_region *region,
		      struct daxctl_dev *dev)
{
	const struct daxctl_event event = {
		.type = dev ? DAXCTL_EVENT_DEVICE_ADDED : DAXCTL_EVENT_REGION_ADDED,
		.region = region,
		.dev = dev,
	};

	return watch->initial ? print_event(watch, &event, true) : learn(watch, &event);
}

/* Learn, and perhaps print, what is there. */
static int begin(struct watch *watch, struct daxctl_ctx *ctx)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	int rc = 0;

	daxctl_region_foreach(ctx, region) {
		rc = rc < 0 ? rc : begin_with(watch, region, NULL);
		daxctl_dev_foreach(region, dev)
			rc = rc < 0 ? rc : begin_with(watch, region, dev);
	}
	return rc;
}

static int print_events(struct watch *watch, struct daxctl_ctx *ctx,
			struct daxctl_monitor *monitor)
{
	struct daxctl_event event;
	int rc;

	while ((rc = daxctl_monitor_next(monitor, &event)) > 0) {
		rc = print_event(watch, &event, false);
		if (rc < 0)
			return rc;
	}
	return rc < 0 ? report_failure(ctx, "monitor", rc, "watch") : 0;
}

static int wait_for_events(struct watch *watch, struct daxctl_ctx *ctx,
			   struct daxctl_monitor *monitor)
{
	struct pollfd files[] = {
		{ .fd = daxctl_monitor_get_fd(monitor), .events = POLLIN },
		{ .fd = watch->signals, .events = POLLIN },
		{ .fd = STDOUT_FILENO },	/* an error: nobody reads any more */
	};
	int rc = 0;

	while (rc == 0) {
		if (poll(files, 3, -1) < 0) {
			if (errno != EINTR)
				return report("monitor", -errno, "cannot wait: %s",
					      strerror(errno));
			continue;
		}
		if (files[1].revents)
			return -EINTR;
		rc = files[2].revents ? -EPIPE : print_events(watch, ctx, monitor);
	}
	return rc;
}

/* SIGINT and SIGTERM end the command, which has nothing to clean up but its output. */
static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/*
 * The reader of a pipe is gone, which is no failure.  main() checks stdout at the end, so it
 * must not find the error.
 */
static void give_up_output(void)
{
	if (!freopen("/dev/null", "w", stdout))
		clearerr(stdout);
}

static int watch_devices(struct watch *watch, struct daxctl_ctx *ctx)
{
	struct daxctl_monitor *monitor;
	int rc = daxctl_monitor_new(ctx, &monitor);

	if (rc < 0)
		return report_failure(ctx, "monitor", rc, "watch");
	rc = begin(watch, ctx);
	if (rc == 0)
		rc = wait_for_events(watch, ctx, monitor);
	forget_all(watch);
	daxctl_monitor_free(monitor);
	if (rc == -EPIPE)
		give_up_output();
	return rc == -EPIPE || rc == -EINTR ? 0 : rc;
}

/* ---- the command ---- */

static bool is_region_name(const char *name)
{
	int id;

	return dax_id_parse(strncmp(name, "region", 6) ? name : name + 6, &id);
}

static bool is_device_name(const char *name)
{
	const char *slash = strrchr(name, '/');
	int region, id;

	return dax_name_parse(slash ? slash + 1 : name, !slash, &region, &id);
}

/* A region or device that is not there yet can be watched, if the name is possible. */
static int check_names(struct daxctl_ctx *ctx, const struct watch *watch)
{
	int rc = 0;

	if (watch->region && !is_region_name(watch->region))
		rc = check_region_name(ctx, watch->region);
	if (rc == 0 && watch->device && !is_device_name(watch->device))
		rc = check_device_name(ctx, watch->region, watch->device);
	return rc;
}

static int run_monitor(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct monitor_options *o = data;
	struct watch watch = {
		.region = o->region,
		.initial = o->initial,
		.json = o->format && !strcmp(o->format, "json"),
	};
	char *device = NULL;
	int rc;

	(void)operands, (void)count;
	if (o->format && strcmp(o->format, "text") && strcmp(o->format, "json"))
		return report("--format", -EINVAL, "'%s' is not text or json", o->format);
	rc = check_sysfs();
	if (rc < 0)
		return rc;
	if (o->device) {
		device = resolve_device_name(ctx, o->device);
		if (!device)
			return report("monitor", -ENOMEM, "out of memory");
		watch.device = device;
	}
	rc = check_names(ctx, &watch);
	if (rc == 0) {
		watch.signals = open_signals();
		rc = watch_devices(&watch, ctx);
		close(watch.signals);
	}
	free(device);
	return rc;
}

const struct command monitor_command = {
	.name = "monitor",
	.summary = "print changes of devices as they happen",
	.options = options,
	.options_size = sizeof(struct monitor_options),
	.run = run_monitor,
};
