// SPDX-License-Identifier: GPL-2.0-only
/* Sizes of the command line and of JSON: what is read is also what is printed. */
#include <json-c/json.h>
#include <stdlib.h>

#include "daxctl/config/json-size.h"
#include "daxctl/device/plan.h"
#include "test/fuzz/fuzz.h"
#include "util/size.h"

static void check_formats(unsigned long long size)
{
	char text[SIZE_TEXT_MAX];
	struct json_object *json;
	unsigned long long again;

	format_exact_size(size, text);
	fuzz_assert(parse_size(text, &again) == 0 && again == size);
	format_short_size(size, text);
	fuzz_assert(parse_size(text, &again) == 0 && again == size);
	format_size(size, text);
	json = json_object_new_string(text);
	fuzz_assert(json_is_size(json, size));
	json_object_put(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const u64 units[] = { 1, 4096, 2 << 20, 1 << 30 };
	char *text = fuzz_text(data, size);
	struct json_object *json = json_object_new_string(text);
	unsigned long long number = 0, share = 0;
	unsigned long align = 0;

	if (parse_size(text, &number) >= 0)
		check_formats(number);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (json_parse_size(json, units[i], &number) == 0)
			fuzz_assert(json_is_size(json, number));
	fuzz_assert(!parse_share(text, &share) || (share && share <= SHARE_WHOLE));
	fuzz_catch();
	if (parse_align_option(text, &align) == 0)
		fuzz_assert(is_align(align));
	parse_size_option(text, &number);
	fuzz_printed();
	json_object_put(json);
	free(text);
	return 0;
}
