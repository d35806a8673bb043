/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UTIL_DLOPEN_NOTE_H
#define UTIL_DLOPEN_NOTE_H

#include <stdint.h>

/*
 * An ELF note that tells packagers which library this file opens with dlopen().  Its text
 * is a JSON array in the format that systemd documents; `readelf -n' shows it.  @id is a C
 * identifier; the others are string literals: @feature is what the library is for, in a
 * word, @priority is "required", "recommended" or "suggested".
 */
#define DLOPEN_NOTE(id, soname, feature, description, priority) \
	DLOPEN_NOTE_TEXT(id, "[{\"soname\":[\"" soname "\"],\"feature\":\"" feature \
			     "\",\"description\":\"" description \
			     "\",\"priority\":\"" priority "\"}]")

#define DLOPEN_NOTE_TEXT(id, json) \
	static const struct { \
		uint32_t name_size, text_size, type; \
		char name[4]; \
		char text[sizeof(json)]; \
	} dlopen_note_##id __attribute__((used, aligned(4), section(".note.dlopen"))) = { \
		.name_size = sizeof("FDO"), \
		.text_size = sizeof(json), \
		.type = 0x407c0c0a, \
		.name = "FDO", \
		.text = json, \
	}

#endif
