/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading the configuration files, and finding the section for a device. */
#ifndef DAXCTL_CONFIG_MATCH_H
#define DAXCTL_CONFIG_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <uuid/uuid.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/device/labels.h"
#include "daxctl/device/memdevs.h"

/* A section [reconfigure-device NAME]: the devices that it matches, and their state. */
struct config_section {
	char *name, *file;
	int line;
	unsigned int given;		/* bit N: it has key N of the table */
	bool matches_some;		/* it has a key that devices must match */
	bool in_conflict;		/* another file has it too: not used */

	uuid_t uuid;			/* nvdimm.uuid */
	struct serials serials;		/* cxl.serial */
	char *region_path, *device;
	unsigned long long region_id, resource, size, target_node;

	enum daxctl_dev_mode mode;
	bool online, movable, unplugged, memmap, force;
	struct label_access access;
};

struct config {
	struct config_section *sections;
	size_t count;
};

/*
 * Read every *.conf in the configuration directory of the context, in the order of their
 * names.  Files with faults are not used, nor are sections that two files have, nor, unless
 * @trust_any, files that root does not trust (see check_trust()).  All faults are reported
 * with file and line.  Returns 0 or the errno of the last fault.  If there is no directory,
 * the configuration is empty.
 */
int config_read(struct daxctl_ctx *ctx, bool trust_any, struct config *config);
/*
 * Check one file.  Its faults are reported, and groups that this system does not have.  Returns
 * 0 or the errno of the last fault.
 */
int config_check_file(const char *path, bool trust_any);
/* Report the groups that this system does not have.  Returns 0 or -EINVAL. */
int config_check_groups(const struct config *config);
void config_clear(struct config *config);

/*
 * The last section that matches the device, or NULL.  In that case, *@other_size is the last
 * section of which the device matches everything but the size, or NULL.
 */
const struct config_section *config_find(const struct config *config,
					 struct daxctl_dev *dev,
					 const struct config_section **other_size);

/* Does the section say in which zone the memory has to be, or where its memmap? */
bool config_has_zone(const struct config_section *section);
bool config_has_memmap(const struct config_section *section);

/* Read the UUID of the device's NVDIMM namespace.  Returns false if there is none. */
bool device_uuid(struct daxctl_dev *dev, uuid_t uuid);

#endif
