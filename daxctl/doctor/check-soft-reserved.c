// SPDX-License-Identifier: GPL-2.0-only
/* Memory that firmware set aside, and that is in no region. */
#include <stdlib.h>
#include <string.h>

#include "daxctl/doctor/facts.h"
#include "daxctl/doctor/look.h"
#include "util/size.h"

/* The kernel's driver of soft-reserved memory makes regions of multiples of this. */
#define ALIGNMENT (2ULL << 20)

static bool is_in_region(struct exam *exam, const struct range *range)
{
	struct daxctl_region *region;

	daxctl_region_foreach(exam->ctx, region) {
		u64 start, size = daxctl_region_get_size(region);

		if (daxctl_region_get_start(region, &start) == 0 && start <= range->end &&
		    range->start <= start + size - 1)
			return true;
	}
	return false;
}

/* Is the range in a window in which CXL regions can be? */
static bool is_in_cxl_window(const struct iomem *iomem, const struct range *range)
{
	for (size_t i = 0; i < iomem->count; i++)
		if (!strncmp(iomem->at[i].name, "CXL Window", 10) &&
		    range_overlaps(&iomem->at[i].range, range))
			return true;
	return false;
}

static void explain(struct exam *exam, const struct iomem *iomem, const struct range *range,
		    struct finding *finding)
{
	u64 first = (range->start + ALIGNMENT - 1) / ALIGNMENT;
	u64 end = (range->end + 1) / ALIGNMENT;

	if (end <= first) {
		finding->detail = "The range is smaller than the alignment of regions, 2 MiB.";
	} else if (!module_is_loaded(exam, "dax_hmem")) {
		finding->detail = "The module dax_hmem is not loaded.";
		finding->command = "modprobe dax_hmem";
	} else if (is_in_cxl_window(iomem, range)) {
		finding->detail = "The range is in a window of CXL. dax_hmem leaves it to the "
				  "CXL driver, which made no region.";
		finding->command = "cxl list -MDR";
	} else {
		finding->detail = "dax_hmem made no region of it. The kernel's messages may say "
				  "why.";
		finding->command = "dmesg | grep -i hmem";
	}
}

static void look_at_range(struct exam *exam, const struct iomem *iomem, size_t i)
{
	const struct range *range = &iomem->at[i].range;
	struct finding finding = { .path = "/proc/iomem" };
	char size[SIZE_TEXT_MAX];

	if (strcmp(iomem->at[i].name, "Soft Reserved") || is_in_region(exam, range))
		return;
	format_short_size(range_size(range), size);
	finding.subject = exam_text(exam, "%#llx-%#llx (%s)", range->start, range->end, size);
	finding.value = exam_text(exam, "%llx-%llx : %s", range->start, range->end,
				  iomem->at[i].name);
	explain(exam, iomem, range, &finding);
	exam_found(exam, WARNING, &finding);
}

void look_soft_reserved_without_region(struct exam *exam)
{
	const char *efi = kernel_parameter(exam, "efi");
	struct iomem iomem;

	if (efi && strstr(efi, "nosoftreserve"))
		exam_found(exam, WARNING, &(struct finding){
			.subject = "soft-reserved memory",
			.path = "/proc/cmdline",
			.value = exam_text(exam, "efi=%s", efi),
			.detail = "The kernel uses memory that firmware set aside like all other "
				  "memory, and makes no region of it.",
		});
	iomem_read(exam, &iomem);
	for (size_t i = 0; i < iomem.count; i++)
		look_at_range(exam, &iomem, i);
	free(iomem.at);
}
