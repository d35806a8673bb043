// SPDX-License-Identifier: GPL-2.0-only
/*
 * Garbage is written to each writable attribute.  Each write fails and changes nothing, and
 * the kernel logs nothing above the level of information.
 *
 * The test leaves out the files of the driver core: uevent, drivers_autoprobe,
 * driver_override, and those in power/.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attribute.h"
#include "state.h"
#include "subjects.h"

#define LONGEST 4096

static const char *const files[] = {
	"/sys/bus/*/devices/*/dax_region/create",
	"/sys/bus/*/devices/*/dax_region/delete",
	DEVICES "/*/size",
	DEVICES "/*/align",
	DEVICES "/*/mapping",
	DEVICES "/*/memmap_on_memory",
	DEVICES "/*/state",
	DRIVERS "/*/bind",
	DRIVERS "/*/unbind",
	DRIVERS "/*/new_id",
	DRIVERS "/*/remove_id",
	"/sys/bus/dax/drivers_probe",
};

struct garbage {
	char bytes[LONGEST];
	size_t length;
};

/* The kernel parses the first letters of a bool only, so 0x is false. */
static bool starts_as_bool(const char *file, const char *bytes)
{
	return strstr(file, "/memmap_on_memory") && bytes[0] && strchr("01yYnNtTfFoO", bytes[0]);
}

/* Writes garbage to one file, which has to fail. */
static void write_garbage(struct run *run, const char *file, const struct garbage *garbage,
			  const char *what)
{
	int error;

	if (starts_as_bool(file, garbage->bytes))
		return;
	error = write_bytes(garbage->bytes, garbage->length, "%s", file);
	expect(run, error < 0, "%s, %s", file, what);
}

static void expect_state(struct run *run, const char *before, const char *what)
{
	char after[STATE_SIZE], line[256];

	take_state(after);
	first_difference(line, sizeof(line), before, after);
	expect(run, !*line, "by %s: %s", what, line);
}

/* Opens the kernel's log after its last message. */
static int open_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || lseek(fd, 0, SEEK_END) < 0)
		abort();
	return fd;
}

static void expect_silence(struct run *run, int log)
{
	char record[8192];
	ssize_t length;

	while ((length = read(log, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		int priority;

		if (length <= 0)
			continue;
		record[length] = '\0';
		priority = atoi(record);
		/* Facility 0 is the kernel, and level 6 is information. */
		expect(run, priority >> 3 || (priority & 7) >= 6, "the kernel says %s", record);
	}
	close(log);
}

static void write_everywhere(struct run *run, const struct garbage *garbage, const char *what)
{
	char before[STATE_SIZE];
	glob_t list;
	int log = open_log();

	take_state(before);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (glob(files[i], 0, NULL, &list))
			continue;
		for (size_t j = 0; j < list.gl_pathc; j++) {
			/* The attribute may be read-only in a static region. */
			if (access(list.gl_pathv[j], F_OK) == 0)
				write_garbage(run, list.gl_pathv[j], garbage, what);
		}
		globfree(&list);
	}
	expect_state(run, before, what);
	expect_silence(run, log);
}

static void write_text(struct run *run, const char *text)
{
	struct garbage garbage = { .length = strlen(text) };

	memcpy(garbage.bytes, text, garbage.length);
	write_everywhere(run, &garbage, text);
}

static void random_bytes(struct run *run)
{
	static const size_t lengths[] = { 1, 2, 7, 8, 16, 31, 100, 1000, 4095 };
	unsigned int seed = 20;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct garbage garbage = { .length = lengths[i] };
		char what[40];

		/* A 1 with a newline is valid. */
		for (size_t j = 0; j < garbage.length; j++)
			garbage.bytes[j] = rand_r(&seed) >> 8;
		garbage.bytes[0] |= 0x80;
		snprintf(what, sizeof(what), "%zu random bytes", garbage.length);
		write_everywhere(run, &garbage, what);
	}
}

static void very_long(struct run *run)
{
	struct garbage garbage = { .length = LONGEST };

	memset(garbage.bytes, '7', LONGEST);
	write_everywhere(run, &garbage, "4096 digits");
	memset(garbage.bytes, 'x', LONGEST);
	write_everywhere(run, &garbage, "4096 letters");
	memcpy(garbage.bytes, "dax0.1", 6);
	write_everywhere(run, &garbage, "a name, and 4090 letters");
	memset(garbage.bytes, '\0', LONGEST);
	write_everywhere(run, &garbage, "4096 NULs");
	memset(garbage.bytes, '\n', LONGEST);
	write_everywhere(run, &garbage, "4096 newlines");
}

static void too_large(struct run *run)
{
	write_text(run, "18446744073709551616");
	write_text(run, "18446744073709551615");
	write_text(run, "99999999999999999999999999999999");
	write_text(run, "0x10000000000000000");
	write_text(run, "10000000000000000-100000000000fffff");
	write_text(run, "-18446744073709551616");
}

static void no_number(struct run *run)
{
	static const char *const texts[] = {
		"\n", " ", "-", "-1", "+", "0x", "1x", "2097152x", "0x200000 1", "1e6", "2M",
		"%s%n",
		"dax", "dax0", "dax0.", "dax.0", "dax0.1.1", "dax0.1x", "../../dax0.1",
		"100000000-1001fffff-", "100000000--1001fffff", "100000000 1001fffff",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		write_text(run, texts[i]);
}

static void nul_first(struct run *run)
{
	struct garbage garbage = { .length = 8, .bytes = "\0" "2097152" };

	write_everywhere(run, &garbage, "a NUL, and a number");
	memcpy(garbage.bytes, "\0dax0.1", 7);
	write_everywhere(run, &garbage, "a NUL, and a name");
	memcpy(garbage.bytes, "x\0dax0.1", 8);
	write_everywhere(run, &garbage, "a letter, a NUL, and a name");
}

static const struct test tests[] = {
	{ "random bytes", random_bytes },
	{ "4,096 bytes", very_long },
	{ "numbers of more than 64 bits", too_large },
	{ "neither a number nor a name", no_number },
	{ "a NUL at the start", nul_first },
	{ 0 }
};

const struct subject bus_garbage = { "garbage", "", 0, tests };

/* Each of these texts is valid up to its NUL. */
static void nul_within(struct run *run)
{
	static const struct { const char *file; const char *value; } tries[] = {
		{ "size", "4194304" }, { "align", "4096" }, { "mapping", "140000000-1401fffff" },
	};
	char region[256], before[STATE_SIZE];
	struct garbage garbage;

	take_state(before);
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		char path[128];

		snprintf(path, sizeof(path), DEVICES "/%s/%s", run->arguments[0], tries[i].file);
		memset(&garbage, 0, sizeof(garbage));
		strcpy(garbage.bytes, tries[i].value);
		garbage.length = strlen(tries[i].value) + 5;
		write_garbage(run, path, &garbage, "a value, NULs");
		memcpy(garbage.bytes + strlen(tries[i].value) + 1, "junk", 4);
		write_garbage(run, path, &garbage, "a value, a NUL and more");
	}
	memset(&garbage, 0, sizeof(garbage));
	memcpy(garbage.bytes, "1\0junk", 6);
	garbage.length = 6;
	if (expect(run, region_path(region, sizeof(region), 0) == 0, "no region 0")) {
		strcat(region, "/create");
		write_garbage(run, region, &garbage, "1, a NUL and more");
	}
	expect_state(run, before, "NULs");
}

static void negative_names(struct run *run)
{
	write_text(run, "dax-1.0");
	write_text(run, "dax0.-1");
}

static const struct test strict_tests[] = {
	{ "text after a NUL makes the value invalid", nul_within },
	{ "names with negative numbers", negative_names },
	{ 0 }
};

const struct subject strict_garbage = { "garbage-strict", "DEVICE", 1, strict_tests };
