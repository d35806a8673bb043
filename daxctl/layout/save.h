/* SPDX-License-Identifier: GPL-2.0-only */
/* The present state as a layout. */
#ifndef DAXCTL_LAYOUT_SAVE_H
#define DAXCTL_LAYOUT_SAVE_H

#include <json-c/json.h>

#include "daxctl/layout/model.h"

/* An empty layout, or NULL. */
struct json_object *save_begin(void);

/* Add a region.  Returns 0 or a reported errno. */
int save_region(struct json_object *layout, const struct region_state *state);

/* Replace @path by the layout; NULL is standard output.  Returns 0 or a reported errno. */
int save_write(struct json_object *layout, const char *path);

#endif
