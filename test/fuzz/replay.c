// SPDX-License-Identifier: GPL-2.0-only
/* In place of libFuzzer: runs a fuzzer once with each file that is named. */
#include <stdio.h>
#include <stdlib.h>

#include "test/fuzz/fuzz.h"

enum { LARGEST = 1 << 20 };

int main(int argc, char **argv)
{
	uint8_t *data = malloc(LARGEST);

	for (int i = 1; data && i < argc; i++) {
		FILE *file = fopen(argv[i], "re");
		size_t size;

		if (!file) {
			perror(argv[i]);
			return 99;
		}
		size = fread(data, 1, LARGEST, file);
		fclose(file);
		fprintf(stderr, "%s\n", argv[i]);
		LLVMFuzzerTestOneInput(data, size);
	}
	free(data);
	return argc < 2;
}
