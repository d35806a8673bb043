/* SPDX-License-Identifier: GPL-2.0-only */
/* What the configuration files want of devices. */
#ifndef DAXCTL_CONFIG_MATCH_H
#define DAXCTL_CONFIG_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <uuid/uuid.h>

#include <libdaxctl/libdaxctl.h>

/* One [reconfigure-device NAME]: which devices it is for, and what they are to be. */
struct config_section {
	char *name, *file;
	int line;
	unsigned int given;		/* bit N: key N of the table */
	bool matches_some;		/* has at least one key that devices must match */
	bool in_conflict;		/* with another of its name: not used */

	uuid_t uuid;			/* nvdimm.uuid */
	char *region_path, *device;
	unsigned long long region_id, resource, target_node;

	enum daxctl_dev_mode mode;
	bool online, movable, force;
};

struct config {
	struct config_section *sections;
	size_t count;
};

/*
 * Read every *.conf of the context's configuration directory, in the order of their
 * names.  Returns 0, or the errno of the last file with a fault: each fault was
 * reported with its file and line, nothing of such a file is used, and neither is any
 * of two sections of one name.  No directory is no configuration.
 */
int config_read(struct daxctl_ctx *ctx, struct config *config);
void config_clear(struct config *config);

/* The last section that is for this device; NULL if none is. */
const struct config_section *config_find(const struct config *config,
					 struct daxctl_dev *dev);

/* The nvdimm namespace's UUID, from the region's parent; false if it has none. */
bool device_uuid(struct daxctl_dev *dev, uuid_t uuid);

#endif
