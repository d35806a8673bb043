// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "test/unit/tap.h"
#include "util/near.h"

int main(void)
{
	static const char *const known[] = { "list", "help", "create-device", "region",
					     "regions", "size" };
	static const struct {
		const char *typed, *meant;
	} cases[] = {
		{ "lst", "list" }, { "lsit", "list" }, { "create", "create-device" },
		{ "regoin", "region" }, { "regionss", "regions" }, { "sise", "size" },
		{ "", NULL }, { "x", NULL }, { "frobnicate", NULL }, { "hel", "help" },
	};
	struct tap tap = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct near near = { 0 };

		for (size_t j = 0; j < sizeof(known) / sizeof(known[0]); j++)
			near_try(&near, cases[i].typed, known[j]);
		tap_ok(&tap, cases[i].meant ? near.word && !strcmp(near.word, cases[i].meant)
					    : !near.word,
		       "'%s' stands for '%s'", cases[i].typed,
		       cases[i].meant ? cases[i].meant : "nothing");
	}
	return tap_end(&tap);
}
