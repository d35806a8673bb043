// SPDX-License-Identifier: GPL-2.0-only
/*
 * Half of the instructions of a long listing would be json-c's printer, which formats each
 * number with snprintf() and collects the whole text in memory.
 */
#include <string.h>

#include "daxctl/device/json-print.h"

struct printer {
	FILE *file;		/* NULL: keep the text */
	bool cut;		/* the text was too long to keep it */
	size_t len;
	char text[16 << 10];
};

/* The user data of strings that are JSON text. */
static char is_text[] = "text";

static void put_value(struct printer *to, struct json_object *value, int depth);

static void flush(struct printer *to)
{
	if (to->file)
		fwrite(to->text, 1, to->len, to->file);
	else
		to->cut = true;
	to->len = 0;
}

static void put(struct printer *to, char c)
{
	if (to->len == sizeof(to->text))
		flush(to);
	to->text[to->len++] = c;
}

static void put_bytes(struct printer *to, const char *text, size_t len)
{
	while (len) {
		size_t room = sizeof(to->text) - to->len, part = len < room ? len : room;

		memcpy(to->text + to->len, text, part);
		to->len += part;
		text += part;
		len -= part;
		if (len)
			flush(to);
	}
}

static void put_text(struct printer *to, const char *text)
{
	while (*text)
		put(to, *text++);
}

/* Begin a line.  Most of the text is indentation. */
static void put_line(struct printer *to, int depth)
{
	size_t spaces = 2 * depth;

	put(to, '\n');
	if (spaces > sizeof(to->text) - to->len)
		flush(to);
	memset(to->text + to->len, ' ', spaces);
	to->len += spaces;
}

static void put_escaped(struct printer *to, char c)
{
	static const char plain[] = "\"\\/\b\f\n\r\t", letters[] = "\"\\/bfnrt";
	const char *at = c ? strchr(plain, c) : NULL;
	char hex[8];

	if (at) {
		put(to, '\\');
		put(to, letters[at - plain]);
	} else {
		snprintf(hex, sizeof(hex), "\\u%04x", c);
		put_text(to, hex);
	}
}

static void put_string(struct printer *to, const char *text, size_t len)
{
	put(to, '"');
	for (const char *at = text; at < text + len; at++)
		if ((unsigned char)*at < ' ' || *at == '"' || *at == '\\' || *at == '/')
			put_escaped(to, *at);
		else
			put(to, *at);
	put(to, '"');
}

/* The lines of a JSON text. */
static void put_lines(struct printer *to, const char *text, int depth)
{
	for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
		put_bytes(to, text, end - text);
		put_line(to, depth);
	}
	put_text(to, text);
}

static void put_integer(struct printer *to, struct json_object *value)
{
	int64_t negative = json_object_get_int64(value);
	uint64_t rest = negative < 0 ? -(uint64_t)negative : json_object_get_uint64(value);
	char digits[32], *at = digits + sizeof(digits);

	*--at = '\0';
	do
		*--at = '0' + rest % 10;
	while (rest /= 10);
	if (negative < 0)
		*--at = '-';
	put_text(to, at);
}

static void put_object(struct printer *to, struct json_object *object, int depth)
{
	bool first = true;

	put(to, '{');
	json_object_object_foreach(object, key, value) {
		if (!first)
			put(to, ',');
		first = false;
		put_line(to, depth + 1);
		put_string(to, key, strlen(key));
		put(to, ':');
		put_value(to, value, depth + 1);
	}
	put_line(to, depth);
	put(to, '}');
}

static void put_array(struct printer *to, struct json_object *array, int depth)
{
	size_t count = json_object_array_length(array);

	put(to, '[');
	for (size_t i = 0; i < count; i++) {
		if (i)
			put(to, ',');
		put_line(to, depth + 1);
		put_value(to, json_object_array_get_idx(array, i), depth + 1);
	}
	put_line(to, depth);
	put(to, ']');
}

static void put_value(struct printer *to, struct json_object *value, int depth)
{
	switch (json_object_get_type(value)) {
	case json_type_object:
		put_object(to, value, depth);
		break;
	case json_type_array:
		put_array(to, value, depth);
		break;
	case json_type_string:
		if (json_object_get_userdata(value) == is_text)
			put_lines(to, json_object_get_string(value), depth);
		else
			put_string(to, json_object_get_string(value),
				   json_object_get_string_len(value));
		break;
	case json_type_int:
		put_integer(to, value);
		break;
	default:
		put_text(to, json_object_to_json_string(value));
	}
}

struct json_object *json_as_text(struct json_object *value)
{
	struct json_object *text;
	struct printer to;

	to.file = NULL;
	to.cut = false;
	to.len = 0;
	put_value(&to, value, 0);
	text = to.cut ? NULL : json_object_new_string_len(to.text, to.len);
	if (!text)
		return value;
	json_object_set_userdata(text, is_text, NULL);
	json_object_put(value);
	return text;
}

void json_write(struct json_object *value, FILE *file)
{
	struct printer to;

	to.file = file;
	to.cut = false;
	to.len = 0;
	put_value(&to, value, 0);
	put(&to, '\n');
	flush(&to);
}

void json_print(struct json_object *array, bool human)
{
	size_t count = json_object_array_length(array);

	if (count)
		json_write(human && count == 1 ? json_object_array_get_idx(array, 0) : array,
			   stdout);
	fflush(stdout);		/* keeps the order if stderr is the same file */
	json_object_put(array);
}
