// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unit tests of ranges.c: the allocator and the parsers of the bus.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include "ranges.h"

/* A region of 64 MiB at 4 GiB, from which tests take pieces. */
#define BASE	SZ_4G
#define SIZE	SZ_64M

/**
 * struct fixture - a region and the ranges in use
 * @root: the region
 * @taken: the ranges in use
 * @nr: the number of ranges
 */
struct fixture {
	struct resource root;
	struct resource taken[8];
	int nr;
};

static int ranges_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->root = (struct resource) { .start = BASE, .end = BASE + SIZE - 1,
				      .flags = IORESOURCE_MEM };
	test->priv = f;
	return 0;
}

static void take(struct kunit *test, u64 offset, u64 size)
{
	struct fixture *f = test->priv;
	struct resource *res = &f->taken[f->nr++];

	res->start = BASE + offset;
	res->end = res->start + size - 1;
	KUNIT_ASSERT_EQ(test, request_resource(&f->root, res), 0);
}

static void expect_piece(struct kunit *test, const struct range *piece, u64 offset, u64 size)
{
	KUNIT_EXPECT_EQ(test, piece->start, BASE + offset);
	KUNIT_EXPECT_EQ(test, range_len(piece), size);
}

static void growth_takes_lowest_first(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct range pieces[4];

	take(test, 0, SZ_4M);
	take(test, SZ_8M, SZ_8M);
	KUNIT_ASSERT_EQ(test, dax_plan_growth(&f->root, NULL, SZ_8M, SZ_2M, pieces, 4), 2);
	expect_piece(test, &pieces[0], SZ_4M, SZ_4M);
	expect_piece(test, &pieces[1], SZ_16M, SZ_4M);
	/* counting only says the same */
	KUNIT_EXPECT_EQ(test, dax_plan_growth(&f->root, NULL, SZ_8M, SZ_2M, NULL, 0), 2);
	KUNIT_EXPECT_EQ(test, dax_plan_growth(&f->root, NULL, SZ_4M, SZ_2M, NULL, 0), 1);
}

static void growth_continues_the_last_range(struct kunit *test)
{
	struct range last = { BASE + SZ_16M, BASE + SZ_16M + SZ_2M - 1 };
	struct fixture *f = test->priv;
	struct range pieces[4];

	take(test, SZ_16M, SZ_2M);
	take(test, SZ_32M, SZ_2M);
	KUNIT_ASSERT_EQ(test, dax_plan_growth(&f->root, &last, SZ_2M, SZ_2M, pieces, 4), 1);
	expect_piece(test, &pieces[0], SZ_16M + SZ_2M, SZ_2M);

	/* all of what is behind it, then the lowest */
	KUNIT_ASSERT_EQ(test, dax_plan_growth(&f->root, &last, SZ_16M, SZ_2M, pieces, 4), 2);
	expect_piece(test, &pieces[0], SZ_16M + SZ_2M, SZ_16M - SZ_2M);
	expect_piece(test, &pieces[1], 0, SZ_2M);

	/* nothing is behind it */
	take(test, SZ_16M + SZ_2M, SZ_2M);
	KUNIT_ASSERT_EQ(test, dax_plan_growth(&f->root, &last, SZ_2M, SZ_2M, pieces, 4), 1);
	expect_piece(test, &pieces[0], 0, SZ_2M);
}

static void growth_skips_what_is_not_aligned(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct range pieces[4];

	take(test, SZ_1M, SZ_2M);
	KUNIT_ASSERT_EQ(test, dax_plan_growth(&f->root, NULL, SZ_2M, SZ_2M, pieces, 4), 1);
	expect_piece(test, &pieces[0], SZ_4M, SZ_2M);
	KUNIT_ASSERT_EQ(test, dax_plan_growth(&f->root, NULL, SZ_16M, SZ_16M, pieces, 4), 1);
	expect_piece(test, &pieces[0], SZ_16M, SZ_16M);
	/* 48 MiB are left in pieces of 16 MiB */
	KUNIT_EXPECT_EQ(test, dax_plan_growth(&f->root, NULL, 3ULL * SZ_16M, SZ_16M, NULL, 0), 1);
	KUNIT_EXPECT_EQ(test, dax_plan_growth(&f->root, NULL, 4ULL * SZ_16M, SZ_16M, NULL, 0),
			-ENOSPC);
}

static void growth_needs_all_of_it(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, dax_plan_growth(&f->root, NULL, SIZE, SZ_2M, NULL, 0), 1);
	KUNIT_EXPECT_EQ(test, dax_plan_growth(&f->root, NULL, SIZE + SZ_2M, SZ_2M, NULL, 0),
			-ENOSPC);
	KUNIT_EXPECT_EQ(test, dax_plan_growth(&f->root, NULL, U64_MAX - SZ_2M + 1, SZ_2M, NULL, 0),
			-ENOSPC);
	take(test, SZ_32M, SZ_2M);
	KUNIT_EXPECT_EQ(test, dax_plan_growth(&f->root, NULL, SIZE - SZ_2M, SZ_2M, NULL, 0), 2);
	KUNIT_EXPECT_EQ(test, dax_plan_growth(&f->root, NULL, SIZE, SZ_2M, NULL, 0), -ENOSPC);
}

static int check(struct kunit *test, u64 start, u64 end)
{
	struct fixture *f = test->priv;

	return dax_check_range(&f->root, &(struct range) { start, end }, SZ_2M);
}

static void check_range_says_why(struct kunit *test)
{
	take(test, SZ_8M, SZ_4M);
	KUNIT_EXPECT_EQ(test, check(test, BASE, BASE + SZ_8M - 1), 0);
	KUNIT_EXPECT_EQ(test, check(test, BASE + SIZE - SZ_2M, BASE + SIZE - 1), 0);
	KUNIT_EXPECT_EQ(test, check(test, BASE, BASE), -EINVAL);
	KUNIT_EXPECT_EQ(test, check(test, BASE + SZ_1M, BASE + SZ_1M + SZ_2M - 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, check(test, BASE + SZ_4M, BASE - 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, check(test, BASE + SZ_4M, BASE + SZ_2M - 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, check(test, 0, U64_MAX), -ERANGE);
	KUNIT_EXPECT_EQ(test, check(test, BASE - SZ_2M, BASE + SZ_2M - 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, check(test, BASE + SIZE, BASE + SIZE + SZ_2M - 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, check(test, BASE + SZ_8M, BASE + SZ_8M + SZ_2M - 1), -EBUSY);
	KUNIT_EXPECT_EQ(test, check(test, BASE, BASE + SZ_8M + SZ_2M - 1), -EBUSY);
	KUNIT_EXPECT_EQ(test, check(test, BASE, BASE + SIZE - 1), -EBUSY);
}

/* Parses a literal, which may have NULs in it. */
#define parse(parser, literal, out) dax_parse_##parser(literal, sizeof(literal) - 1, out)

static void numbers(struct kunit *test)
{
	u64 value = 7;

	KUNIT_EXPECT_EQ(test, parse(number, "0", &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0ULL);
	KUNIT_EXPECT_EQ(test, parse(number, "0x200000\n", &value), 0);
	KUNIT_EXPECT_EQ(test, value, (u64)SZ_2M);
	KUNIT_EXPECT_EQ(test, parse(number, "18446744073709551615", &value), 0);
	KUNIT_EXPECT_EQ(test, value, U64_MAX);
	KUNIT_EXPECT_EQ(test, parse(number, "18446744073709551616", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse(number, "", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse(number, "\n", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse(number, "-1", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse(number, "1 ", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse(number, "2M", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse(number, "1\0", &value), 0);
	KUNIT_EXPECT_EQ(test, value, 1ULL);
	KUNIT_EXPECT_EQ(test, parse(number, "1\0\0", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse(number, "1\0002", &value), -EINVAL);
}

static void spans(struct kunit *test)
{
	static const char * const wrong[] = {
		"", "-", "1-", "-1", "1--2", "1-2-3", "1 -2", "1- 2", "1\n-2", "x-y", "+1-2",
		"1-+2", "0x0x1-2", "10000000000000000-1", "1-10000000000000000",
		"00000000000000000001-2", "1,2",
	};
	struct range range;
	int i;

	KUNIT_EXPECT_EQ(test, parse(range, "100000000-1001fffff\n", &range), 0);
	KUNIT_EXPECT_EQ(test, range.start, 0x100000000ULL);
	KUNIT_EXPECT_EQ(test, range.end, 0x1001fffffULL);
	KUNIT_EXPECT_EQ(test, parse(range, "0x10-0xFf", &range), 0);
	KUNIT_EXPECT_EQ(test, range.end, 0xffULL);
	KUNIT_EXPECT_EQ(test, parse(range, "0-ffffffffffffffff", &range), 0);
	KUNIT_EXPECT_EQ(test, range.end, U64_MAX);
	KUNIT_EXPECT_EQ(test, parse(range, "1-2\0", &range), 0);
	KUNIT_EXPECT_EQ(test, parse(range, "1-2\0\0", &range), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		KUNIT_EXPECT_EQ_MSG(test, dax_parse_range(wrong[i], strlen(wrong[i]), &range),
				    -EINVAL, "of '%s'", wrong[i]);
}

static void names(struct kunit *test)
{
	static const char * const wrong[] = {
		"", "\n", "dax", "dax0", "dax0.", "dax.0", "dax00.1", "dax0.01", "dax-0.1",
		"dax0.+1", "dax0.-1", "dax0. 1", "dax0.1 ", " dax0.1", "dax0.1\n\n", "Dax0.1",
		"dax0.4294967297", "dax4294967296.1", "dax0.18446744073709551617",
		"dax0.1.2", "dax0.1x", "dax2147483648.0",
	};
	char name[DAX_NAME_LEN];
	int i;

	KUNIT_EXPECT_EQ(test, parse(name, "dax0.1\n", name), 0);
	KUNIT_EXPECT_STREQ(test, name, "dax0.1");
	KUNIT_EXPECT_EQ(test, parse(name, "dax2147483647.2147483647", name), 0);
	KUNIT_EXPECT_STREQ(test, name, "dax2147483647.2147483647");
	KUNIT_EXPECT_EQ(test, parse(name, "dax0.1\n\0", name), 0);
	KUNIT_EXPECT_STREQ(test, name, "dax0.1");
	KUNIT_EXPECT_EQ(test, parse(name, "dax0.1\0x", name), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		KUNIT_EXPECT_EQ_MSG(test, dax_parse_name(wrong[i], strlen(wrong[i]), name),
				    -EINVAL, "of '%s'", wrong[i]);
}

static struct kunit_case ranges_cases[] = {
	KUNIT_CASE(growth_takes_lowest_first),
	KUNIT_CASE(growth_continues_the_last_range),
	KUNIT_CASE(growth_skips_what_is_not_aligned),
	KUNIT_CASE(growth_needs_all_of_it),
	KUNIT_CASE(check_range_says_why),
	KUNIT_CASE(numbers),
	KUNIT_CASE(spans),
	KUNIT_CASE(names),
	{ }
};

static struct kunit_suite ranges_suite = {
	.name = "dax_ranges",
	.init = ranges_init,
	.test_cases = ranges_cases,
};
kunit_test_suite(ranges_suite);

MODULE_DESCRIPTION("Unit tests of the DAX bus's allocator and parsers");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
