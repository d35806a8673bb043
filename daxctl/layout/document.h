/* SPDX-License-Identifier: GPL-2.0-only */
/* The document: all that can be checked without a kernel. */
#ifndef DAXCTL_LAYOUT_DOCUMENT_H
#define DAXCTL_LAYOUT_DOCUMENT_H

#include <json-c/json.h>

#include "daxctl/layout/layout.h"
#include "daxctl/layout/problems.h"

/* Check a document, and take it into @layout, which is to be cleared even after problems. */
void document_parse(struct json_object *json, struct layout *layout,
		    struct problems *problems);
void layout_clear(struct layout *layout);

#endif
