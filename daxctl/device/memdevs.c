// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/device/memdevs.h"
#include "daxctl/device/read-line.h"
#include "util/array.h"

enum { ATTRIBUTE_MAX = 64 };

/* The directory of an endpoint decoder. */
static char *decoder_dir(const char *region_path, const char *decoder)
{
	const char *devices = strstr(region_path, "/devices/");
	char *path;

	if (!devices || asprintf(&path, "%.*s/bus/cxl/devices/%s",
				 (int)(devices - region_path), region_path, decoder) < 0)
		return NULL;
	return path;
}

/*
 * The directory of the memory device behind an endpoint decoder:
 * .../devices/pci0000:0c/.../PCI-ADDRESS/memK.
 */
static char *memdev_dir(const char *region_path, const char *decoder)
{
	char *decoder_path = decoder_dir(region_path, decoder), *path = NULL, *dir = NULL;

	if (decoder_path && asprintf(&path, "%s/../uport", decoder_path) >= 0)
		dir = realpath(path, NULL);
	free(decoder_path);
	free(path);
	return dir;
}

/* Where the memory behind an endpoint decoder begins in its device. */
static bool read_dpa(const char *region_path, const char *decoder, unsigned long long *dpa)
{
	char *dir = decoder_dir(region_path, decoder);
	bool found = dir && read_number(dir, "dpa_resource", dpa);

	free(dir);
	return found;
}

/* Append the memory device in @dir.  Returns false if it cannot be read. */
static bool add_memdev(struct memdevs *memdevs, char *dir, unsigned long long dpa)
{
	struct memdev *at, memdev = { .dpa = dpa };
	char *name, *pci;

	if (!read_number(dir, "serial", &memdev.serial))
		return false;
	name = strrchr(dir, '/');
	*name++ = '\0';
	pci = strrchr(dir, '/');
	memdev.name = strdup(name);
	memdev.pci = strdup(pci ? pci + 1 : dir);
	at = memdev.name && memdev.pci ? array_grow(memdevs->at, memdevs->count, sizeof(*at))
				       : NULL;
	if (!at) {
		free(memdev.name);
		free(memdev.pci);
		return false;
	}
	memdevs->at = at;
	at[memdevs->count++] = memdev;
	return true;
}

static bool read_target(struct memdevs *memdevs, const char *cxl_region,
			unsigned long long position, const char *region_path)
{
	char attribute[32], decoder[ATTRIBUTE_MAX], *dir;
	unsigned long long dpa;
	bool found;

	snprintf(attribute, sizeof(attribute), "target%llu", position);
	if (!read_line(decoder, sizeof(decoder), "%s/%s", cxl_region, attribute))
		return false;
	dir = memdev_dir(region_path, decoder);
	if (!read_dpa(region_path, decoder, &dpa))
		dpa = 0;
	found = dir && add_memdev(memdevs, dir, dpa);
	free(dir);
	return found;
}

int memdevs_read(struct daxctl_region *region, struct memdevs *memdevs)
{
	const char *path = daxctl_region_get_path(region);
	char *cxl_region = strdup(path), *slash;
	unsigned long long ways;

	*memdevs = (struct memdevs){ 0 };
	if (!cxl_region)
		return -ENOMEM;
	slash = strrchr(cxl_region, '/');
	if (slash)
		*slash = '\0';
	if (read_number(cxl_region, "interleave_ways", &ways) && ways) {
		slash = strrchr(cxl_region, '/');
		memdevs->cxl_region = strdup(slash ? slash + 1 : cxl_region);
		for (unsigned long long i = 0; memdevs->cxl_region && i < ways; i++)
			if (!read_target(memdevs, cxl_region, i, path)) {
				/* a part of them would look like another region's */
				memdevs_clear(memdevs);
				break;
			}
	}
	free(cxl_region);
	return 0;
}

void memdevs_clear(struct memdevs *memdevs)
{
	for (size_t i = 0; i < memdevs->count; i++) {
		free(memdevs->at[i].name);
		free(memdevs->at[i].pci);
	}
	free(memdevs->at);
	free(memdevs->cxl_region);
	*memdevs = (struct memdevs){ 0 };
}

/* ---- serial numbers ---- */

static bool has_serial(const struct serials *serials, unsigned long long serial)
{
	for (size_t i = 0; i < serials->count; i++)
		if (serials->at[i] == serial)
			return true;
	return false;
}

static int add_serial(struct serials *serials, unsigned long long serial)
{
	unsigned long long *at;

	if (has_serial(serials, serial))
		return -EEXIST;
	at = array_grow(serials->at, serials->count, sizeof(*at));
	if (!at)
		return -ENOMEM;
	serials->at = at;
	at[serials->count++] = serial;
	return 0;
}

/* Parse a number, decimal or after 0x, up to *@end.  Returns false if there is none. */
static bool parse_serial(const char *text, char **end, unsigned long long *serial)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');

	errno = 0;
	*serial = strtoull(text, end, hex ? 16 : 10);
	return isdigit((unsigned char)*text) && !errno;
}

int serials_parse(const char *text, struct serials *serials)
{
	static const char separators[] = " \t,";

	*serials = (struct serials){ 0 };
	for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
		unsigned long long serial;
		char *end;
		int rc = -EINVAL;

		if (parse_serial(text, &end, &serial) &&
		    (!*end || strchr(separators, *end)))
			rc = add_serial(serials, serial);
		if (rc < 0) {
			free(serials->at);
			*serials = (struct serials){ 0 };
			return rc;
		}
		text = end;
	}
	return serials->count ? 0 : -EINVAL;
}

bool region_has_serials(struct daxctl_region *region, const struct serials *serials)
{
	struct memdevs memdevs;
	bool same;

	if (memdevs_read(region, &memdevs) < 0)
		return false;
	same = memdevs.count && memdevs.count == serials->count;
	for (size_t i = 0; same && i < memdevs.count; i++)
		same = has_serial(serials, memdevs.at[i].serial);
	memdevs_clear(&memdevs);
	return same;
}

bool cxl_name_parse(const char *name, unsigned long long *serial)
{
	char *end;

	return is_cxl_name(name) && parse_serial(name + strlen(CXL_NAME), &end, serial) &&
	       !*end;
}

bool is_cxl_name(const char *name)
{
	return !strncmp(name, CXL_NAME, strlen(CXL_NAME));
}

bool region_has_serial(struct daxctl_region *region, unsigned long long serial)
{
	struct memdevs memdevs;
	bool found = false;

	if (memdevs_read(region, &memdevs) < 0)
		return false;
	for (size_t i = 0; i < memdevs.count; i++)
		found |= memdevs.at[i].serial == serial;
	memdevs_clear(&memdevs);
	return found;
}
