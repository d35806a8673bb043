// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "util/mul-div.h"
#include "util/size.h"
#include "util/types.h"

enum { MAX_FRACTION_DIGITS = 18 };	/* 10^18 fits into 64 bits */

static const char suffixes[] = "kmgt";

/* The binary logarithm of a suffix: 0 if it is empty, -1 if it is invalid. */
static int suffix_shift(const char *suffix)
{
	const char *known;

	if (!*suffix)
		return 0;
	known = strchr(suffixes, tolower((unsigned char)*suffix));
	if (!known || (suffix[1] && (islower((unsigned char)*suffix) || strcmp(suffix + 1, "iB"))))
		return -1;
	return (known - suffixes + 1) * 10;
}

/*
 * Parse the digits at *@text and move *@text behind them.  Returns false if there are none.
 * *@overflow becomes true if the value is 2^64 or more.
 */
static bool read_digits(const char **text, int base, u64 *value, bool *overflow)
{
	const char *begin = *text;

	*value = 0;
	for (; base == 16 ? isxdigit((unsigned char)**text) : isdigit((unsigned char)**text);
	     (*text)++) {
		int c = tolower((unsigned char)**text);

		if (__builtin_mul_overflow(*value, (u64)base, value) ||
		    __builtin_add_overflow(*value, (u64)(c > '9' ? c - 'a' + 10 : c - '0'), value))
			*overflow = true;
	}
	return *text != begin;
}

int parse_size(const char *text, u64 *size)
{
	bool hex = !strncasecmp(text, "0x", 2), overflow = false, fraction = false;
	u64 whole, part = 0, scale = 1, bytes, rest = 0;
	int shift;

	if (hex)
		text += 2;
	if (!read_digits(&text, hex ? 16 : 10, &whole, &overflow))
		return -EINVAL;
	if (*text == '.' && !hex) {
		const char *digits = ++text;

		fraction = true;
		if (!read_digits(&text, 10, &part, &overflow) ||
		    text - digits > MAX_FRACTION_DIGITS)
			return -EINVAL;
		while (digits++ < text)
			scale *= 10;
	}
	shift = suffix_shift(text);
	if (shift < 0 || (fraction && !shift))
		return -EINVAL;
	if (overflow)
		return -ERANGE;
	bytes = mul_add_div(part, 1ULL << shift, 0, scale, &rest);
	if (whole > (ULLONG_MAX - bytes) >> shift)
		return -ERANGE;
	*size = (whole << shift) + bytes;
	return rest != 0;
}

/* @size in hundredths of @unit, rounded to the nearest. */
static u64 hundredths(u64 size, u64 unit)
{
	return mul_add_div(size, 100, unit / 2, unit, NULL);
}

void format_size(u64 size, char text[static SIZE_TEXT_MAX])
{
	static const struct {
		u64 below, binary, decimal;
		char letter;
	} units[] = {
		{ 2ULL << 30, 1ULL << 20, 1000000ULL, 'M' },
		{ 2ULL << 40, 1ULL << 30, 1000000000ULL, 'G' },
		{ ULLONG_MAX, 1ULL << 40, 1000000000000ULL, 'T' },
	};
	size_t i = 0;
	u64 binary, decimal;

	while (i < 2 && size >= units[i].below)
		i++;
	binary = hundredths(size, units[i].binary);
	decimal = hundredths(size, units[i].decimal);
	snprintf(text, SIZE_TEXT_MAX, "%llu.%02llu %ciB (%llu.%02llu %cB)", binary / 100,
		 binary % 100, units[i].letter, decimal / 100, decimal % 100,
		 units[i].letter);
}

void format_exact_size(u64 size, char text[static SIZE_TEXT_MAX])
{
	static const char letters[] = "KMGT";
	int unit = 0;

	while (size && size % 1024 == 0 && unit < 4) {
		size /= 1024;
		unit++;
	}
	if (unit)
		snprintf(text, SIZE_TEXT_MAX, "%llu%c", size, letters[unit - 1]);
	else
		snprintf(text, SIZE_TEXT_MAX, "%llu", size);
}

void format_short_size(u64 size, char text[static SIZE_TEXT_MAX])
{
	int unit = 0;

	while (unit < 4 && size >> (10 * (unit + 1)))
		unit++;
	/* At most two decimals: only quarters of a unit have that few. */
	if (!unit || size % (1ULL << (10 * unit - 2))) {
		format_exact_size(size, text);
		return;
	}
	snprintf(text, SIZE_TEXT_MAX, "%llu%s%c", size >> (10 * unit),
		 (const char *const[]){ "", ".25", ".5", ".75" }[size >> (10 * unit - 2) & 3],
		 "KMGT"[unit - 1]);
}
