// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uuid/uuid.h>

#include "daxctl/cli/late-libraries.h"
#include "daxctl/cli/report.h"
#include "daxctl/config/match.h"
#include "daxctl/device/memdevs.h"
#include "daxctl/device/mode.h"
#include "daxctl/layout/layout.h"
#include "daxctl/layout/save.h"
#include "util/size.h"

static void add(struct json_object *object, const char *key, struct json_object *value)
{
	json_object_object_add(object, key, value);
}

static void add_text(struct json_object *object, const char *key, const char *text)
{
	if (*text)
		add(object, key, json_object_new_string(text));
}

static void add_address(struct json_object *object, const char *key, u64 address)
{
	char text[24];

	snprintf(text, sizeof(text), "%#llx", address);
	add_text(object, key, text);
}

static void add_size(struct json_object *object, const char *key, u64 size)
{
	char text[SIZE_TEXT_MAX];

	format_exact_size(size, text);
	add_text(object, key, text);
}

/* Has another region the same memory devices? */
static bool has_twin(struct daxctl_region *region, const struct serials *serials)
{
	struct daxctl_region *other;

	daxctl_region_foreach(daxctl_region_get_ctx(region), other)
		if (other != region && region_has_serials(other, serials))
			return true;
	return false;
}

/* The serial numbers of a CXL region's memory devices.  Returns whether there are any. */
static bool add_serials(struct json_object *match, const struct region_state *state)
{
	struct json_object *array = json_object_new_array();
	struct serials serials = { 0 };
	struct memdevs memdevs;

	if (!array || memdevs_read(state->region, &memdevs) < 0) {
		json_object_put(array);
		return false;
	}
	serials.at = calloc(memdevs.count + 1, sizeof(*serials.at));
	for (size_t i = 0; serials.at && i < memdevs.count; i++) {
		char text[24];

		serials.at[serials.count++] = memdevs.at[i].serial;
		snprintf(text, sizeof(text), "%#llx", memdevs.at[i].serial);
		json_object_array_add(array, json_object_new_string(text));
	}
	memdevs_clear(&memdevs);
	if (serials.count)
		add(match, "cxl.serial", json_object_get(array));
	if (serials.count && has_twin(state->region, &serials))
		add_address(match, "resource", state->start);
	json_object_put(array);
	free(serials.at);
	return serials.count;
}

/* What still describes the region after a reboot. */
static struct json_object *match_json(const struct region_state *state)
{
	struct daxctl_dev *dev = daxctl_dev_get_first(state->region);
	struct json_object *match = json_object_new_object();
	char text[UUID_STR_LEN];
	uuid_t uuid;

	if (!state->dynamic && dev && need_late_library("save", LIBUUID) == 0 &&
	    device_uuid(dev, uuid) && !uuid_is_null(uuid)) {
		uuid_unparse(uuid, text);
		add_text(match, "nvdimm.uuid", text);
	} else if (!add_serials(match, state)) {
		add_address(match, "resource", state->start);
	}
	return match;
}

static struct json_object *device_json(const struct region_state *state, const struct shape *is)
{
	static const char *const zones[] = { "offline", "kernel", "movable" };
	struct json_object *object = json_object_new_object(), *mappings;

	add_text(object, "label", is->label.text);
	add_size(object, "size", is->size);
	add_size(object, "align", is->align);
	add_text(object, "mode", is->mode == DAXCTL_DEV_MODE_UNKNOWN ? "disabled"
								     : mode_name(is->mode));
	if (is->mode == DAXCTL_DEV_MODE_RAM)
		add_text(object, "online", zones[is->online]);
	if (is->mode == DAXCTL_DEV_MODE_RAM && is->memmap != MEMMAP_ANY)
		add(object, "memmap_on_memory",
		    json_object_new_boolean(is->memmap == MEMMAP_ON_MEMORY));
	add_text(object, "group", is->label.access.group);
	add_text(object, "permissions", is->label.access.permissions);
	if (!state->dynamic)
		return object;
	mappings = json_object_new_array();
	for (size_t i = 0; i < is->ranges.count; i++) {
		struct json_object *range = json_object_new_object();

		add_address(range, "start", is->ranges.at[i].start);
		add_address(range, "end", is->ranges.at[i].end);
		json_object_array_add(mappings, range);
	}
	add(object, "mappings", mappings);
	return object;
}

struct json_object *save_begin(void)
{
	struct json_object *layout = json_object_new_object();

	if (!layout)
		return NULL;
	add(layout, "layout", json_object_new_int(LAYOUT_VERSION));
	add(layout, "regions", json_object_new_array());
	return layout;
}

int save_region(struct json_object *layout, const struct region_state *state)
{
	struct json_object *region = json_object_new_object(), *devices, *regions;

	if (!region)
		return report(state->name, -ENOMEM, "out of memory");
	add(region, "match", match_json(state));
	devices = json_object_new_array();
	add(region, "devices", devices);
	for (size_t i = 0; i < state->count; i++) {
		const struct present *device = &state->devices[i];

		if (!device->is.size)
			continue;
		if ((device->kernel && device->movable) ||
		    (device->incomplete && (device->kernel || device->movable))) {
			json_object_put(region);
			return report(device->name, -EINVAL, "its memory blocks are in different "
				      "states, which a layout cannot express");
		}
		json_object_array_add(devices, device_json(state, &device->is));
	}
	json_object_object_get_ex(layout, "regions", &regions);
	json_object_array_add(regions, region);
	return 0;
}

/* ---- the file ---- */

static bool print(FILE *file, const char *text)
{
	return fputs(text, file) >= 0 && fputc('\n', file) >= 0 && fflush(file) == 0;
}

/* A new file takes the place of the old one, or of a link. */
static int replace(const char *path, const char *text)
{
	char *temporary;
	FILE *file;
	int fd, rc = 0;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return report(path, -ENOMEM, "out of memory");
	fd = mkostemp(temporary, O_CLOEXEC);
	file = fd < 0 ? NULL : fdopen(fd, "w");
	if (!file) {
		rc = report(path, -errno, "cannot be written: %m");
		free(temporary);
		return rc;
	}
	if (!print(file, text) || fchmod(fd, 0644) < 0 || fsync(fd) < 0)
		rc = -errno;
	if (fclose(file) != 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && rename(temporary, path) < 0)
		rc = -errno;
	if (rc < 0) {
		report(path, rc, "cannot be written: %s", strerror(-rc));
		unlink(temporary);
	}
	free(temporary);
	return rc;
}

int save_write(struct json_object *layout, const char *path)
{
	const char *text = json_object_to_json_string_ext(
		layout, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);

	if (!text)
		return report("save", -ENOMEM, "out of memory");
	if (path)
		return replace(path, text);
	puts(text);	/* main() sees whether that worked */
	return 0;
}
