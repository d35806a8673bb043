// SPDX-License-Identifier: GPL-2.0-only
/*
 * Labels of Kubernetes' Node Feature Discovery.  The number of lines does not depend on that of
 * devices, so the file stays far below its limit of 64 kB.
 */
#include "daxctl/device/mode.h"
#include "daxctl/export/formats.h"

static bool is_first_of_tier(const struct export_table *table, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (table->devices[i].tier == table->devices[at].tier)
			return false;
	return table->devices[at].tier >= 0;
}

/* System RAM by the memory tier of its node. */
static void print_tiers(FILE *to, const struct export_table *table)
{
	for (size_t first = 0; first < table->device_count; first++) {
		u64 bytes = 0;

		if (!is_first_of_tier(table, first))
			continue;
		for (size_t i = first; i < table->device_count; i++)
			if (table->devices[i].tier == table->devices[first].tier)
				bytes += table->devices[i].size;
		fprintf(to, "dax.bytes-tier-%ld=%llu\n", table->devices[first].tier, bytes);
	}
}

int export_nfd(FILE *to, const struct export_table *table, const char *vendor)
{
	u64 bytes[DAXCTL_DEV_MODE_END] = { 0 }, available = 0, disabled = 0;

	(void)vendor;
	for (size_t i = 0; i < table->region_count; i++)
		available += table->regions[i].available;
	for (size_t i = 0; i < table->device_count; i++) {
		const struct export_device *device = &table->devices[i];

		if (device->bound && device->mode != DAXCTL_DEV_MODE_UNKNOWN)
			bytes[device->mode] += device->size;
		else
			disabled += device->size;
	}
	fprintf(to, "dax.present=%s\n", table->region_count ? "true" : "false");
	fprintf(to, "dax.regions=%zu\n", table->region_count);
	for (int mode = 0; mode < DAXCTL_DEV_MODE_END; mode++)
		fprintf(to, "dax.bytes-%s=%llu\n", mode_name(mode), bytes[mode]);
	fprintf(to, "dax.bytes-disabled=%llu\n", disabled);
	fprintf(to, "dax.bytes-available=%llu\n", available);
	print_tiers(to, table);
	return 0;
}
