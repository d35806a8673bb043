// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/config/json-size.h"
#include "daxctl/layout/document-keys.h"
#include "util/near.h"
#include "util/subsection.h"

bool is_type(struct target_entry *to, struct json_object *value, enum json_type type)
{
	if (json_object_is_type(value, type))
		return true;
	problem(to->problems, -EINVAL, to->path, "has to be %s %s",
		type == json_type_object || type == json_type_array || type == json_type_int
			? "an" : "a",
		type == json_type_int ? "integer" : json_type_to_name(type));
	return false;
}

void path_to_key(struct target_entry *to, const char *where, const char *name)
{
	snprintf(to->path, sizeof(to->path), "%.60s.%.32s", where, name);
	/* The file can be anybody's, and the path goes to a terminal. */
	for (char *at = to->path; *at; at++)
		if (iscntrl((unsigned char)*at))
			*at = '?';
}

void parse_object(struct target_entry *to, struct json_object *object,
		  const struct key *keys, size_t count)
{
	if (!is_type(to, object, json_type_object))
		return;
	json_object_object_foreach(object, name, value) {
		struct near near = { 0 };
		size_t i = 0;

		for (; i < count && strcmp(keys[i].name, name); i++)
			near_try(&near, name, keys[i].name);
		path_to_key(to, to->where, name);
		if (i < count) {
			to->key = &keys[i];
			keys[i].parse(to, value);
			continue;
		}
		problem(to->problems, -EINVAL, to->path, "is not a key of layouts%s%s%s",
			near.word ? "; did you mean \"" : "", near.word ? near.word : "",
			near.word ? "\"?" : "");
	}
}

int parse_word(struct target_entry *to, struct json_object *value,
	       const char *const *words, const char *expected)
{
	const char *word = json_object_is_type(value, json_type_string)
				   ? json_object_get_string(value) : NULL;

	for (int i = 0; word && words[i]; i++)
		if (!strcmp(word, words[i]))
			return i;
	problem(to->problems, -EINVAL, to->path, "%s is not %s",
		json_object_to_json_string(value), expected);
	return -1;
}

bool parse_number(struct target_entry *to, struct json_object *value, u64 *number)
{
	u64 parsed;

	/* json-c makes the greatest number of all integers that are greater. */
	if (json_parse_size(value, SUBSECTION_SIZE, &parsed) == 0 &&
	    !(parsed == ULLONG_MAX && json_object_is_type(value, json_type_int))) {
		*number = parsed;
		return true;
	}
	problem(to->problems, -EINVAL, to->path, "%s is not a number of bytes, or not exact",
		json_object_to_json_string(value));
	return false;
}
