// SPDX-License-Identifier: GPL-2.0-only
/* save-config: prints the configuration that restores devices to their present state. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "daxctl/cli/late-libraries.h"
#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/config/match.h"
#include "daxctl/device/count-memory.h"
#include "daxctl/device/job.h"
#include "daxctl/device/memmap.h"
#include "daxctl/device/mode.h"
#include "util/size.h"

struct save_options {
	const char *region, *wait;
};

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct save_options, region,
		     "only devices of this region"),
	OPTION_WAIT(struct save_options),
	{ 0 }
};

/* A reboot undoes the division of a region. */
static bool is_part_of_region(struct daxctl_dev *dev)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);

	return daxctl_region_is_dynamic(region) &&
	       daxctl_dev_get_size(dev) != daxctl_region_get_size(region);
}

/*
 * A section identifies its device by the UUID of the namespace or by the address, which
 * stay the same after a reboot.  The name depends on the order in which devices are
 * created.
 */
static int save(struct daxctl_dev *dev, void *data)
{
	const char *name = daxctl_dev_get_devname(dev);
	enum daxctl_dev_mode mode = daxctl_dev_get_mode(dev);
	unsigned long long resource = daxctl_dev_get_resource(dev);
	struct memory_count memory;
	FILE *to = data;
	char text[UUID_STR_LEN > SIZE_TEXT_MAX ? UUID_STR_LEN : SIZE_TEXT_MAX];
	uuid_t uuid;

	if (mode == DAXCTL_DEV_MODE_UNKNOWN)
		return report(name, -ENXIO,
			      "is disabled, which a configuration cannot express");
	if (!resource)
		return report(name, -EACCES, "its address cannot be read");
	if (!count_memory(dev, &memory) && mode == DAXCTL_DEV_MODE_RAM)
		return report(name, -EIO, "its memory blocks cannot be read");
	if ((memory.online && memory.online < memory.total) ||
	    (memory.movable && memory.movable < memory.total))
		return report(name, -EINVAL, "its memory blocks are in different states, which "
					     "a configuration cannot express");

	fprintf(to, "[reconfigure-device %s]\n", name);
	if (device_uuid(dev, uuid) && !uuid_is_null(uuid)) {
		uuid_unparse(uuid, text);
		fprintf(to, "nvdimm.uuid = %s\n", text);
	} else {
		format_exact_size(daxctl_dev_get_size(dev), text);
		fprintf(to, "resource = %#llx\nsize = %s\n", resource, text);
	}
	fprintf(to, "mode = %s\n", mode_name(mode));
	if (mode == DAXCTL_DEV_MODE_RAM && read_memmap(dev) != MEMMAP_UNKNOWN)
		fprintf(to, "memmap_on_memory = %s\n", read_memmap(dev) ? "true" : "false");
	if (memory.unplugged)
		fprintf(to, "unplugged = true\n");
	if (memory.total)
		fprintf(to, "online = %s\n", memory.online ? "true" : "false");
	if (memory.online)
		fprintf(to, "movable = %s\n", memory.movable ? "true" : "false");
	fputc('\n', to);
	if (is_part_of_region(dev))
		report(name, 0, "is a part of region%d; the division is not saved",
		       daxctl_region_get_id(daxctl_dev_get_region(dev)));
	return 0;
}

static int run_save(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	const struct save_options *o = data;
	struct device_job job = {
		.region = o->region,
		.names = operands,
		.count = count,
		.what = "save it",
		.change = save,
	};
	int done, rc = need_late_library("save-config", LIBUUID);
	char *text = NULL;
	size_t size;
	FILE *to;

	if (rc < 0)
		return rc;
	/* Print it after all locks are released, because a slow reader can block us. */
	to = open_memstream(&text, &size);
	if (!to)
		return report("save-config", -ENOMEM, "out of memory");
	job.data = to;
	rc = for_each_named_device(ctx, &job, &done);
	if (fclose(to) == 0)
		fputs(text, stdout);
	else
		rc = report("save-config", -ENOMEM, "out of memory");
	free(text);
	return rc;
}

const struct command save_config_command = {
	.name = "save-config",
	.summary = "print the configuration that restores devices",
	.operands = "DEVICE...",
	.min_operands = 1,
	.max_operands = INT_MAX,
	.options = options,
	.options_size = sizeof(struct save_options),
	.run = run_save,
};
