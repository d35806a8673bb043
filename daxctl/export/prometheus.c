// SPDX-License-Identifier: GPL-2.0-only
/* Metrics in the text format of Prometheus, for the textfile collector of its node exporter. */
#include "daxctl/export/formats.h"

static void print_family(FILE *to, const char *name, const char *help)
{
	fprintf(to, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* The value of a label, where these characters need a backslash. */
static void print_value(FILE *to, const char *name, const char *value)
{
	fprintf(to, "%s=\"", name);
	for (; value && *value; value++)
		if (*value == '\n')
			fputs("\\n", to);
		else if (*value == '"' || *value == '\\')
			fprintf(to, "\\%c", *value);
		else
			fputc(*value, to);
	fputc('"', to);
}

static void print_regions(FILE *to, const struct export_table *table)
{
	print_family(to, "dax_region_size_bytes", "Size of the region.");
	for (size_t i = 0; i < table->region_count; i++) {
		fprintf(to, "dax_region_size_bytes{region=\"%d\",", table->regions[i].id);
		print_value(to, "path", table->regions[i].path);
		fprintf(to, "} %llu\n", table->regions[i].size);
	}
	print_family(to, "dax_region_available_bytes",
		     "Memory of the region that no device has.");
	for (size_t i = 0; i < table->region_count; i++)
		fprintf(to, "dax_region_available_bytes{region=\"%d\"} %llu\n",
			table->regions[i].id, table->regions[i].available);
}

static void print_sizes(FILE *to, const struct export_table *table)
{
	print_family(to, "dax_device_size_bytes", "Size of the device.");
	for (size_t i = 0; i < table->device_count; i++) {
		const struct export_device *device = &table->devices[i];

		fprintf(to, "dax_device_size_bytes{device=\"%s\",region=\"%d\",mode=\"%s\",",
			device->name, device->region, export_mode(device));
		if (device->target_node >= 0)
			fprintf(to, "node=\"%d\",", device->target_node);
		else
			fprintf(to, "node=\"\",");
		print_value(to, "label", device->names.at[BY_LABEL]);
		fprintf(to, "} %llu\n", device->size);
	}
}

static void print_state(FILE *to, const struct export_device *device, const char *state,
			int blocks)
{
	fprintf(to, "dax_device_memory_bytes{device=\"%s\",state=\"%s\"} %llu\n", device->name,
		state, blocks * device->block_size);
}

static void print_memory(FILE *to, const struct export_table *table)
{
	print_family(to, "dax_device_memory_bytes",
		     "Memory blocks of a device that is system RAM, by their state.");
	for (size_t i = 0; i < table->device_count; i++) {
		const struct export_device *device = &table->devices[i];
		const struct memory_count *memory = &device->memory;

		if (!memory->total)
			continue;
		print_state(to, device, "movable", memory->movable);
		print_state(to, device, "kernel", memory->online - memory->movable);
		print_state(to, device, "offline", memory->total - memory->online);
	}
}

int export_prometheus(FILE *to, const struct export_table *table, const char *vendor)
{
	(void)vendor;
	print_family(to, "dax_info", "The version of daxctl that wrote these metrics.");
	fprintf(to, "dax_info{version=\"%s\"} 1\n", PACKAGE_VERSION);
	print_regions(to, table);
	print_sizes(to, table);
	print_memory(to, table);
	return 0;
}
