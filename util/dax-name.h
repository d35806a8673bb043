/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of device-DAX devices: daxX.Y. */
#ifndef UTIL_DAX_NAME_H
#define UTIL_DAX_NAME_H

#include <stdbool.h>

/*
 * Is @name exactly "daxX.Y" (or "X.Y" if @bare), as the kernel would write it?
 * If so *@region and *@id are X and Y, otherwise they are untouched.
 */
bool dax_name_parse(const char *name, bool bare, int *region, int *id);

/* Is @text a decimal number as the kernel writes it, from 0 to INT_MAX? */
bool dax_id_parse(const char *text, int *id);

#endif
