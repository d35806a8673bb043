// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/count-memory.h"
#include "daxctl/device/json.h"
#include "daxctl/device/memdevs.h"
#include "daxctl/device/memmap.h"
#include "daxctl/device/mode.h"
#include "daxctl/device/select.h"
#include "util/size.h"

/* Smaller sizes are printed as plain numbers even for humans. */
#define HUMAN_SIZE_MIN (5000ULL << 10)

struct json_object *json_size(unsigned long long size, bool human)
{
	char text[SIZE_TEXT_MAX];

	if (!human || size < HUMAN_SIZE_MIN)
		return json_object_new_uint64(size);
	format_size(size, text);
	return json_object_new_string(text);
}

static struct json_object *json_address(unsigned long long address, bool human)
{
	char text[32];

	if (!human)
		return json_object_new_uint64(address);
	snprintf(text, sizeof(text), "%#llx", address);
	return json_object_new_string(text);
}

/* @key is a literal and new in @object, so json-c need not copy it or look for it. */
static void add(struct json_object *object, const char *key, struct json_object *value)
{
	json_object_object_add_ex(object, key, value,
				  JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

static struct json_object *json_mappings(struct daxctl_dev *dev, unsigned long long size,
					 bool human)
{
	struct json_object *array = json_object_new_array();
	struct daxctl_mapping *mapping;

	if (!size)	/* an empty device has no mappings: no need to lock the region */
		return array;

	daxctl_mapping_foreach(dev, mapping) {
		struct json_object *object = json_object_new_object();

		add(object, "page_offset",
		    json_address(daxctl_mapping_get_offset(mapping), human));
		add(object, "start",
		    json_address(daxctl_mapping_get_start(mapping), human));
		add(object, "end", json_address(daxctl_mapping_get_end(mapping), human));
		add(object, "size", json_size(daxctl_mapping_get_size(mapping), human));
		json_object_array_add(array, object);
	}
	return array;
}

static void add_memmap(struct json_object *object, struct daxctl_dev *dev)
{
	int on = read_memmap(dev);

	if (on != MEMMAP_UNKNOWN)
		add(object, "memmap_on_memory", json_object_new_boolean(on));
}

/* Add the state of the memory blocks, if it can be read. */
static void add_memory(struct json_object *object, struct daxctl_dev *dev, bool human)
{
	struct memory_count count;

	if (!count_memory(dev, &count))
		return;
	if (count.unplugged) {
		add(object, "unplugged", json_object_new_boolean(true));
		return;
	}
	add(object, "online_memblocks", json_object_new_int(count.online));
	add(object, "total_memblocks", json_object_new_int(count.total));
	if (count.online == count.total)
		add(object, "movable",
		    json_object_new_boolean(count.movable == count.total));
	if (count.unusable)
		add(object, "unusable_size", json_size(count.unusable, human));
}

struct json_object *json_device(struct daxctl_dev *dev, bool mappings, bool human)
{
	struct json_object *object = json_object_new_object();
	enum daxctl_dev_mode mode;
	bool bound = daxctl_dev_get_binding(dev, &mode);
	unsigned long long size = daxctl_dev_get_size(dev);
	unsigned long align = daxctl_dev_get_align(dev);
	int node = daxctl_dev_get_target_node(dev);

	if (!object)
		return NULL;
	add(object, "chardev", json_object_new_string(daxctl_dev_get_devname(dev)));
	add(object, "size", json_size(size, human));
	if (node >= 0)
		add(object, "target_node", json_object_new_int(node));
	if (align)
		add(object, "align", json_size(align, human));
	add(object, "mode", json_object_new_string(mode_name(mode)));
	if (mode == DAXCTL_DEV_MODE_RAM) {
		add_memory(object, dev, human);
		add_memmap(object, dev);
	}
	if (!bound)
		add(object, "state", json_object_new_string("disabled"));
	if (mappings) {
		struct json_object *array = json_mappings(dev, size, human);

		/* Leave out the key if the mappings could not be read. */
		if (size && !json_object_array_length(array))
			json_object_put(array);
		else
			add(object, "mappings", array);
	}
	return object;
}

/* Add the CXL region, and its memory devices in interleave order. */
static void add_memdevs(struct json_object *object, struct daxctl_region *region, bool human)
{
	struct json_object *array;
	struct memdevs memdevs;

	if (memdevs_read(region, &memdevs) < 0 || !memdevs.count)
		return;
	array = json_object_new_array();
	for (size_t i = 0; i < memdevs.count; i++) {
		struct json_object *memdev = json_object_new_object();

		add(memdev, "memdev", json_object_new_string(memdevs.at[i].name));
		add(memdev, "serial", json_address(memdevs.at[i].serial, human));
		add(memdev, "pci", json_object_new_string(memdevs.at[i].pci));
		json_object_array_add(array, memdev);
	}
	add(object, "cxl_region", json_object_new_string(memdevs.cxl_region));
	add(object, "memdevs", array);
	memdevs_clear(&memdevs);
}

struct json_object *json_region(struct daxctl_region *region, bool human, bool verbose)
{
	struct json_object *object = json_object_new_object();
	unsigned long long size = daxctl_region_get_size(region);
	unsigned long long available = daxctl_region_get_available_size(region);
	unsigned long align = daxctl_region_get_align(region);

	if (!object)
		return NULL;
	add(object, "path", json_object_new_string(short_region_path(region)));
	add(object, "id", json_object_new_int(daxctl_region_get_id(region)));
	if (size != ULLONG_MAX)
		add(object, "size", json_size(size, human));
	if (available)
		add(object, "available_size", json_size(available, human));
	if (align != ULONG_MAX)
		add(object, "align", json_object_new_uint64(align));
	if (verbose)
		add_memdevs(object, region, human);
	return object;
}
