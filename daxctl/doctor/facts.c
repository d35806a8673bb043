// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "daxctl/doctor/facts.h"
#include "util/array.h"
#include "util/iomem.h"

/* ---- the kernel ---- */

const char *kernel_parameter(struct exam *exam, const char *name)
{
	const char *line = exam_line(exam, "/proc/cmdline"), *value = NULL;
	size_t len = strlen(name);

	while (line && *line) {
		size_t word = strcspn(line, " ");

		if (!strncmp(line, name, len) && (word == len || line[len] == '='))
			value = word == len ? "" : exam_text(exam, "%.*s", (int)(word - len - 1),
							     line + len + 1);
		line += word;
		line += strspn(line, " ");
	}
	return value;
}

u64 memory_block_size(struct exam *exam)
{
	const char *text = exam_line(exam, BLOCK_SIZE_FILE);

	return text ? strtoull(text, NULL, 16) : 0;
}

const char *kernel_release(struct exam *exam)
{
	const char *text = exam_line(exam, "/proc/sys/kernel/osrelease");
	struct utsname name;

	if (text)
		return text;
	return uname(&name) < 0 ? "" : exam_text(exam, "%s", name.release);
}

/* ---- modules ---- */

bool module_is_loaded(struct exam *exam, const char *module)
{
	return exam_exists(exam, exam_text(exam, "/sys/module/%s", module));
}

/* '-' and '_' are the same in names of modules. */
static bool is_called(const char *file, const char *module)
{
	for (; *module; file++, module++)
		if (*file != *module && !(*file == '-' && *module == '_'))
			return false;
	return !strncmp(file, ".ko", 3);
}

static bool lists_module(struct exam *exam, const char *list, const char *module)
{
	const char *line = exam_read(exam, list);

	for (; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		size_t path = strcspn(line, ":\n"), name = path;

		while (name && line[name - 1] != '/')
			name--;
		if (is_called(line + name, module))
			return true;
	}
	return false;
}

bool module_exists(struct exam *exam, const char *module)
{
	const char *dir = exam_text(exam, "/lib/modules/%s", kernel_release(exam));

	return lists_module(exam, exam_text(exam, "%s/modules.dep", dir), module) ||
	       lists_module(exam, exam_text(exam, "%s/modules.builtin", dir), module);
}

/* ---- /proc/iomem ---- */

void iomem_read(struct exam *exam, struct iomem *iomem)
{
	static const char path[] = "/proc/iomem";
	const char *line = exam_read(exam, path);
	bool readable = false;

	*iomem = (struct iomem){ 0 };
	for (; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		struct iomem_line *at = array_grow(iomem->at, iomem->count, sizeof(*at));
		char name[IOMEM_NAME_MAX];

		if (!at) {
			exam->rc = -ENOMEM;
			return;
		}
		iomem->at = at;
		at += iomem->count;
		if (!iomem_parse_line(line, &at->depth, &at->range, name))
			continue;
		at->name = exam_text(exam, "%s", name);
		readable |= at->range.end != 0;
		iomem->count++;
	}
	if (iomem->count && !readable) {
		exam_unseen(exam, path, EACCES);
		iomem->count = 0;
	}
}

/* ---- configuration of other programs ---- */

#define DIRS(name) { "/etc/" name, "/run/" name, "/usr/local/lib/" name, "/usr/lib/" name, \
		     "/lib/" name, NULL }

const char *const udev_rule_dirs[] = DIRS("udev/rules.d");
const char *const modprobe_dirs[] = DIRS("modprobe.d");
const char *const tmpfiles_dirs[] = DIRS("tmpfiles.d");

static bool ends_with(const char *name, const char *suffix)
{
	size_t len = strlen(name), end = strlen(suffix);

	return len > end && !strcmp(name + len - end, suffix);
}

/* Does a directory before @dir have a file of this name? */
static bool is_hidden(struct exam *exam, const char *const dirs[], size_t dir, const char *name)
{
	for (size_t i = 0; i < dir; i++)
		if (exam_exists(exam, exam_text(exam, "%s/%s", dirs[i], name)))
			return true;
	return false;
}

static void each_line(struct exam *exam, const char *path, line_fn *visit, void *data)
{
	char *line = (char *)exam_read(exam, path), *rest;

	for (int number = 1; line && *line; number++, line = rest) {
		size_t len = strcspn(line, "\n");

		rest = line + len + (line[len] == '\n');
		line[len] = '\0';
		visit(exam, path, number, line, data);
	}
}

void each_config_line(struct exam *exam, const char *const dirs[], const char *suffix,
		      line_fn *visit, void *data)
{
	for (size_t dir = 0; dirs[dir]; dir++) {
		const char **names = exam_entries(exam, dirs[dir]);

		for (size_t i = 0; names && names[i]; i++)
			if (ends_with(names[i], suffix) && !is_hidden(exam, dirs, dir, names[i]))
				each_line(exam, exam_text(exam, "%s/%s", dirs[dir], names[i]),
					  visit, data);
		free(names);
	}
}

/* ---- devices ---- */

bool bytes_in_blocks(struct exam *exam, struct daxctl_dev *dev, u64 *bytes)
{
	u64 block = memory_block_size(exam);
	struct daxctl_mapping *mapping;
	bool read = false;

	*bytes = 0;
	if (!block)
		return false;
	daxctl_mapping_foreach(dev, mapping) {
		u64 first = (daxctl_mapping_get_start(mapping) + block - 1) / block;
		u64 end = (daxctl_mapping_get_end(mapping) + 1) / block;

		read = true;
		if (end > first)
			*bytes += (end - first) * block;
	}
	if (!read && daxctl_dev_get_size(dev))
		exam_unseen(exam, exam_device_path(exam, dev, "mapping0"), EACCES);
	return read;
}
