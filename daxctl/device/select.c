// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/memdevs.h"
#include "daxctl/device/names.h"
#include "daxctl/device/region-path.h"
#include "daxctl/device/select.h"
#include "util/dax-name.h"

bool selects_all(const char *name)
{
	return !name || !strcmp(name, "all");
}

bool region_matches(struct daxctl_region *region, const char *name)
{
	unsigned long long serial;
	int id;

	if (selects_all(name))
		return true;
	if (is_cxl_name(name))
		return cxl_name_parse(name, &serial) && region_has_serial(region, serial);
	if (!strncmp(name, "region", 6))
		name += 6;
	return dax_id_parse(name, &id) && id == daxctl_region_get_id(region);
}

/* A name can be daxX.Y, X.Y, or a path that ends with daxX.Y.  Others have been resolved. */
bool device_matches(struct daxctl_dev *dev, const char *name)
{
	const char *slash = strrchr(name ? name : "", '/');
	int region, id, own_region, own_id;

	if (selects_all(name))
		return true;
	if (!dax_name_parse(slash ? slash + 1 : name, !slash, &region, &id) ||
	    !dax_name_parse(daxctl_dev_get_devname(dev), false, &own_region, &own_id))
		return false;
	return region == own_region && id == own_id;
}

/* ---- names that stay ---- */

static bool has_name(struct daxctl_dev *dev, const struct labels *labels, enum name_kind kind,
		     const char *value)
{
	struct names names;
	bool has;

	if (names_read(dev, labels, &names) < 0)
		return false;
	has = names.at[kind] && !strcmp(names.at[kind], value);
	names_clear(&names);
	return has;
}

/* Where addresses are only for root to read, udev's link has the answer. */
static char *read_link(enum name_kind kind, const char *value)
{
	char target[PATH_MAX], *path, *slash;
	ssize_t len;

	if (asprintf(&path, "/dev/dax/%s/%s", name_directory(kind), value) < 0)
		return NULL;
	len = readlink(path, target, sizeof(target) - 1);
	free(path);
	if (len < 0)
		return NULL;
	target[len] = '\0';
	slash = strrchr(target, '/');
	return strdup(slash ? slash + 1 : target);
}

char *resolve_device_name(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	struct labels *labels;
	enum name_kind kind;
	const char *value;
	char *found = NULL;

	if (!name_parse(name, &kind, &value) || labels_read(false, &labels) < 0)
		return strdup(name);
	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev)
			if (!found && has_name(dev, labels, kind, value))
				found = strdup(daxctl_dev_get_devname(dev));
	labels_free(labels);
	if (!found && geteuid() != 0)
		found = read_link(kind, value);
	return found ? found : strdup(name);
}

bool device_keeps_name(struct daxctl_dev *dev, const char *name)
{
	struct labels *labels;
	enum name_kind kind;
	const char *value;
	bool keeps;

	if (!name_parse(name, &kind, &value))
		return true;
	if (labels_read(false, &labels) < 0)
		return false;
	keeps = has_name(dev, labels, kind, value);
	labels_free(labels);
	return keeps;
}

const char *region_name(struct daxctl_region *region, char text[static REGION_NAME_MAX])
{
	snprintf(text, REGION_NAME_MAX, "region%d", daxctl_region_get_id(region));
	return text;
}

bool region_has_path(struct daxctl_region *region, const char *path)
{
	char *resolved;
	bool same;

	if (!strcmp(path, daxctl_region_get_path(region)) ||
	    !strcmp(path, short_region_path(region)))
		return true;
	resolved = realpath(path, NULL);
	same = resolved && !strcmp(resolved, daxctl_region_get_path(region));
	free(resolved);
	return same;
}

int check_sysfs(void)
{
	if (access("/sys/bus", F_OK) == 0)
		return 0;
	return report("/sys", -ENOENT, "sysfs is not mounted (mount -t sysfs sysfs /sys)");
}

/* The region called @name, or NULL. */
static struct daxctl_region *find_region(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_region *region;

	daxctl_region_foreach(ctx, region)
		if (region_matches(region, name))
			return region;
	return NULL;
}

/* The device called @name in a region called @region_name, or NULL. */
static struct daxctl_dev *find_device(struct daxctl_ctx *ctx, const char *region_name,
				      const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(ctx, region) {
		if (!region_matches(region, region_name))
			continue;
		daxctl_dev_foreach(region, dev)
			if (device_matches(dev, name))
				return dev;
	}
	return NULL;
}

int check_region_name(struct daxctl_ctx *ctx, const char *name)
{
	const char *subject = name && *name ? name : "''";
	unsigned long long serial;
	struct daxctl_dev *dev;

	if (selects_all(name) || find_region(ctx, name))
		return 0;
	if (is_cxl_name(name) && !cxl_name_parse(name, &serial))
		return report(subject, -EINVAL, "this is not a serial number; write it as in "
			      "cxl:0x1234");
	if (is_cxl_name(name))
		return report(subject, -ENXIO, "no region has a CXL memory device with this "
			      "serial number");
	dev = find_device(ctx, NULL, name);
	if (dev)
		return report(subject, -ENXIO,
			      "no such region; it is the name of a device in region%d",
			      daxctl_region_get_id(daxctl_dev_get_region(dev)));
	return report(subject, -ENXIO, "no such region");
}

int check_device_name(struct daxctl_ctx *ctx, const char *region_name, const char *name)
{
	static const char *const words[] = {
		[BY_PATH] = "path", [BY_RESOURCE] = "address", [BY_ID] = "id",
		[BY_LABEL] = "label",
	};
	const char *subject = name && *name ? name : "''", *value;
	struct daxctl_region *within;
	enum name_kind kind;
	struct daxctl_dev *dev;

	if (selects_all(name) || find_device(ctx, region_name, name))
		return 0;
	if (find_region(ctx, name))
		return report(subject, -ENXIO,
			      "no such device; it is the name of a region, which -r takes");
	if (name_parse(name, &kind, &value))
		return report(subject, -ENXIO, "no device has this %s", words[kind]);
	within = selects_all(region_name) ? NULL : find_region(ctx, region_name);
	if (!within)
		return report(subject, -ENXIO, "no such device");
	dev = find_device(ctx, NULL, name);
	if (dev)
		return report(subject, -ENXIO, "no such device in region%d; it is in region%d",
			      daxctl_region_get_id(within),
			      daxctl_region_get_id(daxctl_dev_get_region(dev)));
	return report(subject, -ENXIO, "no such device in region%d",
		      daxctl_region_get_id(within));
}
