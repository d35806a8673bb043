// SPDX-License-Identifier: GPL-2.0-only
/* CXL memory that does not arrive at device-DAX. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/doctor/facts.h"
#include "daxctl/doctor/look.h"
#include "util/size.h"

#define CXL "/sys/bus/cxl/devices"

static bool has_prefix(const char *name, const char *prefix)
{
	return !strncmp(name, prefix, strlen(prefix));
}

static u64 read_size(struct exam *exam, const char *path)
{
	u64 size;

	return exam_number(exam, path, &size) ? size : 0;
}

/* The memory of a memory device that decoders have.  @in_region: one is in a region. */
static u64 decoded(struct exam *exam, const char **names, const char *memdev, bool *in_region)
{
	u64 sum = 0;

	*in_region = false;
	for (size_t i = 0; names[i]; i++) {
		const char *uport, *prefix;

		if (!has_prefix(names[i], "endpoint"))
			continue;
		uport = exam_link(exam, exam_text(exam, CXL "/%s/uport", names[i]));
		if (!uport || strcmp(uport, memdev))
			continue;
		prefix = exam_text(exam, "decoder%s.", names[i] + strlen("endpoint"));
		for (size_t d = 0; names[d]; d++) {
			const char *region;

			if (!has_prefix(names[d], prefix))
				continue;
			sum += read_size(exam, exam_text(exam, CXL "/%s/dpa_size", names[d]));
			region = exam_line(exam, exam_text(exam, CXL "/%s/region", names[d]));
			*in_region |= region && *region;
		}
	}
	return sum;
}

static void look_at_memdev(struct exam *exam, const char **names, const char *memdev)
{
	u64 size = read_size(exam, exam_text(exam, CXL "/%s/ram/size", memdev));
	const char *decoder = "decoder0.0";
	char text[SIZE_TEXT_MAX];
	bool in_region;
	u64 used = decoded(exam, names, memdev, &in_region);

	if (!size || in_region || used > size)
		return;
	for (size_t i = 0; names[i]; i++)
		if (has_prefix(names[i], "decoder0."))
			decoder = names[i];
	format_exact_size(size - used, text);
	exam_found(exam, WARNING, &(struct finding){
		.subject = memdev,
		.path = exam_text(exam, CXL "/%s/ram/size", memdev),
		.value = exam_text(exam, "%#llx", size),
		.detail = exam_text(exam, "%s are free, and no decoder of the device is in a "
				    "region.", text),
		.command = exam_text(exam, "cxl create-region -m -t ram -d %s -w 1 %s", decoder,
				     memdev),
	});
}

void look_cxl_no_region(struct exam *exam)
{
	const char **names = exam_exists(exam, CXL) ? exam_entries(exam, CXL) : NULL;

	for (size_t i = 0; names && names[i]; i++)
		if (has_prefix(names[i], "mem"))
			look_at_memdev(exam, names, names[i]);
	free(names);
}

/* ---- regions ---- */

/* The directory of the region of device-DAX has one of each device. */
static bool has_dax_device(struct exam *exam, const char *dax_region)
{
	const char **names = exam_entries(exam, exam_text(exam, CXL "/%s", dax_region));
	bool found = false;

	for (size_t i = 0; names && names[i]; i++)
		found |= has_prefix(names[i], "dax") && strchr(names[i], '.');
	free(names);
	return found;
}

static void look_at_region(struct exam *exam, const char *region)
{
	const char *dir = exam_text(exam, CXL "/%s", region);
	const char *dax = exam_text(exam, "dax_%s", region);
	const char *commit = exam_line(exam, exam_text(exam, "%s/commit", dir));
	const char *mode = exam_line(exam, exam_text(exam, "%s/mode", dir));
	struct finding finding = { .subject = exam_text(exam, "CXL %s", region) };

	if (!commit || strcmp(commit, "1") || (mode && !strcmp(mode, "pmem")))
		return;
	if (!exam_exists(exam, exam_text(exam, "%s/driver", dir))) {
		finding.path = exam_text(exam, "%s/driver", dir);
		finding.detail = "The region is committed, but the driver cxl_region is not bound.";
		finding.command = exam_text(exam, "echo %s >/sys/bus/cxl/drivers/cxl_region/bind",
					    region);
	} else if (!exam_exists(exam, exam_text(exam, CXL "/%s", dax))) {
		finding.path = exam_text(exam, CXL "/%s", dax);
		finding.detail = "The kernel made no region of device-DAX of it. If the memory was "
				 "system RAM at boot, it is in use already.";
	} else if (!has_dax_device(exam, dax)) {
		finding.path = exam_text(exam, CXL "/%s/driver", dax);
		if (exam_exists(exam, finding.path))
			return;
		finding.detail = module_is_loaded(exam, "dax_cxl")
			? "The driver dax_cxl is not bound." : "The module dax_cxl is not loaded.";
		finding.command = module_is_loaded(exam, "dax_cxl")
			? "modprobe -r dax_cxl && modprobe dax_cxl" : "modprobe dax_cxl";
	} else {
		return;
	}
	finding.value = "does not exist";
	exam_found(exam, WARNING, &finding);
}

void look_cxl_region_not_dax(struct exam *exam)
{
	const char **names = exam_exists(exam, CXL) ? exam_entries(exam, CXL) : NULL;

	for (size_t i = 0; names && names[i]; i++)
		if (has_prefix(names[i], "region"))
			look_at_region(exam, names[i]);
	free(names);
}
