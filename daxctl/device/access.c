// SPDX-License-Identifier: GPL-2.0-only
#include <grp.h>
#include <string.h>

#include "daxctl/device/access.h"

bool permissions_are_valid(const char *text)
{
	return strlen(text) == 4 && *text == '0' && strspn(text, "01234567") == 4;
}

bool group_exists(const char *name)
{
	return getgrnam(name);
}
