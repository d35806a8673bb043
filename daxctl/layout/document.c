// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/config/json-size.h"
#include "daxctl/device/mode.h"
#include "daxctl/device/plan.h"
#include "daxctl/layout/document-check.h"
#include "daxctl/layout/document-keys.h"
#include "daxctl/layout/document.h"
#include "util/array.h"
#include "util/subsection.h"

enum { COUNT_MAX = 65536 };

/* ---- devices ---- */

static void parse_size_key(struct target_entry *to, struct json_object *value)
{
	const char *text = json_object_is_type(value, json_type_string)
				   ? json_object_get_string(value) : "";
	struct device_entry *device = to->device;

	if (!strcmp(text, "rest")) {
		device->size_kind = SIZE_REST;
	} else if (strchr(text, '%')) {
		device->size_kind = SIZE_SHARE;
		if (!parse_share(text, &device->share)) {
			device->share = 0;
			problem(to->problems, -EINVAL, to->path,
				"\"%s\" is not a share from 0.01%% to 100%%", text);
		}
	} else {
		device->size_kind = SIZE_BYTES;
		if (parse_number(to, value, &device->shape.size) && !device->shape.size)
			problem(to->problems, -EINVAL, to->path, "is 0; leave the device out");
	}
}

static void parse_label(struct target_entry *to, struct json_object *value)
{
	const char *text = json_object_get_string(value);

	if (!is_type(to, value, json_type_string))
		return;
	if (label_is_valid(text))
		strcpy(to->device->shape.label.text, text);
	else
		problem(to->problems, -EINVAL, to->path, "%s is not a label: 1 to 64 of "
			"A-Z, a-z, 0-9, \".\", \"_\" and \"-\"", json_object_to_json_string(value));
}

static void parse_align(struct target_entry *to, struct json_object *value)
{
	u64 align;

	if (!parse_number(to, value, &align))
		return;
	if (is_align(align))
		to->device->shape.align = align;
	else
		problem(to->problems, -EINVAL, to->path, "%s is not an alignment (" ALIGN_NAMES ")",
			json_object_to_json_string(value));
}

static void parse_mode(struct target_entry *to, struct json_object *value)
{
	static const char *const modes[] = { "devdax", "system-ram", "famfs", "disabled", NULL };
	int mode = parse_word(to, value, modes, "a mode (devdax, system-ram, famfs or disabled)");

	if (mode >= 0)
		to->device->shape.mode = mode == DAXCTL_DEV_MODE_END ? DAXCTL_DEV_MODE_UNKNOWN
								     : mode;
}

static void parse_online(struct target_entry *to, struct json_object *value)
{
	static const char *const states[] = { "offline", "kernel", "movable", NULL };
	int state = parse_word(to, value, states, "\"movable\", \"kernel\" or \"offline\"");

	if (state >= 0)
		to->device->shape.online = state;
}

static void parse_memmap(struct target_entry *to, struct json_object *value)
{
	if (is_type(to, value, json_type_boolean))
		to->device->shape.memmap = json_object_get_boolean(value) ? MEMMAP_ON_MEMORY
									  : MEMMAP_OUTSIDE;
}

static void parse_count(struct target_entry *to, struct json_object *value)
{
	if (json_object_is_type(value, json_type_int) && json_object_get_int64(value) >= 1 &&
	    json_object_get_int64(value) <= COUNT_MAX)
		to->device->count = json_object_get_int(value);
	else
		problem(to->problems, -EINVAL, to->path, "%s is not a number from 1 to %d",
			json_object_to_json_string(value), COUNT_MAX);
}

static void parse_group(struct target_entry *to, struct json_object *value)
{
	const char *name = json_object_get_string(value);

	if (!is_type(to, value, json_type_string))
		return;
	if (strlen(name) > LABEL_GROUP_MAX || !getgrnam(name))
		problem(to->problems, -EINVAL, to->path, "%s is not a group of this system",
			json_object_to_json_string(value));
	else
		strcpy(to->device->shape.label.access.group, name);
}

static void parse_permissions(struct target_entry *to, struct json_object *value)
{
	const char *text = json_object_get_string(value);

	if (!is_type(to, value, json_type_string))
		return;
	if (strlen(text) == 4 && *text == '0' && strspn(text, "01234567") == 4)
		strcpy(to->device->shape.label.access.permissions, text);
	else
		problem(to->problems, -EINVAL, to->path, "%s is not a mode of files such as "
			"\"0660\"", json_object_to_json_string(value));
}

/* The keys of a mapping, as list -M prints them. */
enum mapping_key { MAPPING_START, MAPPING_END, MAPPING_OFFSET, MAPPING_SIZE, MAPPING_KEYS };

/* What the keys of a mapping say together.  Returns whether it is a range of memory. */
static bool check_mapping(struct target_entry *to, const struct range *range,
			  struct json_object *const value[static MAPPING_KEYS])
{
	const struct ranges *before = &to->device->shape.ranges;
	u64 pages = 0;

	for (size_t i = 0; i < before->count; i++)
		pages += range_size(&before->at[i]) / getpagesize();
	if (range->end < range->start)
		return problem(to->problems, -EINVAL, to->path, "ends before it starts") == 0;
	if (!range_size(range))
		return problem(to->problems, -EINVAL, to->path, "has all 2^64 bytes") == 0;
	if (range->start % SUBSECTION_SIZE || (range->end + 1) % SUBSECTION_SIZE)
		return problem(to->problems, -EINVAL, to->path, "%#llx-%#llx does not begin and "
			       "end at multiples of 2M", range->start, range->end) == 0;
	if (value[MAPPING_SIZE] && !json_is_size(value[MAPPING_SIZE], range_size(range)))
		problem(to->problems, -EINVAL, to->path, "has the size %s instead of %llu",
			json_object_to_json_string(value[MAPPING_SIZE]), range_size(range));
	if (value[MAPPING_OFFSET] && range->page_offset != pages)
		problem(to->problems, -EINVAL, to->path, "has the page_offset %s instead of %llu",
			json_object_to_json_string(value[MAPPING_OFFSET]), pages);
	return true;
}

static void parse_mapping(struct target_entry *to, struct json_object *object)
{
	static const char *const names[] = { "start", "end", "page_offset", "size" };
	struct json_object *values[MAPPING_KEYS] = { NULL };
	struct range range = { 0 };
	u64 *const numbers[] = { &range.start, &range.end, &range.page_offset };
	char path[sizeof(to->path)];
	bool has[MAPPING_KEYS] = { false };

	memcpy(path, to->path, sizeof(path));
	if (!is_type(to, object, json_type_object))
		return;
	json_object_object_foreach(object, name, value) {
		size_t i = 0;

		while (i < KEY_COUNT(names) && strcmp(names[i], name))
			i++;
		path_to_key(to, path, name);
		if (i == KEY_COUNT(names)) {
			problem(to->problems, -EINVAL, to->path, "is not a key of mappings");
			continue;
		}
		values[i] = value;
		has[i] = i == MAPPING_SIZE || parse_number(to, value, numbers[i]);
	}
	memcpy(to->path, path, sizeof(path));
	if (!has[MAPPING_START] || !has[MAPPING_END])
		problem(to->problems, -EINVAL, path, "needs \"start\" and \"end\"");
	else if (check_mapping(to, &range, values) &&
		 ranges_add(&to->device->shape.ranges, &range) < 0)
		problem(to->problems, -ENOMEM, path, "out of memory");
}

static void parse_mappings(struct target_entry *to, struct json_object *value)
{
	char path[sizeof(to->path)];

	if (!is_type(to, value, json_type_array))
		return;
	memcpy(path, to->path, sizeof(path));
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		snprintf(to->path, sizeof(to->path), "%.70s[%zu]", path, i);
		parse_mapping(to, json_object_array_get_idx(value, i));
	}
	if (!json_object_array_length(value))
		problem(to->problems, -EINVAL, path, "is empty");
}

static const struct key device_keys[] = {
	KEY("label", parse_label), KEY("size", parse_size_key), KEY("align", parse_align),
	KEY("mode", parse_mode), KEY("online", parse_online), KEY("count", parse_count),
	KEY("group", parse_group), KEY("permissions", parse_permissions),
	KEY("memmap_on_memory", parse_memmap), KEY("mappings", parse_mappings),
};

/* What the keys of a device say together. */
static void check_device(struct target_entry *to, struct json_object *object)
{
	struct device_entry *device = to->device;
	static const char *const of_ram[] = { "online", "memmap_on_memory" };
	struct label last = device->shape.label;
	const char *where = device->where;
	u64 sum = 0;

	for (size_t i = 0; i < device->shape.ranges.count; i++)
		sum += range_size(&device->shape.ranges.at[i]);
	if (device->size_kind == SIZE_OF_MAPPINGS) {
		device->shape.size = sum;
		if (!json_object_object_get_ex(object, "mappings", NULL))
			problem(to->problems, -EINVAL, where, "needs \"size\" or \"mappings\"");
	} else if (sum && (device->size_kind != SIZE_BYTES || device->shape.size != sum)) {
		problem(to->problems, -EINVAL, where,
			"\"size\" differs from the sum of the mappings, %llu", sum);
	}
	if (device->size_kind == SIZE_BYTES && device->shape.size % SUBSECTION_SIZE)
		problem(to->problems, -EINVAL, where, "its size %llu is not a multiple of 2M",
			device->shape.size);
	if (device->count && *last.text && !label_add_number(&last, device->count - 1))
		problem(to->problems, -EINVAL, where, "its label is too long with the number %d",
			device->count - 1);
	if (device->count && sum)
		problem(to->problems, -EINVAL, where, "\"count\" excludes \"mappings\"");
	if (device->count && device->size_kind == SIZE_REST)
		problem(to->problems, -EINVAL, where, "\"count\" excludes the size \"rest\"");
	for (size_t i = 0; i < KEY_COUNT(of_ram) && device->shape.mode != DAXCTL_DEV_MODE_RAM; i++)
		if (json_object_object_get_ex(object, of_ram[i], NULL))
			problem(to->problems, -EINVAL, where,
				"\"%s\" is for the mode system-ram", of_ram[i]);
}

static void parse_device(struct target_entry *to, struct json_object *object, size_t index)
{
	struct device_entry *at, *device;

	at = array_grow(to->region->devices, to->region->count, sizeof(*at));
	if (!at) {
		problem(to->problems, -ENOMEM, to->region->where, "out of memory");
		return;
	}
	to->region->devices = at;
	device = to->device = &at[to->region->count++];
	*device = (struct device_entry){
		.size_kind = SIZE_OF_MAPPINGS,
		.shape = { .online = DAXCTL_BLOCK_MOVABLE },
	};
	snprintf(device->where, sizeof(device->where), "%s.devices[%zu]", to->region->where,
		 index);
	to->where = device->where;
	snprintf(to->path, sizeof(to->path), "%s", to->where);
	parse_object(to, object, device_keys, KEY_COUNT(device_keys));
	if (json_object_is_type(object, json_type_object))
		check_device(to, object);
}

/* ---- regions ---- */

static void *field_of(struct target_entry *to)
{
	return (char *)to->region + to->key->offset;
}

static void match_number(struct target_entry *to, struct json_object *value)
{
	if (parse_number(to, value, field_of(to)))
		to->region->given |= 1U << to->key->match;
}

static void match_text(struct target_entry *to, struct json_object *value)
{
	if (!is_type(to, value, json_type_string))
		return;
	if (!*json_object_get_string(value)) {
		problem(to->problems, -EINVAL, to->path, "is empty");
		return;
	}
	*(const char **)field_of(to) = json_object_get_string(value);
	to->region->given |= 1U << to->key->match;
}

/* Without libuuid, which is loaded only for regions that have UUIDs. */
static bool is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t i = 0;

	while (form[i] && (form[i] == 'x' ? isxdigit((unsigned char)text[i]) : text[i] == '-'))
		i++;
	return !form[i] && !text[i];
}

static void match_uuid(struct target_entry *to, struct json_object *value)
{
	if (json_object_is_type(value, json_type_string) &&
	    !is_uuid(json_object_get_string(value)))
		problem(to->problems, -EINVAL, to->path, "%s is not a UUID",
			json_object_to_json_string(value));
	else
		match_text(to, value);
}

/* A number, a text, or an array of them; all are joined to one text. */
static void match_serials(struct target_entry *to, struct json_object *value)
{
	bool is_array = json_object_is_type(value, json_type_array);
	size_t size, count = is_array ? json_object_array_length(value) : 1;
	struct serials serials = { 0 };
	char *text = NULL;
	FILE *list = open_memstream(&text, &size);
	int rc = list ? 0 : -ENOMEM;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct json_object *one = is_array ? json_object_array_get_idx(value, i) : value;

		if (json_object_is_type(one, json_type_int) ||
		    json_object_is_type(one, json_type_string))
			fprintf(list, "%s,", json_object_get_string(one));
		else
			rc = -EINVAL;
	}
	if (list && fclose(list) != 0)
		rc = -ENOMEM;
	if (rc == 0)
		rc = serials_parse(text, &serials);
	free(text);
	if (rc == -ENOMEM)
		problem(to->problems, rc, to->path, "out of memory");
	else if (rc < 0)
		problem(to->problems, -EINVAL, to->path, "%s is not a serial number such as "
			"\"0x1234\", or an array of them, each once",
			json_object_to_json_string(value));
	else
		to->region->given |= 1U << to->key->match;
	to->region->cxl_serial = serials;
}

#define MATCH(name, parse, match, member) \
	{ name, parse, match, offsetof(struct region_entry, member) }

static const struct key match_keys[] = {
	MATCH("resource", match_number, MATCH_RESOURCE, resource),
	MATCH("path", match_text, MATCH_PATH, path),
	MATCH("id", match_number, MATCH_ID, id),
	MATCH("target_node", match_number, MATCH_TARGET_NODE, target_node),
	MATCH("nvdimm.uuid", match_uuid, MATCH_UUID, uuid),
	MATCH("cxl.region", match_text, MATCH_CXL_REGION, cxl_region),
	MATCH("cxl.serial", match_serials, MATCH_CXL_SERIAL, cxl_serial),
};

static void parse_match(struct target_entry *to, struct json_object *value)
{
	char where[sizeof(to->region->where) + 8];

	snprintf(where, sizeof(where), "%s.match", to->region->where);
	to->where = where;
	parse_object(to, value, match_keys, KEY_COUNT(match_keys));
	to->where = to->region->where;
}

static void parse_others(struct target_entry *to, struct json_object *value)
{
	static const char *const words[] = { "refuse", "keep", "destroy", NULL };
	int others = parse_word(to, value, words, "\"refuse\", \"keep\" or \"destroy\"");

	if (others >= 0)
		to->region->others = others;
}

static void parse_devices(struct target_entry *to, struct json_object *value)
{
	if (!is_type(to, value, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(value); i++)
		parse_device(to, json_object_array_get_idx(value, i), i);
	to->where = to->region->where;
}

static const struct key region_keys[] = {
	KEY("match", parse_match), KEY("others", parse_others), KEY("devices", parse_devices),
};

static void parse_region(struct target_entry *to, struct json_object *object, size_t index)
{
	struct region_entry *at, *region;

	at = array_grow(to->layout->regions, to->layout->count, sizeof(*at));
	if (!at) {
		problem(to->problems, -ENOMEM, ".regions", "out of memory");
		return;
	}
	to->layout->regions = at;
	region = to->region = &at[to->layout->count++];
	*region = (struct region_entry){ 0 };
	snprintf(region->where, sizeof(region->where), ".regions[%zu]", index);
	to->where = region->where;
	snprintf(to->path, sizeof(to->path), "%s", to->where);
	parse_object(to, object, region_keys, KEY_COUNT(region_keys));
	if (json_object_is_type(object, json_type_object) && !region->given)
		problem(to->problems, -EINVAL, region->where,
			"\"match\" does not say which region it is");
	if (json_object_is_type(object, json_type_object) &&
	    !json_object_object_get_ex(object, "devices", NULL))
		problem(to->problems, -EINVAL, region->where, "needs \"devices\"");
}

static void parse_regions(struct target_entry *to, struct json_object *value)
{
	if (!is_type(to, value, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(value); i++)
		parse_region(to, json_object_array_get_idx(value, i), i);
	to->where = "";
}

static void parse_version(struct target_entry *to, struct json_object *value)
{
	(void)to, (void)value;	/* checked before */
}

static const struct key layout_keys[] = {
	KEY("layout", parse_version), KEY("regions", parse_regions),
};

/* ---- the whole ---- */

/* The version decides whether the rest can be understood. */
static bool check_version(struct json_object *json, struct problems *problems)
{
	struct json_object *version;

	if (!json_object_is_type(json, json_type_object) ||
	    !json_object_object_get_ex(json, "layout", &version) ||
	    !json_object_is_type(version, json_type_int) || json_object_get_int64(version) < 1)
		problem(problems, -EINVAL, ".layout", "is missing: a layout begins with "
						      "{\"layout\": 1, …");
	else if (json_object_get_int64(version) > LAYOUT_VERSION)
		problem(problems, -EINVAL, ".layout", "is version %lld, but this daxctl knows "
			"versions up to %d", (long long)json_object_get_int64(version),
			LAYOUT_VERSION);
	return !problems->rc;
}

void document_parse(struct json_object *json, struct layout *layout, struct problems *problems)
{
	struct target_entry to = { .problems = problems, .layout = layout, .where = "" };

	*layout = (struct layout){ .json = json_object_get(json) };
	if (!check_version(json, problems))
		return;
	parse_object(&to, json, layout_keys, KEY_COUNT(layout_keys));
	if (!json_object_object_get_ex(json, "regions", NULL))
		problem(problems, -EINVAL, ".regions", "is missing");
	document_check(layout, problems);
}

void layout_clear(struct layout *layout)
{
	for (size_t r = 0; r < layout->count; r++) {
		for (size_t d = 0; d < layout->regions[r].count; d++)
			free(layout->regions[r].devices[d].shape.ranges.at);
		free(layout->regions[r].devices);
		free(layout->regions[r].cxl_serial.at);
	}
	free(layout->regions);
	json_object_put(layout->json);
	*layout = (struct layout){ 0 };
}
