// SPDX-License-Identifier: GPL-2.0-only
/* The distribution of a map's cells, and the terminal's width and colours. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "daxctl/list/map-bars.h"
#include "daxctl/list/terminal.h"
#include "test/unit/tap.h"

enum { MAX_PIECES = 64 };

/* A fixed sequence of pseudorandom numbers, so that failures are reproducible. */
static unsigned long long next_number(unsigned long long *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 33;
}

/* Each piece has at least one cell, and all cells are used. */
static bool is_fair(size_t count, size_t cells, const size_t *ends)
{
	size_t before = 0;

	for (size_t i = 0; i < count; i++) {
		if (ends[i] <= before)
			return false;
		before = ends[i];
	}
	return before == cells;
}

static void test_scale(struct tap *tap)
{
	struct piece pieces[MAX_PIECES] = { 0 };
	unsigned long long state = 1;
	size_t ends[MAX_PIECES], wrong = 0;

	for (int round = 0; round < 10000; round++) {
		size_t count = 1 + next_number(&state) % MAX_PIECES;
		size_t cells = count + next_number(&state) % 200;

		for (size_t i = 0; i < count; i++)
			pieces[i].size = 1 + (next_number(&state) >>
					      (next_number(&state) % 31));
		scale_pieces(pieces, count, cells, ends);
		wrong += !is_fair(count, cells, ends);
	}
	tap_ok(tap, wrong == 0, "every piece gets a cell, and all cells are used");

	pieces[0].size = 1ULL << 63;
	pieces[1].size = 1;
	pieces[2].size = 1ULL << 62;
	pieces[3].size = 1ULL << 62;
	scale_pieces(pieces, 4, 80, ends);
	tap_ok(tap, ends[0] == 40 && ends[1] == 41 && ends[2] == 60 && ends[3] == 80,
	       "a tiny piece takes one cell, and the others keep their places");
	pieces[0].size = pieces[1].size = pieces[2].size = 1;
	pieces[3].size = 1 << 20;
	scale_pieces(pieces, 4, 10, ends);
	tap_ok(tap, ends[0] == 1 && ends[1] == 2 && ends[2] == 3 && ends[3] == 10,
	       "tiny pieces at the beginning");
	pieces[0].size = 1 << 20;
	pieces[3].size = 1;
	scale_pieces(pieces, 4, 10, ends);
	tap_ok(tap, ends[0] == 7 && ends[1] == 8 && ends[2] == 9 && ends[3] == 10,
	       "tiny pieces at the end");
	scale_pieces(pieces, 4, 4, ends);
	tap_ok(tap, ends[0] == 1 && ends[1] == 2 && ends[2] == 3 && ends[3] == 4,
	       "as many cells as pieces");
}

static void test_width(struct tap *tap)
{
	static const struct {
		const char *columns;
		size_t width;	/* 0: as without COLUMNS */
	} cases[] = {
		{ "40", 40 }, { "1", 1 }, { "9999", 9999 }, { "0", 0 }, { "", 0 },
		{ "-5", 0 }, { "wide", 0 }, { "80x", 0 }, { "10000", 0 },
		{ "99999999999999999999", 0 },
	};
	size_t usual;

	unsetenv("COLUMNS");
	usual = terminal_width();
	tap_ok(tap, usual == 80 || isatty(STDOUT_FILENO),
	       "without COLUMNS and a terminal the width is 80");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		setenv("COLUMNS", cases[i].columns, 1);
		tap_ok(tap, terminal_width() == (cases[i].width ? cases[i].width : usual),
		       "COLUMNS=%s", cases[i].columns);
	}
	unsetenv("COLUMNS");
}

static void test_color(struct tap *tap)
{
	enum color_when when = COLOR_NEVER;

	tap_ok(tap, parse_color_when("auto", &when) == 0 && when == COLOR_AUTO, "auto");
	tap_ok(tap, parse_color_when("always", &when) == 0 && when == COLOR_ALWAYS,
	       "always");
	tap_ok(tap, parse_color_when("never", &when) == 0 && when == COLOR_NEVER, "never");
	tap_ok(tap, parse_color_when("", &when) == -EINVAL &&
	       parse_color_when("alway", &when) == -EINVAL &&
	       parse_color_when("yes", &when) == -EINVAL && when == COLOR_NEVER,
	       "other words are refused");
	setenv("NO_COLOR", "1", 1);
	tap_ok(tap, color_wanted(COLOR_ALWAYS), "always overrides NO_COLOR");
	unsetenv("NO_COLOR");
	tap_ok(tap, !color_wanted(COLOR_NEVER), "never disables colours");
	tap_ok(tap, !color_wanted(COLOR_AUTO) || isatty(STDOUT_FILENO),
	       "auto disables colours without a terminal");
}

int main(void)
{
	struct tap tap = { 0 };

	test_scale(&tap);
	test_width(&tap);
	test_color(&tap);
	return tap_end(&tap);
}
