// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "daxctl/device/json.h"
#include "daxctl/list/usage.h"
#include "util/escape.h"

enum { GROUPS = 3 };

/* The key for a use: "page_tables". */
static void add_use(struct json_object *object, enum page_use use, unsigned long long bytes,
		    bool human)
{
	char *key = strdup(page_use_name(use));

	for (char *c = key; c && *c; c++)
		if (*c == ' ')
			*c = '_';
	if (key)
		json_object_object_add(object, key, json_size(bytes, human));
	free(key);
}

static void add_groups(struct json_object *object, struct page_uses *uses, bool human)
{
	struct json_object *array = json_object_new_array();
	char *paths[GROUPS];
	size_t count = page_uses_top_groups(uses, GROUPS, paths);

	for (size_t i = 0; i < count; i++) {
		struct json_object *group = json_object_new_object();
		char *path = paths[i] ? escape_text(paths[i]) : NULL;

		if (path)
			json_object_object_add(group, "path", json_object_new_string(path));
		json_object_object_add(group, "size", json_size(uses->groups[i].bytes, human));
		json_object_array_add(array, group);
		free(path);
		free(paths[i]);
	}
	json_object_object_add(object, "control_groups", array);
}

struct json_object *json_usage(struct page_files *files, struct daxctl_dev *dev, bool human)
{
	struct json_object *object = NULL;
	struct page_uses uses = { 0 };
	unsigned long long sum = 0;
	int rc = page_uses_add_device(files, dev, &uses);

	for (enum page_use use = 0; use < PAGE_USES; use++)
		sum += uses.bytes[use];
	if (rc == 0 && sum)
		object = json_object_new_object();
	for (enum page_use use = 0; object && use < PAGE_USES; use++)
		add_use(object, use, uses.bytes[use], human);
	if (object)
		add_groups(object, &uses, human);
	page_uses_clear(&uses);
	return object;
}
