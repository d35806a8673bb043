// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/escape.h"

static bool continues(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

/*
 * The length of the printable character that @text begins with; 0 if it has to be escaped.
 * The control characters U+0080 to U+009F have two bytes in UTF-8, and are as bad as the
 * others.  So are those that change the direction of text, U+202A to U+202E and U+2066 to
 * U+2069.
 */
static size_t printable(const unsigned char *text)
{
	if (text[0] < 0x80)
		return text[0] >= 0x20 && text[0] != 0x7f && text[0] != '\\';
	if (text[0] >= 0xc2 && text[0] < 0xe0)
		return continues(text[1]) && !(text[0] == 0xc2 && text[1] < 0xa0) ? 2 : 0;
	if (text[0] < 0xf0 && text[0] >= 0xe0) {
		if (!continues(text[1]) || !continues(text[2]))
			return 0;
		if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] >= 0xa0))
			return 0;
		if (text[0] == 0xe2 && text[1] == 0x80 && text[2] >= 0xaa && text[2] <= 0xae)
			return 0;
		return text[0] == 0xe2 && text[1] == 0x81 && text[2] >= 0xa6 &&
		       text[2] <= 0xa9 ? 0 : 3;
	}
	if (text[0] < 0xf0 || text[0] > 0xf4 || (text[0] == 0xf0 && text[1] < 0x90) ||
	    (text[0] == 0xf4 && text[1] >= 0x90))
		return 0;
	return continues(text[1]) && continues(text[2]) && continues(text[3]) ? 4 : 0;
}

char *escape_text(const char *text)
{
	enum { LONGEST = 4 };	/* of an escaped byte */
	char *escaped = malloc(strlen(text) * LONGEST + 1), *to = escaped;

	while (escaped && *text) {
		size_t len = printable((const unsigned char *)text);

		if (len)
			to = mempcpy(to, text, len);
		else
			to += sprintf(to, "\\x%02x", (unsigned char)*text);
		text += len ? len : 1;
	}
	if (escaped)
		*to = '\0';
	return escaped;
}
