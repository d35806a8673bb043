// SPDX-License-Identifier: LGPL-2.1-or-later
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "util/dax-name.h"

/*
 * Parse a number that ends at the character @stop, without sign, blanks or leading zeros.
 * Returns the address of that character, or NULL if there is no such number.
 */
static const char *read_id(const char *text, char stop, int *id)
{
	long long value = 0;

	if (!isdigit((unsigned char)*text) ||
	    (*text == '0' && isdigit((unsigned char)text[1])))
		return NULL;
	for (; isdigit((unsigned char)*text); text++) {
		value = value * 10 + (*text - '0');
		if (value > INT_MAX)
			return NULL;
	}
	if (*text != stop)
		return NULL;
	*id = value;
	return text;
}

bool dax_id_parse(const char *text, int *id)
{
	return read_id(text, '\0', id) != NULL;
}

bool dax_name_parse(const char *name, bool bare, int *region, int *id)
{
	int x, y;

	if (!strncmp(name, "dax", 3))
		name += 3;
	else if (!bare)
		return false;
	name = read_id(name, '.', &x);
	if (!name || !read_id(name + 1, '\0', &y))
		return false;
	*region = x;
	*id = y;
	return true;
}
