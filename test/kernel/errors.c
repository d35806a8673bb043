// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes that the bus refuses: each fails with the right error and changes nothing.
 *
 * The region has three devices: FREE has size 0, USED has a size and no driver, BOUND has a
 * driver.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "attribute.h"
#include "state.h"
#include "subjects.h"

enum { REGION_ID, FREE, USED, BOUND, SPARE };	/* the arguments; SPARE is a free address */

struct refusal {
	int of;	/* the object: REGION_ID, FREE, USED, BOUND */
	const char *attribute;
	const char *value;	/* %A is a free address, %U and %B are names of devices */
	int error;
	int other_error;	/* another valid error */
};

static const struct refusal refusals[] = {
	{ REGION_ID, "create", "0", EINVAL, 0 },
	{ REGION_ID, "create", "2", EINVAL, 0 },
	{ REGION_ID, "create", "x", EINVAL, 0 },
	{ REGION_ID, "delete", "%0", EBUSY, 0 },
	{ REGION_ID, "delete", "%U", EBUSY, 0 },
	{ REGION_ID, "delete", "%B", EBUSY, 0 },
	{ REGION_ID, "delete", "dax0.999", ENXIO, 0 },
	{ REGION_ID, "delete", "nothing", ENXIO, EINVAL },	/* not even a name */
	{ USED, "size", "1048576", EINVAL, 0 },
	{ USED, "size", "3145728", EINVAL, 0 },
	{ USED, "size", "4096", EINVAL, 0 },
	{ USED, "size", "-2097152", EINVAL, 0 },
	{ USED, "size", "x", EINVAL, 0 },
	{ USED, "size", "1099511627776", ENOSPC, 0 },
	{ FREE, "size", "1099511627776", ENOSPC, 0 },
	{ FREE, "size", "2097153", EINVAL, 0 },
	{ BOUND, "size", "2097152", EBUSY, 0 },
	{ BOUND, "size", "0", EBUSY, 0 },
	{ BOUND, "size", "1073741824", EBUSY, 0 },
	{ USED, "align", "0", EINVAL, 0 },
	{ USED, "align", "1", EINVAL, 0 },
	{ USED, "align", "8192", EINVAL, 0 },
	{ USED, "align", "4194304", EINVAL, 0 },
	{ USED, "align", "x", EINVAL, ENXIO },
	{ USED, "align", "1073741824", EINVAL, 0 },	/* its ranges are smaller */
	{ BOUND, "align", "4096", EBUSY, 0 },
	{ USED, "mapping", "x", EINVAL, 0 },
	{ USED, "mapping", "4096", EINVAL, 0 },
	{ USED, "mapping", "%A-", EINVAL, 0 },
	{ USED, "mapping", "-%A", EINVAL, 0 },
	{ FREE, "mapping", "100000000-1001fffff", EBUSY, ENOMEM },	/* in use */
};

/* Writes that only our drivers refuse. */
static const struct refusal strict_refusals[] = {
	{ BOUND, "mapping", "%A", EBUSY, 0 },
	{ FREE, "mapping", "%M", EINVAL, 0 },	/* does not begin at a multiple of align */
	{ FREE, "mapping", "%E", EINVAL, 0 },	/* does not end at one */
	{ FREE, "mapping", "%I", EINVAL, 0 },	/* ends before it begins */
	{ FREE, "mapping", "100000000-1001fffff", EBUSY, 0 },
	{ USED, "align", "x", EINVAL, 0 },
	{ FREE, "mapping", "0-1fffff", ERANGE, 0 },
	{ FREE, "memmap_on_memory", "xyz", EINVAL, 0 },
	/* kstrtobool() takes these for true, which this machine does not support. */
	{ FREE, "memmap_on_memory", "true", EOPNOTSUPP, 0 },
	{ FREE, "memmap_on_memory", "oN", EOPNOTSUPP, 0 },
	{ FREE, "mapping", "ffffffe00000-ffffffffffff", ERANGE, 0 },
};

/* Replaces the % of a value.  Addresses are hexadecimal without 0x, the format of mapping. */
static void expand(struct run *run, const char *value, char *text, size_t size)
{
	uint64_t at = 0;

	if (run->arguments[SPARE])
		sscanf(run->arguments[SPARE], "%" SCNx64, &at);
	if (value[0] != '%') {
		const char *address = strstr(value, "%A");

		if (address)
			snprintf(text, size, "%.*s%" PRIx64 "%s", (int)(address - value), value,
				 at, address + 2);
		else
			snprintf(text, size, "%s", value);
		return;
	}
	switch (value[1]) {
	case '0':
		snprintf(text, size, "dax%s.0", run->arguments[REGION_ID]);
		break;
	case 'U':
		snprintf(text, size, "%s", run->arguments[USED]);
		break;
	case 'B':
		snprintf(text, size, "%s", run->arguments[BOUND]);
		break;
	case 'A':
		snprintf(text, size, "%" PRIx64 "%s", at, value[2] ? value + 2 : "");
		if (!value[2])
			snprintf(text, size, "%" PRIx64 "-%" PRIx64, at, at + MIB(2) - 1);
		break;
	case 'M':
		snprintf(text, size, "%" PRIx64 "-%" PRIx64, at + KIB(4), at + MIB(2) - 1);
		break;
	case 'E':
		snprintf(text, size, "%" PRIx64 "-%" PRIx64, at, at + MIB(2));
		break;
	case 'I':
		snprintf(text, size, "%" PRIx64 "-%" PRIx64, at + MIB(4), at + MIB(2) - 1);
		break;
	}
}

static void try_refusal(struct run *run, const struct refusal *refusal, const char *region)
{
	static const char *const roles[] = { "region", "free", "used", "bound" };
	char before[STATE_SIZE], after[STATE_SIZE], value[64], line[256];
	int error;

	expand(run, refusal->value, value, sizeof(value));
	take_state(before);
	if (refusal->of == REGION_ID)
		error = write_attr(value, "%s/%s", region, refusal->attribute);
	else
		error = write_attr(value, DEVICES "/%s/%s", run->arguments[refusal->of],
				   refusal->attribute);
	expect(run, error == -refusal->error ||
	       (refusal->other_error && error == -refusal->other_error),
	       "%s of the %s device, \"%s\": %s", refusal->attribute, roles[refusal->of],
	       value, error_name(error));
	take_state(after);
	first_difference(line, sizeof(line), before, after);
	expect(run, !*line, "%s, \"%s\": %s", refusal->attribute, value, line);
}

static void try_all(struct run *run, const struct refusal *refusal, size_t count)
{
	char region[256];

	if (!expect(run, region_path(region, sizeof(region), 0) == 0, "no region 0"))
		return;
	for (size_t i = 0; i < count; i++)
		try_refusal(run, &refusal[i], region);
}

static void refused(struct run *run)
{
	try_all(run, refusals, sizeof(refusals) / sizeof(refusals[0]));
}

static void strictly_refused(struct run *run)
{
	try_all(run, strict_refusals, sizeof(strict_refusals) / sizeof(strict_refusals[0]));
}

/* The region has no free memory, and the device has no driver. */
static void full_region(struct run *run)
{
	char region[256];
	uint64_t available, size;
	int error;

	if (!expect(run, region_path(region, sizeof(region), 0) == 0, "no region 0"))
		return;
	error = read_number(&available, "%s/available_size", region) ?:
		read_number(&size, DEVICES "/%s/size", run->arguments[USED]) ?:
		write_number(size + available, DEVICES "/%s/size", run->arguments[USED]);
	if (!expect(run, !error, "%s", error_name(error)))
		return;
	error = write_attr("1", "%s/create", region);
	expect(run, error == -ENOSPC, "create: %s", error_name(error));
	error = write_number(MIB(2), DEVICES "/%s/size", run->arguments[FREE]);
	expect(run, error == -ENOSPC, "size: %s", error_name(error));
	error = write_number(size, DEVICES "/%s/size", run->arguments[USED]);
	expect(run, !error, "%s", error_name(error));
}

static void drivers(struct run *run)
{
	static const struct { const char *file; int of; int error; } tries[] = {
		{ "bind", BOUND, EBUSY },
		{ "unbind", USED, ENODEV },
	};
	int error;

	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		error = write_attr(run->arguments[tries[i].of], DRIVERS "/device_dax/%s",
				   tries[i].file);
		expect(run, error == -tries[i].error, "%s: %s", tries[i].file, error_name(error));
	}
	error = write_attr("dax0.999", DRIVERS "/device_dax/bind");
	expect(run, error == -ENODEV, "bind of no device: %s", error_name(error));
	/* No driver binds a device of size 0, whether or not the driver matches it. */
	error = write_attr(run->arguments[FREE], DRIVERS "/device_dax/bind");
	expect(run, error < 0, "bind of size 0: %s", error_name(error));
	error = write_attr("dax", DRIVERS "/device_dax/new_id");
	expect(run, error == -EINVAL, "new_id of no name: %s", error_name(error));
	error = write_attr("dax0.999", DRIVERS "/device_dax/remove_id");
	expect(run, error == 0, "remove_id: %s", error_name(error));
}

static const struct test tests[] = {
	{ "invalid writes fail with the right error", refused },
	{ "a region without room refuses to create and to grow", full_region },
	{ "drivers refuse what they cannot bind or unbind", drivers },
	{ 0 }
};

const struct subject bus_errors = {
	"errors", "REGION FREE USED BOUND ADDRESS", 5, tests
};

static const struct test strict_tests[] = {
	{ "mapping refuses bound devices, and misaligned or outside ranges", strictly_refused },
	{ 0 }
};

const struct subject strict_errors = {
	"strict-errors", "REGION FREE USED BOUND ADDRESS", 5, strict_tests
};
