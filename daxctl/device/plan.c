// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/plan.h"
#include "util/size.h"
#include "util/subsection.h"

/* Report that @size is not a multiple of @unit, with the multiples above and below it. */
static int report_nearest(const char *subject, const char *size, unsigned long long below,
			  unsigned long long unit)
{
	char unit_text[SIZE_TEXT_MAX], low[SIZE_TEXT_MAX], high[SIZE_TEXT_MAX];
	bool has_above = below <= ULLONG_MAX - unit;

	format_short_size(unit, unit_text);
	format_short_size(below, low);
	format_short_size(has_above ? below + unit : 0, high);
	if (!below || !has_above)
		return report(subject, -EINVAL,
			      "size %s is not a multiple of %s; the nearest is %s", size,
			      unit_text, below ? low : high);
	return report(subject, -EINVAL,
		      "size %s is not a multiple of %s; the nearest are %s and %s", size,
		      unit_text, low, high);
}

int parse_size_option(const char *text, unsigned long long *size)
{
	int rc = parse_size(text, size);

	if (rc == -ERANGE)
		return report("--size", -EINVAL, "'%s' is too large: 2^64 bytes or more", text);
	if (rc < 0)
		return report("--size", rc, "'%s' is not a size (bytes, 0x..., or with "
			      "k, M, G, T: 512M, 1.5G)", text);
	if (rc > 0)
		return report_nearest("--size", text, *size - *size % SUBSECTION_SIZE,
				      SUBSECTION_SIZE);
	return 0;
}

bool is_align(unsigned long long align)
{
#if defined(__x86_64__)
	return align == 4ULL << 10 || align == 2ULL << 20 || align == 1ULL << 30;
#else
	return align <= ULONG_MAX && align >= (unsigned long)getpagesize() &&
	       !(align & (align - 1));
#endif
}

int parse_align_option(const char *text, unsigned long *align)
{
	unsigned long long value = 0;

	if (parse_size(text, &value) || !is_align(value))
		return report("--align", -EINVAL, "'%s' is not an alignment (" ALIGN_NAMES ")",
			      text);
	*align = value;
	return 0;
}

bool parse_share(const char *text, unsigned long long *share)
{
	unsigned int whole, part = 0;
	char fraction[3] = "";
	int end = 0;

	if (sscanf(text, "%3u%%%n", &whole, &end) != 1 || !end) {
		end = 0;
		if (sscanf(text, "%3u.%2[0-9]%%%n", &whole, fraction, &end) != 2)
			return false;
		part = atoi(fraction) * (fraction[1] ? 1 : 10);
	}
	*share = whole * 100ULL + part;
	return end && !text[end] && *text >= '0' && *text <= '9' && *share && *share <= SHARE_WHOLE;
}

unsigned long long size_unit(unsigned long align)
{
	return align > SUBSECTION_SIZE ? align : SUBSECTION_SIZE;
}

int check_size(const char *subject, unsigned long long size, unsigned long align)
{
	unsigned long long unit = size_unit(align);
	char text[SIZE_TEXT_MAX];

	if (size % unit == 0)
		return 0;
	format_short_size(size, text);
	return report_nearest(subject, text, size - size % unit, unit);
}

int check_part(const char *subject, unsigned long long size, unsigned long long unit,
	       unsigned long long total)
{
	char text[SIZE_TEXT_MAX], nearest[SIZE_TEXT_MAX];

	if (size && size <= total && size % unit == 0)
		return 0;
	format_exact_size(size, text);
	format_exact_size(size ? total : unit, nearest);
	if (size > total)
		return report(subject, -EINVAL,
			      "size %s exceeds its memory blocks; the nearest is %s",
			      text, nearest);
	if (!size)
		return report(subject, -EINVAL,
			      "size 0 is less than a memory block; the nearest is %s", nearest);
	return report_nearest(subject, text, size - size % unit, unit);
}

int check_range(const char *subject, unsigned long long start, unsigned long long end,
		unsigned long align)
{
	unsigned long long unit = size_unit(align);
	char text[SIZE_TEXT_MAX];

	if (start % SUBSECTION_SIZE == 0 && (end - start + 1) % unit == 0)
		return 0;
	format_short_size(unit, text);
	return report(subject, -EINVAL, "the range %#llx-%#llx does not begin at a multiple "
		      "of 2M, or its length is not a multiple of %s", start, end, text);
}

int check_dynamic(const char *subject, struct daxctl_region *region)
{
	if (daxctl_region_is_dynamic(region))
		return 0;
	/* It had a size when it was found. */
	if (daxctl_region_get_size(region) == ULLONG_MAX)
		return report(subject, -ENXIO, "no longer exists");
	return report(subject, -EOPNOTSUPP,
		      "cannot be divided or resized; use ndctl to change its namespace");
}
