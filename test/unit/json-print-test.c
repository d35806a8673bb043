// SPDX-License-Identifier: GPL-2.0-only
/* json_write() writes the same text as json-c's own printer, also for json_as_text(). */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/device/json-print.h"
#include "test/unit/tap.h"

/* Each text is a value. */
static const char *const texts[] = {
	"0", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
	"true", "false", "null", "1.5", "\"\"", "\"a/b\\\\c\\\"d\"", "\"\\b\\f\\n\\r\\t\"",
	"\"\\u0000\\u0001\\u001f\\u007f\"", "\"\\u00fc\\u20ac\"", "[1]", "[[[\"x\"]]]",
	"{\"a\":1}", "{\"a/\\n\":{\"b\":[1,{\"c\":null}],\"d\":\"e\"},\"f\":-2}",
	"[{\"chardev\":\"dax0.1\",\"mappings\":[{\"start\":4294967296},{\"start\":1}]},2]",
};

/* Does json_write() write @value as json-c writes @like? */
static bool is_same(struct json_object *value, struct json_object *like)
{
	const char *wanted = json_object_to_json_string_ext(like, JSON_C_TO_STRING_PRETTY);
	size_t size, len = strlen(wanted);
	char *text;
	FILE *file = open_memstream(&text, &size);
	bool same;

	json_write(value, file);
	fclose(file);
	same = size == len + 1 && !memcmp(text, wanted, len) && text[len] == '\n';
	if (!same)
		printf("# json-c:\n%s\n# json_write():\n%s", wanted, text);
	free(text);
	return same;
}

/* Does it, if a part of @value has become text? */
static bool is_same_as_text(struct json_object *value)
{
	struct json_object *whole = json_object_new_array(), *like = json_object_new_array();
	bool same;

	json_object_array_add(like, json_object_get(value));
	json_object_array_add(whole, json_as_text(json_object_get(value)));
	same = is_same(whole, like);
	json_object_put(whole);
	json_object_put(like);
	return same;
}

int main(void)
{
	struct tap tap = { 0 };
	struct json_object *large = json_object_new_array();

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct json_object *value = json_tokener_parse(texts[i]);

		tap_ok(&tap, is_same(value, value), "%s", texts[i]);
		tap_ok(&tap, is_same_as_text(value), "%s, as text", texts[i]);
		json_object_put(value);
	}
	for (int i = 0; i < 20000; i++)
		json_object_array_add(large, json_object_new_int(i));
	tap_ok(&tap, is_same(large, large), "an array of 20000 numbers");
	tap_ok(&tap, is_same_as_text(large), "an array of 20000 numbers, as text");
	json_object_put(large);
	return tap_end(&tap);
}
