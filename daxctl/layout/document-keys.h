/* SPDX-License-Identifier: GPL-2.0-only */
/* The keys of objects in a document, and values that several of them have. */
#ifndef DAXCTL_LAYOUT_DOCUMENT_KEYS_H
#define DAXCTL_LAYOUT_DOCUMENT_KEYS_H

#include "daxctl/layout/layout.h"
#include "daxctl/layout/problems.h"

/* What a key parser gets: where to put the value, and where problems are. */
struct target_entry {
	struct problems *problems;
	struct layout *layout;
	struct region_entry *region;
	struct device_entry *device;
	const struct key *key;		/* whose value is parsed */
	const char *where;		/* the path of the object */
	char path[96];			/* the path of the value */
};

typedef void key_fn(struct target_entry *to, struct json_object *value);

struct key {
	const char *name;
	key_fn *parse;
	enum match_key match;		/* of "match": the bit of the key, */
	size_t offset;			/* and where its value is in struct region_entry */
};

/* Designated, because most keys have no more. */
#define KEY(text, function) { .name = text, .parse = function }
#define KEY_COUNT(keys) (sizeof(keys) / sizeof((keys)[0]))

/* Parse each key of an object by its entry in @keys. */
void parse_object(struct target_entry *to, struct json_object *object,
		  const struct key *keys, size_t count);

/* Let the path be that of a key in the object at @where. */
void path_to_key(struct target_entry *to, const char *where, const char *name);

/* All of these report a problem if the value is another. */
bool is_type(struct target_entry *to, struct json_object *value, enum json_type type);
bool parse_number(struct target_entry *to, struct json_object *value, u64 *number);
/* The index of one of the words, or -1. */
int parse_word(struct target_entry *to, struct json_object *value,
	       const char *const *words, const char *expected);

#endif
