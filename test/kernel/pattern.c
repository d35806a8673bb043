// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which memory belongs to which page of a device.  Each page of 4 KiB gets its page offset in
 * the device in its first word, and inverted in its last word.  Another device with the same
 * memory finds these numbers later, where the ranges say.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "device.h"
#include "subjects.h"

#define PAGE KIB(4)
#define WORDS (PAGE / sizeof(uint64_t))
#define MARK 0xdada000000000000

static void write_pages(struct run *run)
{
	struct device dax;
	uint64_t *map;

	if (!open_device(run, &dax))
		return;
	map = (uint64_t *)map_device(run, &dax, 0, dax.size);
	for (uint64_t page = 0; map && page < dax.size / PAGE; page++) {
		map[page * WORDS] = MARK | page;
		map[page * WORDS + WORDS - 1] = ~(MARK | page);
	}
	if (map)
		munmap(map, dax.size);
	close_device(&dax);
}

/* Checks that the pages of the mapping from @first on hold the numbers from @number on. */
static void check_pages(struct run *run, const uint64_t *map, uint64_t first, uint64_t count,
			uint64_t number)
{
	int wrong = 0;

	for (uint64_t i = 0; i < count && wrong < 5; i++) {
		const uint64_t *page = map + (first + i) * WORDS;
		uint64_t wanted = MARK | (number + i);

		wrong += !expect(run, page[0] == wanted && page[WORDS - 1] == ~wanted,
				 "page %" PRIu64 ": %#" PRIx64 " and %#" PRIx64
				 " instead of %#" PRIx64, first + i, page[0],
				 page[WORDS - 1], wanted);
	}
}

static void read_back(struct run *run)
{
	struct device dax;
	uint64_t *map;

	if (!open_device(run, &dax))
		return;
	map = (uint64_t *)map_device(run, &dax, 0, dax.size);
	if (map) {
		check_pages(run, map, 0, dax.size / PAGE, 0);
		munmap(map, dax.size);
	}
	close_device(&dax);
}

/* Maps each page of the device by itself, from the last one to the first. */
static void read_in_parts(struct run *run)
{
	struct device dax;
	uint64_t *map;

	if (!open_device(run, &dax))
		return;
	for (uint64_t at = dax.size, part = dax.align > MIB(2) ? dax.align : MIB(2); at; ) {
		at -= part;
		map = (uint64_t *)map_device(run, &dax, at, part);
		if (!map)
			break;
		check_pages(run, map, 0, part / PAGE, at / PAGE);
		munmap(map, part);
	}
	close_device(&dax);
}

/* Copies across each multiple of 2 MiB, where a range may end. */
static void over_boundaries(struct run *run)
{
	struct device dax;
	char buffer[2 * PAGE], seen[2 * PAGE], kept[2 * PAGE], *map;

	if (!open_device(run, &dax))
		return;
	map = map_device(run, &dax, 0, dax.size);
	for (uint64_t at = MIB(2); map && at < dax.size; at += MIB(2)) {
		memset(buffer, (at >> 21) & 0xff, sizeof(buffer));
		memcpy(kept, map + at - PAGE, sizeof(kept));
		memcpy(map + at - PAGE, buffer, sizeof(buffer));
		memcpy(seen, map + at - PAGE, sizeof(seen));
		expect(run, memcmp(seen, buffer, sizeof(seen)) == 0, "at %#" PRIx64, at);
		memcpy(map + at - PAGE, kept, sizeof(kept));
	}
	if (map) {
		check_pages(run, (uint64_t *)map, 0, dax.size / PAGE, 0);
		munmap(map, dax.size);
	}
	close_device(&dax);
}

static const struct test writing_tests[] = {
	{ "each page is written", write_pages },
	{ "each page holds what was written to it", read_back },
	{ "... in mappings of each part too", read_in_parts },
	{ "copies across the edges of ranges are complete", over_boundaries },
	{ 0 }
};

const struct subject pattern_write = { "pattern-write", "DEVICE", 1, writing_tests };

/* OFFSET+SIZE@PAGE, in hexadecimal: this part holds the numbers from PAGE on. */
static void read_elsewhere(struct run *run)
{
	struct device dax;
	uint64_t *map;

	if (!open_device(run, &dax))
		return;
	map = (uint64_t *)map_device(run, &dax, 0, dax.size);
	for (int i = 1; map && run->arguments[i]; i++) {
		uint64_t offset, size, page;
		int count = sscanf(run->arguments[i], "%" SCNx64 "+%" SCNx64 "@%" SCNx64,
				   &offset, &size, &page);

		if (expect(run, count == 3 && offset + size <= dax.size, "%s",
			   run->arguments[i]))
			check_pages(run, map, offset / PAGE, size / PAGE, page);
	}
	if (map)
		munmap(map, dax.size);
	close_device(&dax);
}

static const struct test reading_tests[] = {
	{ "another device finds each page where its range says", read_elsewhere },
	{ 0 }
};

const struct subject pattern_read = {
	"pattern-read", "DEVICE OFFSET+SIZE@PAGE...", 2, reading_tests
};
