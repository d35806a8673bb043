// SPDX-License-Identifier: GPL-2.0-only
/*
 * udev: what the udev rule needs to know about a device, as properties.  udev waits for it at
 * each event, so it reads attributes but never waits for a lock.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/config/match.h"
#include "daxctl/device/access.h"
#include "daxctl/device/names.h"
#include "daxctl/device/select.h"

static struct daxctl_dev *find_device(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev)
			if (device_matches(dev, name))
				return dev;
	return NULL;
}

/* A layout wins over the configuration. */
static void choose_access(struct daxctl_dev *dev, const struct label *label,
			  struct label_access *access)
{
	const struct config_section *section = NULL, *other_size;
	struct config config = { 0 };

	*access = label ? label->access : (struct label_access){ 0 };
	if (access->group[0] || access->permissions[0])
		return;
	config_read(daxctl_dev_get_ctx(dev), false, &config);
	section = config_find(&config, dev, &other_size);
	if (section)
		*access = section->access;
	config_clear(&config);
}

/* With a group that does not exist, the node stays closed. */
static void print_access(struct daxctl_dev *dev, const struct label *label)
{
	struct label_access access;

	choose_access(dev, label, &access);
	if (access.group[0] && !group_exists(access.group)) {
		report(daxctl_dev_get_devname(dev), 0, "group %s is not a group of this system, "
		       "so only root may open the device", access.group);
		return;
	}
	if (access.group[0])
		printf("DAX_GROUP=%s\n", access.group);
	if (access.group[0] || access.permissions[0])
		printf("DAX_MODE=%s\n", access.permissions[0] ? access.permissions : "0660");
}

static void print_properties(struct daxctl_dev *dev, const struct names *names)
{
	static const char *const keys[NAME_KINDS] = {
		[BY_PATH] = "DAX_PATH",
		[BY_RESOURCE] = "DAX_RESOURCE",
		[BY_ID] = "DAX_ID",
		[BY_LABEL] = "DAX_LABEL",
	};
	unsigned long align = daxctl_dev_get_align(dev);
	int node = daxctl_dev_get_target_node(dev);

	printf("DAX_REGION=%d\n", daxctl_region_get_id(daxctl_dev_get_region(dev)));
	printf("DAX_SIZE=%llu\n", daxctl_dev_get_size(dev));
	if (align)
		printf("DAX_ALIGN=%lu\n", align);
	if (node >= 0)
		printf("DAX_TARGET_NODE=%d\n", node);
	for (int kind = 0; kind < NAME_KINDS; kind++)
		if (names->at[kind])
			printf("%s=%s\n", keys[kind], names->at[kind]);
}

static int run_udev(struct daxctl_ctx *ctx, const void *options, char **operands, int count)
{
	struct labels *labels;
	struct daxctl_dev *dev;
	struct names names;
	int rc = check_sysfs();

	(void)options, (void)count;
	if (rc < 0)
		return rc;
	daxctl_set_lock_timeout(ctx, 0);
	dev = find_device(ctx, operands[0]);
	if (!dev || selects_all(operands[0]))
		return report(operands[0], -ENXIO, "no such device");
	rc = labels_read(false, &labels);
	if (rc < 0)
		return rc;
	rc = names_read(dev, labels, &names);
	if (rc == 0) {
		print_properties(dev, &names);
		print_access(dev, labels_find(labels, dev));
		names_clear(&names);
	}
	labels_free(labels);
	return rc;
}

const struct command udev_command = {
	.name = "udev",
	.summary = "print the properties of a device for udev",
	.operands = "DEVICE",
	.min_operands = 1,
	.max_operands = 1,
	.run = run_udev,
};
