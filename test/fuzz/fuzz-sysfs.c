// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any contents of the files of sysfs and /proc, for list and doctor.  The input has the text
 * of each file of the table; a byte 0xff begins the next one.
 */
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "daxctl/cli/options.h"
#include "daxctl/commands/commands.h"
#include "daxctl/doctor/doctor.h"
#include "test/fuzz/fuzz.h"

#define DAX "sys/devices/cxl/region0/dax_region0/"

/* The input's first files are those that matter most. */
static const char *const files[] = {
	DAX "dax0.0/size",
	DAX "dax0.0/align",
	DAX "dax0.0/mapping0/start",
	DAX "dax0.0/mapping0/end",
	DAX "dax0.0/mapping0/page_offset",
	DAX "dax0.0/mapping1/start",
	DAX "dax0.0/mapping1/end",
	DAX "dax0.0/mapping1/page_offset",
	"sys/devices/system/memory/block_size_bytes",
	"sys/devices/system/memory/memory32/state",
	"sys/devices/system/memory/memory32/valid_zones",
	"sys/devices/system/memory/memory33/state",
	"sys/devices/system/memory/memory33/valid_zones",
	"sys/devices/system/memory/auto_online_blocks",
	DAX "dax0.0/target_node",
	DAX "dax0.0/resource",
	DAX "dax_region/id",
	DAX "dax_region/size",
	DAX "dax_region/available_size",
	DAX "dax_region/align",
	DAX "dax_region/create",
	DAX "dax_region/seed",
	DAX "dax0.1/size",
	DAX "dax0.1/align",
	DAX "dax0.1/mapping0/start",
	DAX "dax0.1/mapping0/end",
	"sys/devices/cxl/region0/resource",
	"sys/devices/cxl/region0/interleave_ways",
	"sys/devices/cxl/region0/target0",
	"sys/devices/cxl/region0/target1",
	"sys/devices/cxl/mem0/serial",
	"sys/devices/cxl/endpoint2/decoder2.0/dpa_resource",
	DAX "uuid",
	"proc/iomem",
	"proc/cmdline",
	"proc/sys/kernel/osrelease",
	"sys/devices/system/node/node1/access0/initiators/read_bandwidth",
	"sys/devices/system/node/node1/distance",
	"sys/devices/virtual/memory_tiering/memory_tier4/nodelist",
	"sys/kernel/mm/mempolicy/weighted_interleave/node1",
	"sys/bus/cxl/devices/mem0/ram/size",
	"sys/bus/cxl/devices/decoder2.0/dpa_size",
	"sys/bus/cxl/devices/decoder2.0/region",
	"etc/modprobe.d/a.conf",
	"lib/modules/9/modules.dep",
};

static void put_links(void)
{
	static const char *const devices[] = { "dax0.0", "dax0.1" };
	char link[128], target[128];

	for (size_t i = 0; i < 2; i++) {
		snprintf(link, sizeof(link), "sys/bus/dax/devices/%s", devices[i]);
		snprintf(target, sizeof(target), "../../../../" DAX "%s", devices[i]);
		fuzz_put_link(link, target);
	}
	fuzz_put_link(DAX "dax0.0/driver", "/sys/bus/dax/drivers/kmem");
	fuzz_put_link("sys/devices/cxl/endpoint2/uport", "../mem0");
	fuzz_put_text("sys/bus/dax/drivers/kmem/bind", "");
	fuzz_put_text("sys/bus/dax/drivers_probe", "");
}

static void list(const char *format)
{
	char name[] = "list", letters[] = "-DRMiv";
	char *argv[] = { name, letters, (char *)format, NULL };
	void *options = calloc(1, list_command.options_size);
	struct daxctl_ctx *ctx = fuzz_context();
	int count;

	fuzz_assert(parse_options(&list_command, 3, argv, options, &count) == PARSE_RUN);
	list_command.run(ctx, options, argv, count);
	daxctl_unref(ctx);
	free(options);
}

static void doctor(void)
{
	struct exam exam = { .root = fuzz_root(), .ctx = fuzz_context() };

	doctor_look(&exam);
	show_findings(&exam, stderr);
	json_object_put(findings_json(&exam));
	exam_clear(&exam);
	daxctl_unref(exam.ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool has_links;

	if (!has_links)
		put_links();
	has_links = true;
	fuzz_put_each(files, sizeof(files) / sizeof(files[0]), data, size);
	fuzz_catch();
	list("--format=json");
	list("--format=map");
	list("--format=table");
	doctor();
	fuzz_printed();
	return 0;
}
