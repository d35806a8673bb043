/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Choosing memory of a region for a device, and parsing what is written to attributes.
 *
 * These functions have no state and take no locks, so that unit tests can call them. A
 * region is a resource whose children are the ranges in use, in the order of addresses.
 */
#ifndef DAX_RANGES_H
#define DAX_RANGES_H

#include <linux/ioport.h>
#include <linux/range.h>
#include <linux/string.h>
#include <linux/types.h>

/**
 * struct dax_plan - the memory that a device will get
 * @nr: the number of pieces
 * @pieces: the pieces in the order of page offsets
 * @few: has the pieces if they are few, as they almost always are
 */
struct dax_plan {
	int nr;
	struct range *pieces;
	struct range few[4];
};

int dax_plan_growth(const struct resource *root, const struct range *last, u64 need, u64 align,
		    struct range *pieces, int room);
int dax_make_plan(struct dax_plan *plan, const struct resource *root, const struct range *last,
		  u64 need, u64 align);
void dax_free_plan(struct dax_plan *plan);
int dax_check_range(const struct resource *root, const struct range *range, u64 align);

/* The size of a buffer for the longest name, dax2147483647.2147483647. */
#define DAX_NAME_LEN	26

int dax_parse_number(const char *buf, size_t count, u64 *value);
int dax_parse_range(const char *buf, size_t count, struct range *range);
int dax_parse_name(const char *buf, size_t count, char name[DAX_NAME_LEN]);

/**
 * dax_is_text() - ask whether a program wrote a text
 * @buf: what it wrote, followed by a NUL
 * @count: the number of bytes that it wrote
 *
 * Some programs write the NUL that ends a string, so one is allowed at the end.
 *
 * Return: true if there is a text and nothing behind it.
 */
static inline bool dax_is_text(const char *buf, size_t count)
{
	size_t len = strnlen(buf, count);

	return len && count - len <= 1;
}

#endif /* DAX_RANGES_H */
