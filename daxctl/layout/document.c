// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/config/json-size.h"
#include "daxctl/device/mode.h"
#include "daxctl/device/plan.h"
#include "daxctl/layout/document-check.h"
#include "daxctl/layout/document.h"
#include "util/array.h"
#include "util/near.h"
#include "util/subsection.h"

enum { COUNT_MAX = 65536 };

/* What a key parser gets: where to put the value, and where problems are. */
struct target_entry {
	struct problems *problems;
	struct layout *layout;
	struct region_entry *region;
	struct device_entry *device;
	const char *where;		/* the path of the object */
	char path[96];			/* the path of the value */
};

typedef void key_fn(struct target_entry *to, struct json_object *value);

struct key {
	const char *name;
	key_fn *parse;
};

static bool is_type(struct target_entry *to, struct json_object *value, enum json_type type)
{
	if (json_object_is_type(value, type))
		return true;
	problem(to->problems, -EINVAL, to->path, "has to be %s %s",
		type == json_type_object || type == json_type_array || type == json_type_int
			? "an" : "a",
		type == json_type_int ? "integer" : json_type_to_name(type));
	return false;
}

/* Parse each key of an object by its entry in @keys. */
static void parse_object(struct target_entry *to, struct json_object *object,
			 const struct key *keys, size_t count)
{
	if (!is_type(to, object, json_type_object))
		return;
	json_object_object_foreach(object, name, value) {
		struct near near = { 0 };
		size_t i = 0;

		for (; i < count && strcmp(keys[i].name, name); i++)
			near_try(&near, name, keys[i].name);
		snprintf(to->path, sizeof(to->path), "%s.%.40s", to->where, name);
		if (i < count)
			keys[i].parse(to, value);
		else
			problem(to->problems, -EINVAL, to->path, "is not a key of layouts%s%s%s",
				near.word ? "; did you mean \"" : "",
				near.word ? near.word : "", near.word ? "\"?" : "");
	}
}

#define KEY_COUNT(keys) (sizeof(keys) / sizeof((keys)[0]))

/* One of the words; its index, or -1 with the problem. */
static int parse_word(struct target_entry *to, struct json_object *value,
		      const char *const *words, const char *expected)
{
	const char *word = json_object_is_type(value, json_type_string)
				   ? json_object_get_string(value) : NULL;

	for (int i = 0; word && words[i]; i++)
		if (!strcmp(word, words[i]))
			return i;
	problem(to->problems, -EINVAL, to->path, "%s is not %s",
		json_object_to_json_string(value), expected);
	return -1;
}

static bool parse_number(struct target_entry *to, struct json_object *value, u64 *number)
{
	if (json_parse_size(value, SUBSECTION_SIZE, number) == 0)
		return true;
	problem(to->problems, -EINVAL, to->path, "%s is not a number of bytes, or not exact",
		json_object_to_json_string(value));
	return false;
}

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

static void parse_mapping(struct target_entry *to, struct json_object *object)
{
	static const char *const names[] = { "start", "end", "page_offset", "size" };
	struct range range = { 0 };
	char path[sizeof(to->path)];
	bool has[2] = { false, false };

	memcpy(path, to->path, sizeof(path));
	if (!is_type(to, object, json_type_object))
		return;
	json_object_object_foreach(object, name, value) {
		size_t i = 0;
		u64 number;

		while (i < KEY_COUNT(names) && strcmp(names[i], name))
			i++;
		snprintf(to->path, sizeof(to->path), "%.60s.%.30s", path, name);
		if (i == KEY_COUNT(names))
			problem(to->problems, -EINVAL, to->path, "is not a key of mappings");
		else if (i < 2 && parse_number(to, value, &number))
			*(i ? &range.end : &range.start) = number, has[i] = true;
	}
	memcpy(to->path, path, sizeof(path));
	if (!has[0] || !has[1])
		problem(to->problems, -EINVAL, path, "needs \"start\" and \"end\"");
	else if (range.end < range.start)
		problem(to->problems, -EINVAL, path, "ends before it starts");
	else if (range.start % SUBSECTION_SIZE || (range.end + 1) % SUBSECTION_SIZE)
		problem(to->problems, -EINVAL, path, "%#llx-%#llx does not begin and end at "
			"multiples of 2M", range.start, range.end);
	else if (ranges_add(&to->device->shape.ranges, &range) < 0)
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
	{ "label", parse_label }, { "size", parse_size_key }, { "align", parse_align },
	{ "mode", parse_mode }, { "online", parse_online }, { "count", parse_count },
	{ "group", parse_group }, { "permissions", parse_permissions },
	{ "mappings", parse_mappings },
};

/* What the keys of a device say together. */
static void check_device(struct target_entry *to, struct json_object *object)
{
	struct device_entry *device = to->device;
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
	if (device->count && sum)
		problem(to->problems, -EINVAL, where, "\"count\" excludes \"mappings\"");
	if (device->count && device->size_kind == SIZE_REST)
		problem(to->problems, -EINVAL, where, "\"count\" excludes the size \"rest\"");
	if (device->shape.mode != DAXCTL_DEV_MODE_RAM &&
	    json_object_object_get_ex(object, "online", NULL))
		problem(to->problems, -EINVAL, where, "\"online\" is for the mode system-ram");
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

static void parse_match_number(struct target_entry *to, struct json_object *value,
			       enum match_key key, u64 *number)
{
	if (parse_number(to, value, number))
		to->region->given |= 1U << key;
}

static void parse_match_text(struct target_entry *to, struct json_object *value,
			     enum match_key key, const char **text)
{
	if (!is_type(to, value, json_type_string))
		return;
	*text = json_object_get_string(value);
	to->region->given |= 1U << key;
}

static void match_resource(struct target_entry *to, struct json_object *value)
{
	parse_match_number(to, value, MATCH_RESOURCE, &to->region->resource);
}

static void match_id(struct target_entry *to, struct json_object *value)
{
	parse_match_number(to, value, MATCH_ID, &to->region->id);
}

static void match_target_node(struct target_entry *to, struct json_object *value)
{
	parse_match_number(to, value, MATCH_TARGET_NODE, &to->region->target_node);
}

static void match_path(struct target_entry *to, struct json_object *value)
{
	parse_match_text(to, value, MATCH_PATH, &to->region->path);
}

static void match_uuid(struct target_entry *to, struct json_object *value)
{
	parse_match_text(to, value, MATCH_UUID, &to->region->uuid);
}

static void match_cxl_region(struct target_entry *to, struct json_object *value)
{
	parse_match_text(to, value, MATCH_CXL_REGION, &to->region->cxl_region);
}

static void match_cxl_serial(struct target_entry *to, struct json_object *value)
{
	to->region->cxl_serial = value;
	to->region->given |= 1U << MATCH_CXL_SERIAL;
}

static const struct key match_keys[] = {
	{ "resource", match_resource }, { "path", match_path }, { "id", match_id },
	{ "target_node", match_target_node }, { "nvdimm.uuid", match_uuid },
	{ "cxl.region", match_cxl_region }, { "cxl.serial", match_cxl_serial },
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
	{ "match", parse_match }, { "others", parse_others }, { "devices", parse_devices },
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
	{ "layout", parse_version }, { "regions", parse_regions },
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
	}
	free(layout->regions);
	json_object_put(layout->json);
	*layout = (struct layout){ 0 };
}
