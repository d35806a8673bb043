// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "daxctl/doctor/tar.h"

enum { BLOCK = 512, NAME = 100, PREFIX = 155 };

struct header {
	char name[NAME], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type,
	     link[NAME], magic[6], version[2], user[32], group[32], major[8], minor[8],
	     prefix[PREFIX], unused[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header is a block");

/* A long name is divided at a slash.  Returns false if that is not possible. */
static bool set_name(struct header *header, const char *name)
{
	size_t len = strlen(name);
	const char *slash = name;

	if (len <= NAME) {
		memcpy(header->name, name, len);
		return true;
	}
	while ((slash = strchr(slash + 1, '/')))
		if (slash - name <= PREFIX && strlen(slash + 1) <= NAME) {
			memcpy(header->prefix, name, slash - name);
			memcpy(header->name, slash + 1, strlen(slash + 1));
			return true;
		}
	return false;
}

static void pad(FILE *to, size_t size)
{
	static const char zeroes[BLOCK];

	fwrite(zeroes, 1, (BLOCK - size % BLOCK) % BLOCK, to);
}

void tar_add(FILE *to, const char *name, const char *text, size_t size)
{
	struct header header = { .type = '0', .magic = "ustar", .version = { '0', '0' } };
	unsigned int sum = 0;

	if (!set_name(&header, name))
		return;
	snprintf(header.mode, sizeof(header.mode), "%07o", 0600);
	snprintf(header.uid, sizeof(header.uid), "%07o", 0);
	snprintf(header.gid, sizeof(header.gid), "%07o", 0);
	snprintf(header.size, sizeof(header.size), "%011zo", size);
	snprintf(header.mtime, sizeof(header.mtime), "%011llo", (unsigned long long)time(NULL));
	memset(header.checksum, ' ', sizeof(header.checksum));
	for (size_t i = 0; i < sizeof(header); i++)
		sum += ((unsigned char *)&header)[i];
	snprintf(header.checksum, sizeof(header.checksum), "%06o", sum);
	fwrite(&header, sizeof(header), 1, to);
	fwrite(text, 1, size, to);
	pad(to, size);
}

void tar_end(FILE *to)
{
	static const char zeroes[2 * BLOCK];

	fwrite(zeroes, 1, sizeof(zeroes), to);
}
