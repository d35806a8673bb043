// SPDX-License-Identifier: GPL-2.0-only
/* Configuration files and layouts. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/doctor/capture.h"
#include "daxctl/doctor/look.h"
#include "daxctl/doctor/wishes.h"
#include "daxctl/layout/boot.h"
#include "daxctl/layout/read-file.h"
#include "daxctl/layout/work.h"

/* ---- faults ---- */

/* Faults of files that this user may not read are unknown. */
static void found_faults(struct exam *exam, const char *subject, const char *faults)
{
	if (geteuid() != 0 && strstr(faults, strerror(EACCES))) {
		exam_unseen(exam, subject, EACCES);
		return;
	}
	exam_found(exam, ERROR, &(struct finding){
		.subject = subject,
		.path = subject,
		.value = faults,
		.command = exam_text(exam, "daxctl check-config"),
	});
}

/* Plan a layout without changing anything.  Returns its faults, or "". */
static const char *plan(struct exam *exam, const char *path, struct work_sum *sum)
{
	struct problems problems = { 0 };
	struct json_object *document;
	struct capture capture;
	struct work work;

	*sum = (struct work_sum){ 0 };
	capture_begin(&capture);
	if (document_read(path, false, &document) == 0) {
		work_begin(exam->ctx, document, true, &work, &problems);
		for (size_t i = 0; i < work.count && !problems.rc; i++)
			if (work.regions[i].region)
				work_plan(&work.regions[i], &problems);
		if (problems.rc)
			problems_report(&problems, path);
		else
			*sum = work_sum(&work);
		work_clear(&work);
		json_object_put(document);
	}
	return capture_end(&capture, exam);
}

static int look_for_faults(const char *path, void *data)
{
	struct exam *exam = data;
	struct work_sum sum;
	const char *faults = plan(exam, path, &sum);

	if (*faults)
		found_faults(exam, exam_text(exam, "%s", path), faults);
	return 0;
}

void look_config_error(struct exam *exam)
{
	const char *dir = daxctl_get_config_path(exam->ctx), *faults;
	struct config config;

	faults = read_wishes(exam, &config);
	config_clear(&config);
	if (*faults)
		found_faults(exam, exam_text(exam, "%s", dir), faults);
	each_boot_layout(look_for_faults, exam);
}

/* ---- differences ---- */

static bool is_used(struct exam *exam, const struct config *config,
		    const struct config_section *section)
{
	const struct config_section *other_size;
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(exam->ctx, region)
		daxctl_dev_foreach(region, dev)
			if (config_find(config, dev, &other_size) == section)
				return true;
	return false;
}

void look_config_unused(struct exam *exam)
{
	struct config config;

	read_wishes(exam, &config);
	for (size_t i = 0; i < config.count; i++) {
		const struct config_section *section = &config.sections[i];

		if (section->in_conflict || is_used(exam, &config, section))
			continue;
		exam_found(exam, WARNING, &(struct finding){
			.subject = exam_text(exam, "[%s]", section->name),
			.path = exam_text(exam, "%s:%d", section->file, section->line),
			.value = exam_text(exam, "[%s]", section->name),
			.detail = "No device has all the values of its keys, or a later section "
				  "matches the same devices.",
			.command = "daxctl list -DRiMv",
		});
	}
	config_clear(&config);
}

static int look_for_changes(const char *path, void *data)
{
	struct exam *exam = data;
	struct work_sum sum;

	if (*plan(exam, path, &sum) || !sum.changes)
		return 0;
	exam_found(exam, WARNING, &(struct finding){
		.subject = exam_text(exam, "%s", path),
		.path = exam_text(exam, "%s", path),
		.value = exam_text(exam, "%zu change%s, %d device%s destroyed", sum.changes,
				   sum.changes == 1 ? "" : "s", sum.destroyed,
				   sum.destroyed == 1 ? "" : "s"),
		.command = exam_text(exam, "daxctl plan %s", path),
	});
	return 0;
}

void look_layout_drift(struct exam *exam)
{
	each_boot_layout(look_for_changes, exam);
}
