// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/device/memdevs.h"
#include "test/unit/tap.h"

/* Are these the numbers, in this order? */
static bool same(const struct serials *serials, const unsigned long long *numbers)
{
	for (size_t i = 0; i < serials->count; i++)
		if (serials->at[i] != numbers[i])
			return false;
	return true;
}

int main(void)
{
	static const struct {
		const char *text;
		int rc;
		size_t count;
		unsigned long long numbers[3];
	} lists[] = {
		{ "0x1234", 0, 1, { 0x1234 } },
		{ "4660", 0, 1, { 4660 } },
		{ "0", 0, 1, { 0 } },
		{ "010", 0, 1, { 10 } },
		{ "0xffffffffffffffff", 0, 1, { ~0ULL } },
		{ "0x1234 0x5678", 0, 2, { 0x1234, 0x5678 } },
		{ " 1,\t2 , 0XA ", 0, 3, { 1, 2, 10 } },
		{ "", -EINVAL, 0, { 0 } },
		{ " , ", -EINVAL, 0, { 0 } },
		{ "0x", -EINVAL, 0, { 0 } },
		{ "1234h", -EINVAL, 0, { 0 } },
		{ "abcd", -EINVAL, 0, { 0 } },
		{ "-1", -EINVAL, 0, { 0 } },
		{ "1 two", -EINVAL, 0, { 0 } },
		{ "0x10000000000000000", -EINVAL, 0, { 0 } },
		{ "0x10 16", -EEXIST, 0, { 0 } },
	};
	static const struct {
		const char *name;
		bool good;
		unsigned long long serial;
	} names[] = {
		{ "cxl:0x1234", true, 0x1234 },
		{ "cxl:7", true, 7 },
		{ "cxl:", false, 0 },
		{ "cxl:mem0", false, 0 },
		{ "cxl:1,2", false, 0 },
		{ "0x1234", false, 0 },
		{ "region0", false, 0 },
	};
	struct tap tap = { 0 };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct serials serials;
		int rc = serials_parse(lists[i].text, &serials);

		tap_ok(&tap, rc == lists[i].rc && serials.count == lists[i].count &&
		       same(&serials, lists[i].numbers),
		       "serial numbers \"%s\"", lists[i].text);
		free(serials.at);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		unsigned long long serial = 0;
		bool good = cxl_name_parse(names[i].name, &serial);

		tap_ok(&tap, good == names[i].good && (!good || serial == names[i].serial),
		       "the name \"%s\"", names[i].name);
	}
	return tap_end(&tap);
}
