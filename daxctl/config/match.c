// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daxctl/cli/late-libraries.h"
#include "daxctl/cli/report.h"
#include "daxctl/config/file.h"
#include "daxctl/config/match.h"
#include "daxctl/device/access.h"
#include "daxctl/device/mode.h"
#include "daxctl/device/select.h"
#include "util/array.h"
#include "util/dax-name.h"
#include "util/size.h"

#define SECTION_TYPE "reconfigure-device"

/* ---- parsers of values: they return false if the value is invalid ---- */

static bool parse_bool(const char *value, void *to)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {
		{ "true", true }, { "yes", true }, { "on", true }, { "1", true },
		{ "false", false }, { "no", false }, { "off", false }, { "0", false },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcasecmp(value, words[i].word)) {
			*(bool *)to = words[i].value;
			return true;
		}
	return false;
}

static bool parse_mode(const char *value, void *to)
{
	enum daxctl_dev_mode mode = mode_from_name(value);

	if (mode == DAXCTL_DEV_MODE_UNKNOWN)
		return false;
	*(enum daxctl_dev_mode *)to = mode;
	return true;
}

static bool parse_number(const char *value, void *to)
{
	return parse_size(value, to) == 0;
}

static bool parse_uuid(const char *value, void *to)
{
	return uuid_parse(value, to) == 0;
}

static bool parse_text(const char *value, void *to)
{
	*(char **)to = strdup(value);
	return *value && *(char **)to;
}

static bool parse_device(const char *value, void *to)
{
	int region, id;

	return dax_name_parse(value, false, &region, &id) && parse_text(value, to);
}

static bool parse_serials(const char *value, void *to)
{
	return serials_parse(value, to) == 0;
}

static bool parse_group(const char *value, void *to)
{
	if (!*value || strlen(value) > LABEL_GROUP_MAX || strpbrk(value, " \t:/"))
		return false;
	strcpy(to, value);
	return true;
}

static bool parse_permissions(const char *value, void *to)
{
	if (!permissions_are_valid(value))
		return false;
	strcpy(to, value);
	return true;
}

enum { KEY_UUID, KEY_SERIAL, KEY_REGION_PATH, KEY_REGION_ID, KEY_RESOURCE, KEY_SIZE,
       KEY_TARGET_NODE, KEY_DEVICE, MATCH_KEYS, KEY_MOVABLE = MATCH_KEYS, KEY_MEMMAP };

#define KEY(key, parser, member, expected) \
	{ key, parser, offsetof(struct config_section, member), expected }

/* The match keys come first, in the order of the enum. */
static const struct {
	const char *key;
	bool (*parse)(const char *value, void *to);
	size_t offset;
	const char *expected;	/* description of valid values, for messages */
} keys[] = {
	[KEY_UUID] = KEY("nvdimm.uuid", parse_uuid, uuid, "a UUID"),
	[KEY_SERIAL] = KEY("cxl.serial", parse_serials, serials,
			   "serial numbers such as 0x1234, each of them once"),
	[KEY_REGION_PATH] = KEY("region.path", parse_text, region_path, "a sysfs path"),
	[KEY_REGION_ID] = KEY("region.id", parse_number, region_id, "a number"),
	[KEY_RESOURCE] = KEY("resource", parse_number, resource, "an address"),
	[KEY_SIZE] = KEY("size", parse_number, size, "a size such as 512M"),
	[KEY_TARGET_NODE] = KEY("target_node", parse_number, target_node, "a number"),
	[KEY_DEVICE] = KEY("device", parse_device, device, "a device name such as dax0.1"),
	[KEY_MOVABLE] = KEY("movable", parse_bool, movable, "true or false"),
	[KEY_MEMMAP] = KEY("memmap_on_memory", parse_bool, memmap, "true or false"),
	KEY("mode", parse_mode, mode, MODE_NAMES),
	KEY("online", parse_bool, online, "true or false"),
	KEY("unplugged", parse_bool, unplugged, "true or false"),
	KEY("force", parse_bool, force, "true or false"),
	KEY("group", parse_group, access.group, "a name of a group"),
	KEY("permissions", parse_permissions, access.permissions,
	    "a mode of files such as 0660"),
};

/* ---- one file ---- */

struct file {
	const char *path;
	struct config config;	/* the sections read so far */
};

static void clear_section(struct config_section *section)
{
	free(section->name);
	free(section->file);
	free(section->serials.at);
	free(section->region_path);
	free(section->device);
}

void config_clear(struct config *config)
{
	for (size_t i = 0; i < config->count; i++)
		clear_section(&config->sections[i]);
	free(config->sections);
	*config = (struct config){ 0 };
}

static int add_section(struct config *config, const char *name, const char *file, int line)
{
	struct config_section *sections;

	sections = array_grow(config->sections, config->count, sizeof(*sections));
	if (!sections)
		return report(file, -ENOMEM, "out of memory");
	config->sections = sections;
	sections[config->count++] = (struct config_section){
		.name = strdup(name),
		.file = strdup(file),
		.line = line,
		.mode = DAXCTL_DEV_MODE_RAM,
		.online = true,
		.movable = true,
	};
	if (!sections[config->count - 1].name || !sections[config->count - 1].file)
		return report(file, -ENOMEM, "out of memory");
	return 0;
}

static int take_section(void *data, const char *name, int line)
{
	struct file *file = data;
	struct config *config = &file->config;
	size_t type = strlen(SECTION_TYPE);

	if (strncmp(name, SECTION_TYPE, type) || (name[type] != ' ' && name[type] != '\t'))
		return config_fault(file->path, line, "unknown section [%s]; it has to be "
				    "[" SECTION_TYPE " NAME]", name);
	for (size_t i = 0; i < config->count; i++)
		if (!strcmp(config->sections[i].name, name))
			return config_fault(file->path, line, "section [%s] is already in "
					    "line %d", name, config->sections[i].line);
	return add_section(config, name, file->path, line);
}

static int take_key(void *data, const char *key, const char *value, int line)
{
	struct file *file = data;
	struct config_section *section = &file->config.sections[file->config.count - 1];
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(keys[i].key, key))
			break;
	if (i == sizeof(keys) / sizeof(keys[0]))
		return config_fault(file->path, line, "unknown key \"%s\"", key);
	if (section->given & 1U << i)
		return config_fault(file->path, line, "key \"%s\" is given twice", key);
	section->given |= 1U << i;
	section->matches_some |= i < MATCH_KEYS;
	if (!keys[i].parse(value, (char *)section + keys[i].offset))
		return config_fault(file->path, line, "key \"%s\": \"%s\" is not %s", key, value,
				    keys[i].expected);
	return 0;
}

/* A section without keys is no fault, because merge() leaves it out. */
static int check_sections(const struct file *file)
{
	int rc = 0;

	for (size_t i = 0; i < file->config.count; i++) {
		const struct config_section *section = &file->config.sections[i];

		if (section->given && !section->matches_some)
			rc = config_fault(file->path, section->line,
					  "section [%s] does not select any device; "
					  "add a key such as \"resource\"", section->name);
	}
	return rc;
}

/* ---- all files ---- */

/* Does another file have a section of this name?  Neither of them is used then. */
static bool has_conflict(struct config *config, const struct config_section *section)
{
	for (size_t i = 0; i < config->count; i++) {
		struct config_section *other = &config->sections[i];

		if (strcmp(other->name, section->name))
			continue;
		other->in_conflict = true;
		config_fault(section->file, section->line, "section [%s] is already in %s:%d",
			     section->name, other->file, other->line);
		return true;
	}
	return false;
}

/* Move the sections of a file to the configuration. */
static int merge(struct config *config, struct config *from)
{
	int rc = 0;

	for (size_t i = 0; i < from->count; i++) {
		struct config_section *section = &from->sections[i], *sections;

		if (!section->given)	/* it would match every device */
			continue;
		if (has_conflict(config, section)) {
			rc = -EINVAL;
			continue;
		}
		sections = array_grow(config->sections, config->count, sizeof(*sections));
		if (!sections)
			return report(section->file, -ENOMEM, "out of memory");
		config->sections = sections;
		sections[config->count++] = *section;
		*section = (struct config_section){ 0 };	/* now owned by config */
	}
	return rc;
}

static int read_file(const char *path, bool trust_any, struct config *config)
{
	struct file file = { .path = path };
	int rc = need_late_library(path, LIBUUID);

	if (rc == 0)
		rc = config_file_read(path, trust_any, take_section, take_key, &file);
	if (rc == 0)
		rc = check_sections(&file);
	if (rc == 0)
		rc = merge(config, &file.config);
	config_clear(&file.config);
	return rc;
}

static int is_config_file(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot && !strcmp(dot, ".conf");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);	/* independent of the locale */
}

int config_check_groups(const struct config *config)
{
	int rc = 0;

	for (size_t i = 0; i < config->count; i++) {
		const struct config_section *section = &config->sections[i];
		const char *group = section->access.group;

		if (*group && !group_exists(group))
			rc = config_fault(section->file, section->line, "section [%s]: group "
					  "\"%s\" is not a group of this system", section->name,
					  group);
	}
	return rc;
}

int config_check_file(const char *path, bool trust_any)
{
	struct config config = { 0 };
	int rc = read_file(path, trust_any, &config);

	if (rc == 0)
		rc = config_check_groups(&config);
	config_clear(&config);
	return rc;
}

int config_read(struct daxctl_ctx *ctx, bool trust_any, struct config *config)
{
	const char *dir = daxctl_get_config_path(ctx);
	struct dirent **entries;
	int count, status = 0;

	*config = (struct config){ 0 };
	count = scandir(dir, &entries, is_config_file, by_name);
	if (count < 0)
		return errno == ENOENT ? 0 : report(dir, -errno, "cannot be read: %m");
	for (int i = 0; i < count; i++) {
		char *path;
		int rc = -ENOMEM;

		if (asprintf(&path, "%s/%s", dir, entries[i]->d_name) >= 0) {
			rc = read_file(path, trust_any, config);
			free(path);
		}
		if (rc < 0)
			status = rc;
		free(entries[i]);
	}
	free(entries);
	return status;
}

/* ---- matching ---- */

bool device_uuid(struct daxctl_dev *dev, uuid_t uuid)
{
	char text[UUID_STR_LEN + 1] = "", *path;
	FILE *file;

	if (asprintf(&path, "%s/uuid",
		     daxctl_region_get_path(daxctl_dev_get_region(dev))) < 0)
		return false;
	file = fopen(path, "re");
	free(path);
	if (!file)
		return false;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	text[strcspn(text, "\n")] = '\0';
	return uuid_parse(text, uuid) == 0;
}

static bool matches_key(const struct config_section *section, int key,
			struct daxctl_dev *dev)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	uuid_t uuid;

	switch (key) {
	case KEY_UUID:
		return device_uuid(dev, uuid) && !uuid_compare(uuid, section->uuid);
	case KEY_SERIAL:
		return region_has_serials(region, &section->serials);
	case KEY_REGION_PATH:
		return region_has_path(region, section->region_path);
	case KEY_REGION_ID:
		return section->region_id == (unsigned long long)daxctl_region_get_id(region);
	case KEY_RESOURCE:
		return daxctl_dev_get_size(dev) &&
		       section->resource == daxctl_dev_get_resource(dev);
	case KEY_SIZE:
		return section->size == daxctl_dev_get_size(dev);
	case KEY_TARGET_NODE:
		return daxctl_dev_get_target_node(dev) >= 0 &&
		       section->target_node ==
			       (unsigned long long)daxctl_dev_get_target_node(dev);
	default:
		return !strcmp(section->device, daxctl_dev_get_devname(dev));
	}
}

/* Does the device match all keys of the section, except those in the mask @but? */
static bool matches_section(const struct config_section *section, struct daxctl_dev *dev,
			    unsigned int but)
{
	for (int key = 0; key < MATCH_KEYS; key++)
		if (section->given & ~but & 1U << key && !matches_key(section, key, dev))
			return false;
	return !section->in_conflict;
}

const struct config_section *config_find(const struct config *config,
					 struct daxctl_dev *dev,
					 const struct config_section **other_size)
{
	*other_size = NULL;
	for (size_t i = config->count; i-- > 0;) {
		const struct config_section *section = &config->sections[i];

		if (!matches_section(section, dev, 1U << KEY_SIZE))
			continue;
		if (matches_section(section, dev, 0))
			return section;
		if (!*other_size)
			*other_size = section;
	}
	return NULL;
}

bool config_has_zone(const struct config_section *section)
{
	return section->given & 1U << KEY_MOVABLE;
}

bool config_has_memmap(const struct config_section *section)
{
	return section->given & 1U << KEY_MEMMAP;
}
