// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/block-size.h"
#include "daxctl/device/page-use.h"
#include "daxctl/device/refusal.h"
#include "util/dax-name.h"
#include "util/size.h"

/* ---- which block ---- */

/* The library's failure names the attribute that was written. */
static bool find_block(struct daxctl_ctx *ctx, long *block)
{
	static const char writing[] = "writing \"offline\" to ";
	const char *failure = daxctl_get_failure(ctx), *name;

	name = failure ? strstr(failure, writing) : NULL;
	if (name)
		name = strstr(name, "/memory/memory");
	return name && sscanf(name, "/memory/memory%ld/state", block) == 1;
}

/* ---- what it holds ---- */

/* "slab 2M, kernel 64K" of those that stay, or of those that can move */
static void print_uses(FILE *to, const struct page_uses *uses, bool stay)
{
	bool some = false;

	for (enum page_use use = 0; use < USE_FREE; use++) {
		char size[SIZE_TEXT_MAX];

		if (!uses->bytes[use] || page_use_stays(use) != stay)
			continue;
		format_short_size(uses->bytes[use], size);
		fprintf(to, "%s%s %s", some ? ", " : "", page_use_name(use), size);
		some = true;
	}
	if (!some)
		fputs("nothing", to);
}

static void print_groups(const char *subject, struct page_uses *uses)
{
	enum { GROUPS = 3 };
	char *paths[GROUPS], *text = NULL;
	size_t count = page_uses_top_groups(uses, GROUPS, paths), size;
	FILE *stream = count ? open_memstream(&text, &size) : NULL;

	for (size_t i = 0; i < count; i++) {
		char bytes[SIZE_TEXT_MAX];

		format_short_size(uses->groups[i].bytes, bytes);
		if (stream)
			fprintf(stream, "%s%s %s", i ? ", " : "",
				paths[i] ? paths[i] : "a control group that is gone", bytes);
		free(paths[i]);
	}
	if (stream && fclose(stream) == 0)
		report(subject, 0, "most of it belongs to the control groups: %s", text);
	free(text);
}

static void print_contents(const char *subject, long block)
{
	u64 size = read_block_size(), start = block * size;
	struct page_uses uses = { 0 };
	struct page_files files;
	char *text = NULL;
	int region, id, rc = page_files_open(&files);
	FILE *stream;
	size_t len;

	if (rc == 0 && size)
		rc = page_uses_add(&files, start, size, &uses);
	page_files_close(&files);
	if (rc < 0) {
		report(subject, 0, "what memory%ld holds cannot be read: /proc/kpageflags: %s",
		       block, strerror(-rc));
		return;
	}
	stream = open_memstream(&text, &len);
	if (stream) {
		print_uses(stream, &uses, true);
		fputs(" that cannot move; ", stream);
		print_uses(stream, &uses, false);
		fputs(" that can", stream);
		if (page_uses_stay(&uses) && dax_name_parse(subject, false, &region, &id))
			fprintf(stream, ": daxctl doctor %s explains", subject);
		if (fclose(stream) == 0)
			report(subject, 0, "memory%ld (%#llx-%#llx) holds %s", block, start,
			       start + size - 1, text);
	}
	free(text);
	print_groups(subject, &uses);
	page_uses_clear(&uses);
}

/* ---- what the kernel says ---- */

/* The message of a record "PRIORITY,NUMBER,TIME,FLAGS;MESSAGE", if it is about offlining. */
static char *relevant_message(char *record)
{
	static const char *const words[] = { "memory offlining ", "migrating pfn ",
					     "page dumped because" };
	char *message = strchr(record, ';');

	if (!message)
		return NULL;
	message++;
	message[strcspn(message, "\n")] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(message, words[i]))
			return message;
	return NULL;
}

/* Each page can have a record, of which the first are enough. */
static void print_messages(const char *subject, int kmsg)
{
	enum { MESSAGES = 3 };
	char record[8192];
	int count = 0;
	ssize_t len;

	while (kmsg >= 0 && count < MESSAGES) {
		char *message;

		len = read(kmsg, record, sizeof(record) - 1);
		if (len < 0 && (errno == EPIPE || errno == EINTR))
			continue;	/* EPIPE: records were overwritten */
		if (len <= 0)
			return;
		record[len] = '\0';
		message = relevant_message(record);
		if (!message)
			continue;
		report(subject, 0, "the kernel says: %s", message);
		count++;
	}
}

void explain_refusal(struct daxctl_ctx *ctx, const char *subject, int kmsg)
{
	long block;

	if (!find_block(ctx, &block))
		return;
	print_messages(subject, kmsg);
	print_contents(subject, block);
}
