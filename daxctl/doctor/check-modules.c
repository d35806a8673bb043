// SPDX-License-Identifier: GPL-2.0-only
/* The bus, and the modules of drivers. */
#include <stdlib.h>
#include <string.h>

#include "daxctl/doctor/facts.h"
#include "daxctl/doctor/look.h"

void look_no_dax_bus(struct exam *exam)
{
	static const char bus[] = "/sys/bus/dax";
	bool exists = module_exists(exam, "dax");

	if (exam_exists(exam, bus) || exam_exists(exam, "/sys/class/dax"))
		return;
	exam_found(exam, ERROR, &(struct finding){
		.subject = "bus dax",
		.path = bus,
		.value = "does not exist",
		.detail = exists ? "The module dax is not loaded."
				 : "This kernel was built without CONFIG_DAX.",
		.command = exists ? "modprobe device_dax" : NULL,
	});
}

/* ---- which modules this machine needs ---- */

static bool has_device(struct exam *exam)
{
	return daxctl_region_get_first(exam->ctx) != NULL;
}

static bool has_soft_reserved(struct exam *exam)
{
	struct iomem iomem;
	bool found = false;

	iomem_read(exam, &iomem);
	for (size_t i = 0; i < iomem.count; i++)
		found |= !strcmp(iomem.at[i].name, "Soft Reserved");
	free(iomem.at);
	return found;
}

/* Is there a name that begins with @prefix in the directory? */
static bool has_entry(struct exam *exam, const char *dir, const char *prefix)
{
	const char **names = exam_entries(exam, dir);
	bool found = false;

	for (size_t i = 0; names && names[i]; i++)
		found |= !strncmp(names[i], prefix, strlen(prefix));
	free(names);
	return found;
}

static bool has_cxl_region(struct exam *exam)
{
	return has_entry(exam, "/sys/bus/cxl/devices", "region");
}

/* The libnvdimm bus has a device daxN.M for each namespace that can be a DAX device. */
static bool has_nvdimm(struct exam *exam)
{
	return has_entry(exam, "/sys/bus/nd/devices", "dax");
}

static const struct {
	const char *name;
	const char *purpose;
	bool (*is_needed)(struct exam *exam);
} modules[] = {
	{ "device_dax", "lets programs map devices", has_device },
	{ "kmem", "makes devices system RAM", has_device },
	{ "dax_hmem", "makes regions of soft-reserved memory", has_soft_reserved },
	{ "dax_cxl", "makes devices of CXL regions", has_cxl_region },
	{ "dax_pmem", "makes devices of NVDIMM namespaces", has_nvdimm },
};

enum { MODULES = sizeof(modules) / sizeof(modules[0]) };

void look_module_missing(struct exam *exam)
{
	for (size_t i = 0; i < MODULES; i++) {
		const char *name = modules[i].name;

		if (!modules[i].is_needed(exam) || module_is_loaded(exam, name) ||
		    module_exists(exam, name))
			continue;
		exam_found(exam, WARNING, &(struct finding){
			.subject = exam_text(exam, "module %s", name),
			.path = exam_text(exam, "/lib/modules/%s/modules.dep",
					  kernel_release(exam)),
			.value = "does not list it",
			.detail = exam_text(exam, "%s %s. The kernel was built without it, or a "
					    "package with more modules is not installed.", name,
					    modules[i].purpose),
		});
	}
}

/* ---- blacklists ---- */

static size_t find_module(const char *name, size_t len)
{
	for (size_t i = 0; i < MODULES; i++)
		if (strlen(modules[i].name) == len && !strncmp(modules[i].name, name, len))
			return i;
	return MODULES;
}

static void found_blacklisted(struct exam *exam, size_t module, const char *path,
			      const char *value, const char *command)
{
	exam_found(exam, WARNING, &(struct finding){
		.subject = exam_text(exam, "module %s", modules[module].name),
		.path = path,
		.value = value,
		.detail = exam_text(exam, "%s %s.", modules[module].name,
				    modules[module].purpose),
		.command = command,
	});
}

/* "blacklist kmem", or "install kmem /bin/false" and the like */
static void look_at_line(struct exam *exam, const char *path, int number, const char *line,
			 void *data)
{
	const char *word = line + strspn(line, " \t"), *name, *rest;
	size_t len = strcspn(word, " \t"), name_len, module;
	bool install = len == 7 && !strncmp(word, "install", len);

	(void)data;
	if (!install && !(len == 9 && !strncmp(word, "blacklist", len)))
		return;
	name = word + len + strspn(word + len, " \t");
	name_len = strcspn(name, " \t");
	rest = name + name_len;
	module = find_module(name, name_len);
	if (module == MODULES || (install && !strstr(rest, "/true") && !strstr(rest, "/false")))
		return;
	found_blacklisted(exam, module, exam_text(exam, "%s:%d", path, number),
			  exam_text(exam, "%s", line),
			  exam_text(exam, "sed -i '%d s/^/#/' %s", number, path));
}

static void look_at_parameter(struct exam *exam)
{
	const char *list = kernel_parameter(exam, "modprobe.blacklist");

	while (list && *list) {
		size_t len = strcspn(list, ","), module = find_module(list, len);

		if (module < MODULES)
			found_blacklisted(exam, module, "/proc/cmdline",
					  exam_text(exam, "modprobe.blacklist=%.*s", (int)len,
						    list), NULL);
		list += len + (list[len] == ',');
	}
}

void look_module_blacklisted(struct exam *exam)
{
	each_config_line(exam, modprobe_dirs, ".conf", look_at_line, NULL);
	look_at_parameter(exam);
}

/* ---- drivers ---- */

/* A device without a driver, although no driver of devices was loaded that it could have. */
void look_module_unloaded(struct exam *exam)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	if (exam_exists(exam, "/sys/bus/dax/drivers/device_dax"))
		return;
	exam_device_foreach(exam, region, dev) {
		const char *name = daxctl_dev_get_devname(dev);

		if (!daxctl_dev_get_size(dev) || daxctl_dev_is_enabled(dev) ||
		    !module_exists(exam, "device_dax"))
			continue;
		exam_found(exam, WARNING, &(struct finding){
			.subject = name,
			.path = "/sys/bus/dax/drivers/device_dax",
			.value = "does not exist",
			.detail = "The module device_dax is not loaded.",
			.command = exam_text(exam, "daxctl enable-device %s", name),
		});
	}
}

void look_autoprobe_off(struct exam *exam)
{
	static const char path[] = "/sys/bus/dax/drivers_autoprobe";
	const char *value = exam_line(exam, path);

	if (value && !strcmp(value, "0"))
		exam_found(exam, WARNING, &(struct finding){
			.subject = "bus dax",
			.path = path,
			.value = value,
			.command = exam_text(exam, "echo 1 >%s", path),
		});
}
