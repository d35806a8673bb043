// SPDX-License-Identifier: GPL-2.0-only
/* The file of create-device --input. */
#include "daxctl/config/input.h"
#include "test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	struct input input;

	fuzz_catch();
	if (input_read(path, true, &input) == 0) {
		for (size_t i = 0; i < input.ranges.count; i++)
			for (size_t j = 0; j < i; j++)
				fuzz_assert(!range_overlaps(&input.ranges.at[i],
							    &input.ranges.at[j]));
		fuzz_assert(input.region >= 0 && (input.has_size || input.ranges.count));
	}
	fuzz_assert(!input.ranges.at || input.is_given);
	input_clear(&input);
	fuzz_printed();
	return 0;
}
