// SPDX-License-Identifier: GPL-2.0-only
/*
 * The Container Device Interface, version 0.5.0.  A reader refuses a file with a key or a name
 * that it does not know, with all devices in it.
 */
#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "daxctl/export/formats.h"

static bool has_only(const char *text, const char *others)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr(others, *text))
			return false;
	return true;
}

/* Names begin and end with a letter or a digit. */
static bool name_is_valid(const char *text)
{
	size_t len = strlen(text);

	return len && isalnum((unsigned char)text[0]) && isalnum((unsigned char)text[len - 1]) &&
	       has_only(text, "_-.:");
}

bool cdi_vendor_is_valid(const char *text)
{
	return isalpha((unsigned char)*text) && name_is_valid(text) && has_only(text, "_-.");
}

static void add_text(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

/* A program can map the memory of the device. */
static bool has_node(const struct export_device *device)
{
	return device->bound && (device->mode == DAXCTL_DEV_MODE_DEVDAX ||
				 device->mode == DAXCTL_DEV_MODE_FAMFS);
}

static void add_node(struct json_object *nodes, const char *path, const char *host_path)
{
	struct json_object *node = json_object_new_object();

	add_text(node, "path", path);
	add_text(node, "hostPath", host_path);
	add_text(node, "type", "c");
	add_text(node, "permissions", "rw");
	json_object_array_add(nodes, node);
}

/* Under a name that stays, a program also finds the node by a path that stays. */
static void add_entry(struct json_object *devices, const struct export_device *device,
		      const char *name, const char *directory)
{
	struct json_object *entry = json_object_new_object(), *edits = json_object_new_object();
	struct json_object *nodes = json_object_new_array();
	char path[256];

	if (directory) {
		snprintf(path, sizeof(path), "/dev/dax/%s/%s", directory, name);
		add_node(nodes, path, device->node);
	}
	add_node(nodes, device->node, device->node);
	json_object_object_add(edits, "deviceNodes", nodes);
	add_text(entry, "name", name);
	json_object_object_add(entry, "containerEdits", edits);
	json_object_array_add(devices, entry);
}

static bool is_taken(struct json_object *devices, const char *name)
{
	for (size_t i = 0; i < json_object_array_length(devices); i++) {
		struct json_object *value;

		if (json_object_object_get_ex(json_object_array_get_idx(devices, i), "name",
					      &value) &&
		    !strcmp(json_object_get_string(value), name))
			return true;
	}
	return false;
}

/* The names of the kernel come first: no label can take one of them. */
static struct json_object *all_entries(const struct export_table *table)
{
	static const enum name_kind kinds[] = { BY_ID, BY_LABEL };
	struct json_object *devices = json_object_new_array();

	for (size_t i = 0; i < table->device_count; i++)
		if (has_node(&table->devices[i]))
			add_entry(devices, &table->devices[i], table->devices[i].name, NULL);
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (size_t i = 0; i < table->device_count; i++) {
			const struct export_device *device = &table->devices[i];
			const char *name = device->names.at[kinds[k]];

			if (has_node(device) && name && name_is_valid(name) &&
			    !is_taken(devices, name))
				add_entry(devices, device, name, name_directory(kinds[k]));
		}
	return devices;
}

int export_cdi(FILE *to, const struct export_table *table, const char *vendor)
{
	struct json_object *spec = json_object_new_object(), *devices = all_entries(table);
	char kind[256];

	if (!json_object_array_length(devices)) {
		json_object_put(devices);
		json_object_put(spec);
		return 0;
	}
	snprintf(kind, sizeof(kind), "%s/dax", vendor);
	add_text(spec, "cdiVersion", "0.5.0");
	add_text(spec, "kind", kind);
	json_object_object_add(spec, "devices", devices);
	fputs(json_object_to_json_string_ext(spec, JSON_C_TO_STRING_PRETTY |
						   JSON_C_TO_STRING_NOSLASHESCAPE), to);
	fputc('\n', to);
	json_object_put(spec);
	return 0;
}
