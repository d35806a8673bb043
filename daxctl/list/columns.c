// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/json.h"
#include "daxctl/device/labels.h"
#include "daxctl/device/memdevs.h"
#include "daxctl/device/memmap.h"
#include "daxctl/device/mode.h"
#include "daxctl/device/names.h"
#include "daxctl/device/placement.h"
#include "daxctl/device/select.h"
#include "daxctl/list/columns.h"
#include "util/size.h"

/* ---- getters ---- */

__attribute__((format(printf, 2, 3)))
static int put(char **text, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(text, format, args);
	va_end(args);
	return len < 0 ? -ENOMEM : 0;
}

static int put_nothing(char **text)
{
	*text = NULL;
	return 0;
}

static int put_size(char **text, unsigned long long size)
{
	char exact[SIZE_TEXT_MAX];

	format_exact_size(size, exact);
	return put(text, "%s", exact);
}

static int get_region(const struct row *row, char **text)
{
	return put(text, "%d", daxctl_region_get_id(row->region));
}

static int get_device(const struct row *row, char **text)
{
	if (!row->dev)
		return put_nothing(text);
	return put(text, "%s", daxctl_dev_get_devname(row->dev));
}

static int get_label(const struct row *row, char **text)
{
	const struct label *label = row->dev ? labels_find(row->labels, row->dev) : NULL;

	return label && label->text[0] ? put(text, "%s", label->text) : put_nothing(text);
}

static int get_size(const struct row *row, char **text)
{
	unsigned long long size = row->dev ? daxctl_dev_get_size(row->dev)
					   : daxctl_region_get_size(row->region);

	return size == ULLONG_MAX ? put_nothing(text) : put_size(text, size);
}

/* A static region never has free memory. */
static int get_free(const struct row *row, char **text)
{
	if (row->dev || !daxctl_region_is_dynamic(row->region))
		return put_nothing(text);
	return put_size(text, daxctl_region_get_available_size(row->region));
}

static int get_align(const struct row *row, char **text)
{
	unsigned long align = row->dev ? daxctl_dev_get_align(row->dev)
				       : daxctl_region_get_align(row->region);

	return !align || align == ULONG_MAX ? put_nothing(text) : put_size(text, align);
}

static int get_mode(const struct row *row, char **text)
{
	if (!row->dev)
		return put_nothing(text);
	return put(text, "%s", mode_name(daxctl_dev_get_mode(row->dev)));
}

static int get_node(const struct row *row, char **text)
{
	int node = row->dev ? daxctl_dev_get_target_node(row->dev) : -1;

	return node < 0 ? put_nothing(text) : put(text, "%d", node);
}

static int get_state(const struct row *row, char **text)
{
	if (!row->dev)
		return put_nothing(text);
	return put(text, daxctl_dev_is_enabled(row->dev) ? "enabled" : "disabled");
}

static int get_online(const struct row *row, char **text)
{
	if (!row->memory || row->memory->unplugged)
		return put_nothing(text);
	return put(text, "%d/%d", row->memory->online, row->memory->total);
}

static int get_zone(const struct row *row, char **text)
{
	const struct memory_count *count = row->memory;

	if (count && count->unplugged)
		return put(text, "unplugged");
	if (!count || !count->online)
		return put_nothing(text);
	return put(text, count->movable == count->online ? "movable" :
			 count->movable ? "mixed" : "kernel");
}

static int get_unusable(const struct row *row, char **text)
{
	return row->memory ? put_size(text, row->memory->unusable) : put_nothing(text);
}

static int get_memmap(const struct row *row, char **text)
{
	int on = row->dev ? read_memmap(row->dev) : MEMMAP_UNKNOWN;

	return on == MEMMAP_UNKNOWN ? put_nothing(text) : put(text, on ? "own" : "other");
}

static int get_devices(const struct row *row, char **text)
{
	struct daxctl_dev *dev;
	int count = 0;

	if (row->dev)
		return put_nothing(text);
	daxctl_dev_foreach(row->region, dev)
		count += daxctl_dev_get_size(dev) != 0;
	return put(text, "%d", count);
}

static int get_start(const struct row *row, char **text)
{
	if (!row->mapping)
		return put_nothing(text);
	return put(text, "%#llx", daxctl_mapping_get_start(row->mapping));
}

static int get_end(const struct row *row, char **text)
{
	if (!row->mapping)
		return put_nothing(text);
	return put(text, "%#llx", daxctl_mapping_get_end(row->mapping));
}

static int get_length(const struct row *row, char **text)
{
	if (!row->mapping)
		return put_nothing(text);
	return put_size(text, daxctl_mapping_get_size(row->mapping));
}

static int get_offset(const struct row *row, char **text)
{
	if (!row->mapping)
		return put_nothing(text);
	return put(text, "%#llx", daxctl_mapping_get_offset(row->mapping));
}

static int get_path(const struct row *row, char **text)
{
	return put(text, "%s", short_region_path(row->region));
}

/* ---- names that stay ---- */

static int get_id(const struct row *row, char **text)
{
	struct names names = { 0 };
	int rc = row->dev ? names_read(row->dev, row->labels, &names) : 0;

	*text = names.at[BY_ID];	/* which is the caller's now */
	names.at[BY_ID] = NULL;
	names_clear(&names);
	return rc;
}

static int get_links(const struct row *row, char **text)
{
	struct names names = { 0 };
	int rc = row->dev ? names_read(row->dev, row->labels, &names) : 0;
	char *links = NULL;

	for (int kind = 0; rc == 0 && kind < NAME_KINDS; kind++) {
		char *before = links;

		if (!names.at[kind])
			continue;
		rc = put(&links, "%s%s%s/%s", before ? before : "", before ? "," : "",
			 name_directory(kind), names.at[kind]);
		free(before);
	}
	names_clear(&names);
	*text = rc < 0 ? NULL : links;
	return rc;
}

/* ---- the place of the memory ---- */

static int put_placement(const struct row *row, char **text, size_t offset)
{
	int node = row->dev ? daxctl_dev_get_target_node(row->dev) : -1;
	struct placement placement;
	long number;

	if (node < 0)
		return put_nothing(text);
	placement_read("/sys", node, &placement);
	number = *(const long *)((const char *)&placement + offset);
	return number < 0 ? put_nothing(text) : put(text, "%ld", number);
}

#define PLACEMENT_GETTER(member) \
	static int get_##member(const struct row *row, char **text) \
	{ \
		return put_placement(row, text, offsetof(struct placement, member)); \
	}

PLACEMENT_GETTER(tier)
PLACEMENT_GETTER(read_bandwidth)
PLACEMENT_GETTER(write_bandwidth)
PLACEMENT_GETTER(read_latency)
PLACEMENT_GETTER(write_latency)
PLACEMENT_GETTER(distance)
PLACEMENT_GETTER(weight)

/* ---- the CXL memory devices of the region ---- */

static int get_cxl(const struct row *row, char **text)
{
	struct memdevs memdevs;
	int rc = memdevs_read(row->region, &memdevs);

	if (rc < 0)
		return rc;
	*text = memdevs.cxl_region;
	memdevs.cxl_region = NULL;
	memdevs_clear(&memdevs);
	return 0;
}

static void print_name(FILE *to, const struct memdev *memdev)
{
	fprintf(to, "%s", memdev->name);
}

static void print_serial(FILE *to, const struct memdev *memdev)
{
	fprintf(to, "%#llx", memdev->serial);
}

static void print_pci(FILE *to, const struct memdev *memdev)
{
	fprintf(to, "%s", memdev->pci);
}

/* A value of each memory device, in interleave order. */
static int put_memdevs(const struct row *row, char **text,
		       void (*print)(FILE *to, const struct memdev *memdev))
{
	struct memdevs memdevs;
	FILE *stream;
	size_t size;
	int rc = memdevs_read(row->region, &memdevs);

	*text = NULL;
	if (rc < 0 || !memdevs.count)
		return rc;
	stream = open_memstream(text, &size);
	for (size_t i = 0; stream && i < memdevs.count; i++) {
		fprintf(stream, "%s", i ? "," : "");
		print(stream, &memdevs.at[i]);
	}
	memdevs_clear(&memdevs);
	return !stream || fclose(stream) ? -ENOMEM : 0;
}

static int get_memdevs(const struct row *row, char **text)
{
	return put_memdevs(row, text, print_name);
}

static int get_serials(const struct row *row, char **text)
{
	return put_memdevs(row, text, print_serial);
}

static int get_pci(const struct row *row, char **text)
{
	return put_memdevs(row, text, print_pci);
}

/* ---- the table ---- */

static const struct column columns[] = {
	{ "REGION", "number of the region", 1,
	  OF_REGIONS | OF_BOTH | RIGHT_ALIGNED, get_region },
	{ "DEVICE", "name of the device", 6,
	  OF_DEVICES | OF_BOTH, get_device },
	{ "SIZE", "size of the device, or of the region on its own line", 5,
	  OF_DEVICES | OF_REGIONS | OF_BOTH | RIGHT_ALIGNED, get_size },
	{ "FREE", "free memory of the region", 5,
	  OF_REGIONS | OF_BOTH | RIGHT_ALIGNED, get_free },
	{ "ALIGN", "alignment of the device or region", 2,
	  OF_DEVICES | OF_REGIONS | OF_BOTH | RIGHT_ALIGNED | NOT_WITH_MAPPINGS, get_align },
	{ "MODE", "mode of the device: devdax, system-ram or famfs", 6,
	  OF_DEVICES | OF_BOTH, get_mode },
	{ "NODE", "NUMA node of the memory when it is system RAM", 1,
	  OF_DEVICES | OF_BOTH | RIGHT_ALIGNED | NOT_WITH_MAPPINGS, get_node },
	{ "STATE", "enabled, or disabled if no driver is bound", 7,
	  OF_DEVICES | OF_BOTH | NOT_WITH_MAPPINGS, get_state },
	{ "ONLINE", "number of online memory blocks, and of all", 3,
	  OF_DEVICES | OF_BOTH | RIGHT_ALIGNED | NOT_WITH_MAPPINGS | OF_BLOCKS, get_online },
	{ "ZONE", "zone of the online blocks: movable, kernel, mixed or unplugged", 7,
	  OF_DEVICES | OF_BOTH | NOT_WITH_MAPPINGS | OF_BLOCKS, get_zone },
	{ "UNUSABLE", "part of system RAM that is in no memory block", 4,
	  RIGHT_ALIGNED | OF_BLOCKS, get_unusable },
	{ "MEMMAP", "where the memmap of system RAM is: own or other memory", 5,
	  0, get_memmap },
	{ "DEVICES", "number of devices in the region, except those of size 0", 1,
	  OF_REGIONS | RIGHT_ALIGNED, get_devices },
	{ "START", "first address of a mapping; each mapping has a line", 11,
	  OF_DEVICES | OF_BOTH | OF_MAPPINGS | RIGHT_ALIGNED, get_start },
	{ "END", "last address of a mapping", 11,
	  OF_DEVICES | OF_BOTH | OF_MAPPINGS | RIGHT_ALIGNED, get_end },
	{ "LENGTH", "size of a mapping", 5,
	  OF_DEVICES | OF_BOTH | OF_MAPPINGS | RIGHT_ALIGNED, get_length },
	{ "OFFSET", "offset of a mapping in the device, in pages", 3,
	  OF_MAPPINGS | RIGHT_ALIGNED, get_offset },
	{ "LABEL", "label of the device in a layout", 6,
	  0, get_label },
	{ "ID", "its name by the serial numbers or UUID of its hardware", 20,
	  0, get_id },
	{ "LINKS", "all its names that stay, as the links below /dev/dax", 20,
	  0, get_links },
	{ "PATH", "path of the region below /sys/devices", 16,
	  OF_REGIONS, get_path },
	{ "CXL", "the CXL region that the region is made of", 7, 0, get_cxl },
	{ "MEMDEVS", "its CXL memory devices, in interleave order", 4, 0, get_memdevs },
	{ "SERIALS", "their serial numbers", 6, 0, get_serials },
	{ "PCI", "their PCI addresses", 12, 0, get_pci },
	{ "TIER", "memory tier of the node", 1, RIGHT_ALIGNED, get_tier },
	{ "READ_BANDWIDTH", "of the node from the nearest processors, in MB/s", 6,
	  RIGHT_ALIGNED, get_read_bandwidth },
	{ "WRITE_BANDWIDTH", "the same for writing", 6, RIGHT_ALIGNED, get_write_bandwidth },
	{ "READ_LATENCY", "of the node from there, in ns", 4, RIGHT_ALIGNED, get_read_latency },
	{ "WRITE_LATENCY", "the same for writing", 4, RIGHT_ALIGNED, get_write_latency },
	{ "DISTANCE", "distance of the node to the nearest processors", 3,
	  RIGHT_ALIGNED, get_distance },
	{ "WEIGHT", "weight of the node in weighted interleaving", 3,
	  RIGHT_ALIGNED, get_weight },
	{ 0 }
};

const struct column *next_column(const struct column *column)
{
	column = column ? column + 1 : columns;
	return column->name ? column : NULL;
}

const struct column *find_column(const char *name, size_t len)
{
	const struct column *column;

	for (column = columns; column->name; column++)
		if (!strncasecmp(column->name, name, len) && !column->name[len])
			return column;
	return NULL;
}

static int report_no_column(const char *subject, const char *name, size_t len)
{
	const struct column *column;
	char *names = NULL;
	size_t size;
	FILE *stream = open_memstream(&names, &size);

	if (!stream)
		return -ENOMEM;
	for (column = columns; column->name; column++)
		fprintf(stream, "%s%s", column == columns ? "" : ", ", column->name);
	if (fclose(stream) == 0)
		report(subject, -EINVAL, "'%.*s' is not a column (%s)", (int)len, name,
		       names);
	free(names);
	return -EINVAL;
}

int check_columns(const char *subject, const char *list)
{
	for (;; list++) {
		size_t len = strcspn(list, ",");

		if (!find_column(list, len))
			return report_no_column(subject, list, len);
		list += len;
		if (!*list)
			return 0;
	}
}

void print_columns(FILE *to)
{
	fprintf(to, "\nColumns for --output:\n");
	for (const struct column *column = columns; column->name; column++)
		fprintf(to, "  %-16s%s\n", column->name, column->help);
}
