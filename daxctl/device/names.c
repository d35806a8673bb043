// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/device/memdevs.h"
#include "daxctl/device/names.h"
#include "daxctl/device/read-line.h"
#include "daxctl/device/region-path.h"
#include "util/types.h"

static const char *const directories[] = {
	[BY_PATH] = "by-path",
	[BY_RESOURCE] = "by-resource",
	[BY_ID] = "by-id",
	[BY_LABEL] = "by-label",
};

const char *name_directory(enum name_kind kind)
{
	return directories[kind];
}

/* ---- where a device begins in its region ---- */

static bool read_address(const char *dir, const char *name, u64 *address)
{
	return read_number(dir, name, address) && *address;
}

/* A resource of the region's size with this address in it is the region. */
static bool find_in_iomem(u64 size, u64 address, u64 *start)
{
	FILE *file = fopen("/proc/iomem", "re");
	bool found = false;
	char line[256];
	u64 end;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%llx-%llx :", start, &end) == 2 && *start <= address &&
			address <= end && end - *start == size - 1;
	if (file)
		fclose(file);
	return found;
}

/*
 * daxctl_region_get_start() would need the region's lock.  Namespaces have the attribute
 * "resource", and so do CXL regions, which are the parents of their dax regions.
 */
static bool read_offset(struct daxctl_dev *dev, u64 *offset)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	const char *path = daxctl_region_get_path(region);
	u64 address = daxctl_dev_get_resource(dev), start;

	if (!address || !daxctl_dev_get_size(dev))
		return false;
	if (!((read_address(path, "resource", &start) ||
	       read_address(path, "../resource", &start)) && start <= address) &&
	    !find_in_iomem(daxctl_region_get_size(region), address, &start))
		return false;
	*offset = address - start;
	return true;
}

/* ---- a name of each kind ---- */

static int put_path(struct daxctl_dev *dev, char **name)
{
	const char *path = short_region_path(daxctl_dev_get_region(dev));
	u64 offset;

	path += strspn(path, "/");
	if (!read_offset(dev, &offset))
		return 0;
	if (asprintf(name, "%s-0x%llx", path, offset) < 0) {
		*name = NULL;
		return -ENOMEM;
	}
	/* These characters are those that udev leaves in names of links. */
	for (char *c = *name; *c; c++)
		if (*c == '/')
			*c = '-';
		else if (!isalnum((unsigned char)*c) && !strchr("#+-.:=@_", *c))
			*c = '_';
	return 0;
}

static int put_resource(struct daxctl_dev *dev, char **name)
{
	u64 address = daxctl_dev_get_size(dev) ? daxctl_dev_get_resource(dev) : 0;

	if (address && asprintf(name, "%#llx", address) < 0) {
		*name = NULL;
		return -ENOMEM;
	}
	return 0;
}

static bool is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) : text[i] != form[i])
			return false;
	return !text[i] && strspn(text, "0-") != i;
}

/* The memory of a CXL region is named by its position in the memory devices. */
static int put_cxl_id(const struct memdevs *memdevs, u64 offset, char **name)
{
	size_t size;
	FILE *stream = open_memstream(name, &size);

	if (!stream)
		return -ENOMEM;
	fprintf(stream, "cxl");
	for (size_t i = 0; i < memdevs->count; i++)
		fprintf(stream, "-%#llx", memdevs->at[i].serial);
	fprintf(stream, "-0x%llx", offset + memdevs->at[0].dpa * memdevs->count);
	return fclose(stream) ? -ENOMEM : 0;
}

static int put_id(struct daxctl_dev *dev, char **name)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	struct memdevs memdevs;
	char uuid[64];
	u64 offset;
	int rc;

	if (read_line(uuid, sizeof(uuid), "%s/uuid", daxctl_region_get_path(region)) &&
	    is_uuid(uuid)) {
		if (asprintf(name, "nvdimm-%s", uuid) >= 0)
			return 0;
		*name = NULL;
		return -ENOMEM;
	}
	rc = memdevs_read(region, &memdevs);
	if (rc == 0 && memdevs.count && read_offset(dev, &offset))
		rc = put_cxl_id(&memdevs, offset, name);
	memdevs_clear(&memdevs);
	return rc;
}

int names_read(struct daxctl_dev *dev, const struct labels *labels, struct names *names)
{
	const struct label *label = labels_find(labels, dev);
	int rc;

	*names = (struct names){ 0 };
	rc = put_path(dev, &names->at[BY_PATH]);
	if (rc == 0)
		rc = put_resource(dev, &names->at[BY_RESOURCE]);
	if (rc == 0)
		rc = put_id(dev, &names->at[BY_ID]);
	if (rc == 0 && label && label->text[0]) {
		names->at[BY_LABEL] = strdup(label->text);
		if (!names->at[BY_LABEL])
			rc = -ENOMEM;
	}
	if (rc < 0)
		names_clear(names);
	return rc;
}

void names_clear(struct names *names)
{
	for (int kind = 0; kind < NAME_KINDS; kind++)
		free(names->at[kind]);
	*names = (struct names){ 0 };
}

bool name_parse(const char *text, enum name_kind *kind, const char **value)
{
	const char *slash = strrchr(text, '/');

	for (int k = 0; slash && k < NAME_KINDS; k++) {
		const char *start = slash - strlen(directories[k]);

		if (start < text || strncmp(start, directories[k], slash - start) ||
		    (start > text && start[-1] != '/') || !slash[1])
			continue;
		*kind = k;
		*value = slash + 1;
		return true;
	}
	return false;
}
