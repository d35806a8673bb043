/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of device-DAX devices: daxX.Y. */
#ifndef UTIL_DAX_NAME_H
#define UTIL_DAX_NAME_H

#include <stdbool.h>

/*
 * Parse a name "daxX.Y", or also "X.Y" if @bare, with numbers as the kernel writes them.
 * Returns true with X in *@region and Y in *@id, or false with both untouched.
 */
bool dax_name_parse(const char *name, bool bare, int *region, int *id);

/* Parse a decimal number from 0 to INT_MAX, as the kernel writes it.  Returns the same. */
bool dax_id_parse(const char *text, int *id);

#endif
