// SPDX-License-Identifier: GPL-2.0-only
/*
 * vanished-region REGION-ID DRIVER-DIRECTORY NAME: unbinds NAME, which provides the region,
 * from its driver, calls all getters and setters of the region's objects, and binds NAME
 * again.  Prints TAP.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <daxctl/libdaxctl.h>

#include "test/unit/tap.h"

struct objects {
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	struct daxctl_mapping *mapping;
	struct daxctl_memory *mem;	/* NULL if the device is not system RAM */
};

static int write_name(const char *dir, const char *file, const char *name)
{
	char path[PATH_MAX];
	FILE *to;
	int rc;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	to = fopen(path, "w");
	if (!to)
		return -1;
	rc = fputs(name, to) < 0;
	return fclose(to) || rc;
}

static int find(struct daxctl_ctx *ctx, int id, struct objects *found)
{
	struct daxctl_region *region;

	daxctl_region_foreach(ctx, region)
		if (daxctl_region_get_id(region) == id) {
			found->region = region;
			found->dev = daxctl_dev_get_first(region);
			found->mapping = daxctl_mapping_get_first(found->dev);
			found->mem = daxctl_dev_get_memory(found->dev);
			return found->dev && found->mapping;
		}
	return 0;
}

static void ask_region(struct tap *tap, struct daxctl_region *region, int id)
{
	uuid_t uuid;

	daxctl_region_get_uuid(region, uuid);
	tap_ok(tap, daxctl_region_get_id(region) == id, "the region keeps its id");
	tap_ok(tap, *daxctl_region_get_path(region) == '/', "the region keeps its path");
	tap_ok(tap, *daxctl_region_get_devname(region), "the region keeps its name");
	tap_ok(tap, daxctl_region_get_size(region) == ULLONG_MAX, "its size is unknown");
	tap_ok(tap, daxctl_region_get_align(region) == ULONG_MAX,
	       "its alignment is unknown");
	tap_ok(tap, daxctl_region_get_available_size(region) == 0,
	       "its available size is 0");
	tap_ok(tap, !daxctl_region_get_dev_seed(region), "it has no seed");
	tap_ok(tap, !daxctl_region_is_dynamic(region), "it cannot be divided");
	tap_ok(tap, daxctl_region_create_dev(region) < 0, "no device is created");
}

static void ask_device(struct tap *tap, const struct objects *it)
{
	struct daxctl_dev *dev = it->dev;
	enum daxctl_dev_mode mode;

	tap_ok(tap, !strncmp(daxctl_dev_get_devname(dev), "dax", 3),
	       "the device keeps its name");
	tap_ok(tap, daxctl_dev_get_region(dev) == it->region,
	       "the device keeps its region");
	tap_ok(tap, !daxctl_dev_is_present(dev), "the device is not present");
	tap_ok(tap, daxctl_dev_get_size(dev) == 0, "it has no size");
	tap_ok(tap, daxctl_dev_get_align(dev) == 0, "it has no alignment");
	tap_ok(tap, daxctl_dev_get_resource(dev) == 0, "it has no address");
	tap_ok(tap, daxctl_dev_get_major(dev) < 0, "it has no major number");
	tap_ok(tap, daxctl_dev_get_minor(dev) < 0, "it has no minor number");
	tap_ok(tap, !daxctl_dev_is_enabled(dev), "it is not enabled");
	tap_ok(tap, daxctl_dev_get_binding(dev, &mode) == 0, "it has no binding");
	tap_ok(tap, mode == DAXCTL_DEV_MODE_UNKNOWN, "its mode is unknown");
	tap_ok(tap, !daxctl_dev_get_memory(dev), "it has no memory object");
	tap_ok(tap, daxctl_dev_has_online_memory(dev) <= 0, "it has no online memory");
	tap_ok(tap, !daxctl_mapping_get_first(dev), "it has no ranges");
	tap_ok(tap, daxctl_mapping_get_size(it->mapping) > 0,
	       "the old range object keeps its size");
	tap_ok(tap, !daxctl_mapping_get_next(it->mapping),
	       "the old range has no successor");
}

static void try_changes(struct tap *tap, const struct objects *it)
{
	struct daxctl_dev *dev = it->dev;

	tap_ok(tap, daxctl_dev_set_size(dev, 2 << 20) < 0, "set_size fails");
	tap_ok(tap, daxctl_dev_set_align(dev, 4096) < 0, "set_align fails");
	tap_ok(tap, daxctl_dev_set_mapping(dev, 0, (2 << 20) - 1) < 0, "set_mapping fails");
	tap_ok(tap, daxctl_dev_enable_devdax(dev) == -ENXIO,
	       "enable_devdax fails with ENXIO");
	tap_ok(tap, daxctl_dev_enable_ram(dev) == -ENXIO, "enable_ram fails with ENXIO");
	tap_ok(tap, daxctl_dev_disable(dev) == 0, "disable succeeds without a change");
	if (it->mem) {
		tap_ok(tap, daxctl_memory_get_dev(it->mem) == dev,
		       "the memory object keeps its device");
		tap_ok(tap, daxctl_memory_num_sections(it->mem) <= 0, "it has no blocks");
		tap_ok(tap, daxctl_memory_is_online(it->mem) <= 0, "no block is online");
		tap_ok(tap, daxctl_memory_online(it->mem) <= 0, "no block goes online");
		tap_ok(tap, daxctl_memory_offline(it->mem) <= 0, "no block goes offline");
	}
	tap_ok(tap, daxctl_region_destroy_dev(it->region, dev) < 0, "destroy_dev fails");
	tap_ok(tap, daxctl_get_failure(daxctl_dev_get_ctx(dev)) != NULL,
	       "the context has the reason of the failure");
}

int main(int argc, char **argv)
{
	struct objects old = { 0 }, new = { 0 };
	struct tap tap = { 0 };
	struct daxctl_region *again;
	struct daxctl_ctx *ctx;
	uuid_t uuid = { 0 };
	int id;

	if (argc != 4 || daxctl_new(&ctx) < 0)
		return 99;
	id = atoi(argv[1]);
	if (!find(ctx, id, &old))
		return 99;
	printf("# %s\n", old.mem ? "system-ram" : "no memory");
	tap_ok(&tap, write_name(argv[2], "unbind", argv[3]) == 0,
	       "the region can be unbound");
	ask_region(&tap, old.region, id);
	ask_device(&tap, &old);
	try_changes(&tap, &old);

	/* the same call as ndctl makes after enabling a namespace */
	tap_ok(&tap, write_name(argv[2], "bind", argv[3]) == 0,
	       "the region can be bound again");
	again = daxctl_new_region(ctx, id, uuid, daxctl_region_get_path(old.region));
	tap_ok(&tap, again == old.region, "the region is the same object");
	tap_ok(&tap, find(ctx, id, &new) && new.dev == old.dev,
	       "the device is the same object");
	tap_ok(&tap, daxctl_dev_get_size(old.dev) > 0, "the device has a size again");
	daxctl_region_unref(again);
	daxctl_unref(ctx);
	return tap_end(&tap);
}
