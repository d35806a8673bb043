// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/config/json-size.h"
#include "util/size.h"

/*
 * Find the multiple of @unit that -u prints as @text.  Because -u rounds, several multiples
 * can have the same text; the size is ambiguous then.  Returns 0, or -EINVAL if there is
 * not exactly one.
 */
static int parse_rounded(const char *text, u64 unit, u64 *size)
{
	char number[SIZE_TEXT_MAX], again[SIZE_TEXT_MAX];
	const char *space = strchr(text, ' ');
	u64 near, found = 0;
	int matches = 0;

	/* "30.57 GiB (32.83 GB)": the first number with its unit */
	if (!space || strlen(space) < 4 ||
	    snprintf(number, sizeof(number), "%.*s%.3s", (int)(space - text), text,
		     space + 1) >= (int)sizeof(number) ||
	    parse_size(number, &near) < 0)
		return -EINVAL;
	near = near / unit > 8 ? near / unit - 8 : 0;
	for (u64 i = 0; i <= 16 && i <= ULLONG_MAX / unit - near; i++) {
		u64 candidate = (near + i) * unit;

		format_size(candidate, again);
		if (strcmp(again, text))
			continue;
		found = candidate;
		matches++;
	}
	if (matches != 1)
		return -EINVAL;
	*size = found;
	return 0;
}

int json_parse_size(struct json_object *value, u64 unit, u64 *number)
{
	const char *text;

	switch (json_object_get_type(value)) {
	case json_type_int:
		if (json_object_get_int64(value) < 0)
			return -EINVAL;
		*number = json_object_get_uint64(value);
		return 0;
	case json_type_string:
		text = json_object_get_string(value);
		if (parse_size(text, number) == 0)
			return 0;
		return parse_rounded(text, unit, number);
	default:
		return -EINVAL;
	}
}

bool json_is_size(struct json_object *value, u64 size)
{
	char text[SIZE_TEXT_MAX];
	u64 number;

	format_size(size, text);
	if (json_object_is_type(value, json_type_string) &&
	    !strcmp(json_object_get_string(value), text))
		return true;
	return json_parse_size(value, 1, &number) == 0 && number == size;
}
