// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "test/unit/tap.h"
#include "util/size.h"

#define K (1ULL << 10)
#define M (1ULL << 20)
#define G (1ULL << 30)
#define T (1ULL << 40)

static void test_parse(struct tap *tap)
{
	static const struct {
		const char *text;
		int rc;
		unsigned long long size;
	} cases[] = {
		{ "0", 0, 0 },
		{ "4096", 0, 4096 },
		{ "0x1000", 0, 4096 },
		{ "0X1000", 0, 4096 },
		{ "0x2M", 0, 2 * M },
		{ "1k", 0, K }, { "1K", 0, K }, { "1KiB", 0, K },
		{ "3m", 0, 3 * M }, { "3M", 0, 3 * M }, { "3MiB", 0, 3 * M },
		{ "2g", 0, 2 * G }, { "2G", 0, 2 * G }, { "2GiB", 0, 2 * G },
		{ "1t", 0, T }, { "1T", 0, T }, { "1TiB", 0, T },
		{ "1.5G", 0, 3 * G / 2 },
		{ "0.5k", 0, 512 },
		{ "2.0M", 0, 2 * M },
		{ "00010", 0, 10 },
		{ "18446744073709551615", 0, ULLONG_MAX },
		{ "0xffffffffffffffff", 0, ULLONG_MAX },
		{ "16777215.99999904632568359375T", -EINVAL, 0 },
		{ "16777215.999999999999999999T", 1, ULLONG_MAX },
		{ "1.1G", 1, 1181116006 },
		{ "18446744073709551616", -ERANGE, 0 },
		{ "0x10000000000000000", -ERANGE, 0 },
		{ "99999999999999999999999999", -ERANGE, 0 },
		{ "16777216T", -ERANGE, 0 },
		{ "", -EINVAL, 0 },
		{ "G", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },
		{ "+1", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 },
		{ "1 ", -EINVAL, 0 },
		{ "1 G", -EINVAL, 0 },
		{ "garbage", -EINVAL, 0 },
		{ "1GB", -EINVAL, 0 },
		{ "1giB", -EINVAL, 0 },
		{ "1Gi", -EINVAL, 0 },
		{ "1MM", -EINVAL, 0 },
		{ "1P", -EINVAL, 0 },
		{ "0x", -EINVAL, 0 },
		{ "0xg", -EINVAL, 0 },
		{ "1.5", -EINVAL, 0 },
		{ "1.G", -EINVAL, 0 },
		{ ".5G", -EINVAL, 0 },
		{ "1.5.5G", -EINVAL, 0 },
		{ "0x1.8G", -EINVAL, 0 },
		{ "0.3k", 1, 307 },
		{ "1e9", -EINVAL, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned long long size = 0;
		int rc = parse_size(cases[i].text, &size);

		tap_ok(tap, rc == cases[i].rc && size == cases[i].size,
		       "parse \"%s\": %d, %llu", cases[i].text, rc, size);
	}
}

static void test_format(struct tap *tap)
{
	static const struct {
		unsigned long long size;
		const char *text, *exact, *brief;
	} cases[] = {
		{ 5000 * K, "4.88 MiB (5.12 MB)", "5000K", "5000K" },
		{ 2 * G - 1, "2048.00 MiB (2147.48 MB)", "2147483647", "2147483647" },
		{ 2 * G, "2.00 GiB (2.15 GB)", "2G", "2G" },
		{ 512 * M, "512.00 MiB (536.87 MB)", "512M", "512M" },
		{ 2 * T - 1, "2048.00 GiB (2199.02 GB)", "2199023255551", "2199023255551" },
		{ 2 * T, "2.00 TiB (2.20 TB)", "2T", "2T" },
		{ 32830000000ULL, "30.58 GiB (32.83 GB)", "32830000000", "32830000000" },
		{ ULLONG_MAX, "16777216.00 TiB (18446744.07 TB)", "18446744073709551615",
		  "18446744073709551615" },
		{ 1536 * M, "1536.00 MiB (1610.61 MB)", "1536M", "1.5G" },
		{ 2816 * M, "2.75 GiB (2.95 GB)", "2816M", "2.75G" },
		{ 1126 * M, "1126.00 MiB (1180.70 MB)", "1126M", "1126M" },
		{ 1 * G + 256 * M, "1280.00 MiB (1342.18 MB)", "1280M", "1.25G" },
		{ 0, "0.00 MiB (0.00 MB)", "0", "0" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[SIZE_TEXT_MAX], exact[SIZE_TEXT_MAX], brief[SIZE_TEXT_MAX];

		format_size(cases[i].size, text);
		format_exact_size(cases[i].size, exact);
		format_short_size(cases[i].size, brief);
		tap_ok(tap, !strcmp(text, cases[i].text) && !strcmp(exact, cases[i].exact) &&
		       !strcmp(brief, cases[i].brief), "format %llu: \"%s\", \"%s\", \"%s\"",
		       cases[i].size, text, exact, brief);
	}
}

int main(void)
{
	struct tap tap = { 0 };

	test_parse(&tap);
	test_format(&tap);
	return tap_end(&tap);
}
