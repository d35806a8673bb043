// SPDX-License-Identifier: GPL-2.0-only
#include "test/unit/tap.h"
#include "util/dax-name.h"

int main(void)
{
	static const struct {
		const char *name;
		bool bare, good;
		int region, id;
	} cases[] = {
		{ "dax0.0", false, true, 0, 0 },
		{ "dax12.345", false, true, 12, 345 },
		{ "dax2147483647.1", false, true, 2147483647, 1 },
		{ "1.2", true, true, 1, 2 },
		{ "1.2", false, false, 0, 0 },
		{ "dax1.0junk", true, false, 0, 0 },
		{ "1.0junk", true, false, 0, 0 },
		{ "dax1.", true, false, 0, 0 },
		{ "dax.1", true, false, 0, 0 },
		{ "dax1", true, false, 0, 0 },
		{ "dax1.2.3", true, false, 0, 0 },
		{ "dax-1.0", true, false, 0, 0 },
		{ "dax 1.0", true, false, 0, 0 },
		{ "dax01.0", true, false, 0, 0 },
		{ "dax1.00", true, false, 0, 0 },
		{ "dax2147483648.0", true, false, 0, 0 },
		{ "dax18446744073709551615.0", true, false, 0, 0 },
		{ "DAX0.0", true, false, 0, 0 },
		{ "", true, false, 0, 0 },
		{ "dax", true, false, 0, 0 },
	};
	struct tap tap = { 0 };
	int id = -1;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int region = 0, instance = 0;
		bool good = dax_name_parse(cases[i].name, cases[i].bare, &region, &instance);

		tap_ok(&tap, good == cases[i].good && region == cases[i].region &&
		       instance == cases[i].id, "\"%s\"%s", cases[i].name,
		       cases[i].bare ? ", or without dax" : "");
	}
	tap_ok(&tap, !dax_id_parse("1junk", &id) && !dax_id_parse("", &id) && id == -1,
	       "an id with other characters after it is refused, and nothing is stored");
	tap_ok(&tap, dax_id_parse("7", &id) && id == 7, "an id is parsed");
	return tap_end(&tap);
}
