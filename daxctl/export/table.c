// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/mode.h"
#include "daxctl/device/placement.h"
#include "daxctl/device/select.h"
#include "daxctl/export/table.h"
#include "util/array.h"

static long read_tier(struct daxctl_dev *dev, int node)
{
	const char *path = daxctl_region_get_path(daxctl_dev_get_region(dev));
	const char *devices = strstr(path, "/devices/");
	char *sysfs = devices && node >= 0 ? strndup(path, devices - path) : NULL;
	struct placement placement = { .tier = -1 };

	if (sysfs)
		placement_read(sysfs, node, &placement);
	free(sysfs);
	return placement.tier;
}

static int add_device(struct export_table *table, struct daxctl_dev *dev,
		      const struct labels *labels)
{
	struct export_device *at, device = {
		.region = daxctl_region_get_id(daxctl_dev_get_region(dev)),
		.target_node = daxctl_dev_get_target_node(dev),
		.size = daxctl_dev_get_size(dev),
		.tier = -1,
	};
	const char *node;

	if (!device.size)
		return 0;
	at = array_grow(table->devices, table->device_count, sizeof(*at));
	if (!at)
		return -ENOMEM;
	table->devices = at;
	device.bound = daxctl_dev_get_binding(dev, &device.mode);
	if (device.bound && device.mode == DAXCTL_DEV_MODE_RAM) {
		device.tier = read_tier(dev, device.target_node);
		if (count_memory(dev, &device.memory))
			device.block_size =
				daxctl_memory_get_block_size(daxctl_dev_get_memory(dev));
	}
	node = daxctl_dev_get_node(dev);
	device.name = strdup(daxctl_dev_get_devname(dev));
	device.node = node ? strdup(node) : NULL;
	at[table->device_count++] = device;
	if (!device.name || !device.node)
		return -ENOMEM;
	return names_read(dev, labels, &at[table->device_count - 1].names);
}

static int add_region(struct export_table *table, struct daxctl_region *region,
		      const struct labels *labels)
{
	struct export_region *at = array_grow(table->regions, table->region_count, sizeof(*at));
	unsigned long long size = daxctl_region_get_size(region);
	struct daxctl_dev *dev;
	int rc = 0;

	if (!at)
		return -ENOMEM;
	table->regions = at;
	at[table->region_count] = (struct export_region){
		.id = daxctl_region_get_id(region),
		.path = strdup(short_region_path(region)),
		.size = size == ULLONG_MAX ? 0 : size,
		.available = daxctl_region_get_available_size(region),
	};
	if (!at[table->region_count++].path)
		return -ENOMEM;
	daxctl_dev_foreach(region, dev)
		if (rc == 0)
			rc = add_device(table, dev, labels);
	return rc;
}

/* Attributes that could not be read. */
static int report_unread(struct daxctl_ctx *ctx)
{
	char text[512];
	int rc, status = 0;

	while ((rc = daxctl_take_unread(ctx, text, sizeof(text))) < 0)
		status = report("export", rc, "%s", text);
	return status;
}

int export_table_read(struct daxctl_ctx *ctx, struct export_table *table)
{
	struct daxctl_region *region;
	struct labels *labels;
	int rc = labels_read(false, &labels);

	*table = (struct export_table){ 0 };
	if (rc < 0)
		return rc;
	daxctl_region_foreach(ctx, region)
		if (rc == 0)
			rc = add_region(table, region, labels);
	labels_free(labels);
	rc = rc < 0 ? report("export", rc, "out of memory") : report_unread(ctx);
	if (rc < 0)
		export_table_clear(table);
	return rc;
}

void export_table_clear(struct export_table *table)
{
	for (size_t i = 0; i < table->region_count; i++)
		free(table->regions[i].path);
	for (size_t i = 0; i < table->device_count; i++) {
		free(table->devices[i].name);
		free(table->devices[i].node);
		names_clear(&table->devices[i].names);
	}
	free(table->regions);
	free(table->devices);
	*table = (struct export_table){ 0 };
}

const char *export_mode(const struct export_device *device)
{
	return device->bound ? mode_name(device->mode) : "disabled";
}
