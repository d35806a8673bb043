// SPDX-License-Identifier: GPL-2.0-only
/* Names of devices, regions and hardware, and lines of /proc/iomem. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/command-table.h"
#include "daxctl/device/access.h"
#include "daxctl/device/labels.h"
#include "daxctl/device/memdevs.h"
#include "daxctl/device/names.h"
#include "test/fuzz/fuzz.h"
#include "util/dax-name.h"
#include "util/escape.h"
#include "util/iomem.h"

static void check_device(const char *text)
{
	char again[32];
	int region, id;

	if (!dax_name_parse(text, false, &region, &id))
		return;
	snprintf(again, sizeof(again), "dax%d.%d", region, id);
	fuzz_assert(!strcmp(text, again));
	fuzz_assert(dax_name_parse(text + strlen("dax"), true, &region, &id));
}

static void check_serials(const char *text)
{
	struct serials serials = { 0 };

	if (serials_parse(text, &serials) == 0)
		for (size_t i = 0; i < serials.count; i++)
			for (size_t j = 0; j < i; j++)
				fuzz_assert(serials.at[i] != serials.at[j]);
	free(serials.at);
}

static void check_escapes(const char *text)
{
	char *escaped = escape_text(text);

	fuzz_assert(escaped);
	for (const char *at = escaped; *at; at++)
		fuzz_assert((unsigned char)*at >= ' ' && *at != 0x7f);
	free(escaped);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), name[IOMEM_NAME_MAX];
	unsigned long long serial;
	enum name_kind kind;
	const char *value;
	struct range range;
	unsigned int depth;

	check_device(text);
	check_serials(text);
	check_escapes(text);
	if (is_cxl_name(text))
		cxl_name_parse(text, &serial);
	if (name_parse(text, &kind, &value))
		fuzz_assert(kind < NAME_KINDS && value >= text && value <= text + size);
	fuzz_assert(!label_is_valid(text) || (*text && strlen(text) <= LABEL_MAX));
	permissions_are_valid(text);
	if (iomem_parse_line(text, &depth, &range, name))
		fuzz_assert(strlen(name) < IOMEM_NAME_MAX);
	fuzz_catch();
	report_unknown_command(text);
	fuzz_printed();
	free(text);
	return 0;
}
