// SPDX-License-Identifier: GPL-2.0-only
#include "daxctl/cli/late-libraries.h"

#ifdef ENABLE_DLOPEN
#include <dlfcn.h>
#include <errno.h>
#include <libsmartcols.h>
#include <libudev.h>
#include <stdlib.h>
#include <uuid/uuid.h>

#include "daxctl/cli/report.h"
#include "util/dlopen-note.h"

static const char *const sonames[] = {
	[LIBSMARTCOLS] = SONAME_SMARTCOLS,
	[LIBUDEV] = SONAME_UDEV,
	[LIBUUID] = SONAME_UUID,
};

DLOPEN_NOTE(smartcols, SONAME_SMARTCOLS, "tables", "list as a table or tree", "recommended");
DLOPEN_NOTE(udev, SONAME_UDEV, "udev", "wait for udev after a device was bound",
	    "recommended");
DLOPEN_NOTE(uuid, SONAME_UUID, "uuid", "identify NVDIMM namespaces in the configuration",
	    "recommended");

bool late_library_opens(enum late_library library)
{
	return dlopen(sonames[library], RTLD_LAZY) != NULL;
}

int need_late_library(const char *subject, enum late_library library)
{
	if (late_library_opens(library))
		return 0;
	return report(subject, -ENOSYS, "cannot open a library that it needs: %s", dlerror());
}

/* dlopen() finds an open library by its name, without a system call. */
static void *find(enum late_library library, const char *function)
{
	void *handle = dlopen(sonames[library], RTLD_LAZY), *address;

	address = handle ? dlsym(handle, function) : NULL;
	if (!address)
		abort();	/* the caller did not ask whether the library opens */
	return address;
}

/* Define a function of the library's header, which calls the one in the library. */
#define LATE(library, type, name, parameters, arguments) \
	type name parameters \
	{ \
		return ((__typeof__(&name))find(library, #name)) arguments; \
	}
#define LATE_SCOLS(...) LATE(LIBSMARTCOLS, __VA_ARGS__)
#define LATE_UDEV(...) LATE(LIBUDEV, __VA_ARGS__)

typedef struct libscols_table scols_table;
typedef struct libscols_line scols_line;
typedef struct libscols_column scols_column;
typedef struct udev_monitor monitor_t;
typedef struct udev_device device_t;

LATE_SCOLS(scols_table *, scols_new_table, (void), ())
LATE_SCOLS(void, scols_unref_table, (scols_table *t), (t))
LATE_SCOLS(scols_column *, scols_table_new_column,
	   (scols_table *t, const char *name, double width, int flags),
	   (t, name, width, flags))
LATE_SCOLS(scols_line *, scols_table_new_line, (scols_table *t, scols_line *parent),
	   (t, parent))
LATE_SCOLS(int, scols_line_refer_data, (scols_line *l, size_t n, char *data), (l, n, data))
LATE_SCOLS(int, scols_line_set_data, (scols_line *l, size_t n, const char *data),
	   (l, n, data))
LATE_SCOLS(int, scols_table_enable_ascii, (scols_table *t, int enable), (t, enable))
LATE_SCOLS(int, scols_table_enable_noheadings, (scols_table *t, int enable), (t, enable))
LATE_SCOLS(int, scols_print_table, (scols_table *t), (t))
LATE_SCOLS(int, scols_print_table_to_string, (scols_table *t, char **text), (t, text))

LATE_UDEV(struct udev *, udev_new, (void), ())
LATE_UDEV(struct udev *, udev_unref, (struct udev *u), (u))
LATE_UDEV(monitor_t *, udev_monitor_new_from_netlink, (struct udev *u, const char *name),
	  (u, name))
LATE_UDEV(monitor_t *, udev_monitor_unref, (monitor_t *m), (m))
LATE_UDEV(int, udev_monitor_filter_add_match_subsystem_devtype,
	  (monitor_t *m, const char *subsystem, const char *type), (m, subsystem, type))
LATE_UDEV(int, udev_monitor_enable_receiving, (monitor_t *m), (m))
LATE_UDEV(int, udev_monitor_get_fd, (monitor_t *m), (m))
LATE_UDEV(device_t *, udev_monitor_receive_device, (monitor_t *m), (m))
LATE_UDEV(device_t *, udev_device_unref, (device_t *d), (d))
LATE_UDEV(const char *, udev_device_get_action, (device_t *d), (d))
LATE_UDEV(const char *, udev_device_get_sysname, (device_t *d), (d))

LATE(LIBUUID, int, uuid_parse, (const char *text, uuid_t uuid), (text, uuid))
LATE(LIBUUID, void, uuid_unparse, (const uuid_t uuid, char *text), (uuid, text))
LATE(LIBUUID, int, uuid_compare, (const uuid_t a, const uuid_t b), (a, b))
LATE(LIBUUID, int, uuid_is_null, (const uuid_t uuid), (uuid))

#else

bool late_library_opens(enum late_library library)
{
	(void)library;
	return true;
}

int need_late_library(const char *subject, enum late_library library)
{
	(void)subject, (void)library;
	return 0;
}

#endif
