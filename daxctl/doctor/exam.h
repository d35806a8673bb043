/* SPDX-License-Identifier: GPL-2.0-only */
/* An examination of the system: what the checks look at, and what they have found. */
#ifndef DAXCTL_DOCTOR_EXAM_H
#define DAXCTL_DOCTOR_EXAM_H

#include <stdbool.h>
#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

#include "util/types.h"

struct check;

enum severity { NOTE, WARNING, ERROR };

/* The texts belong to the exam. */
struct finding {
	const struct check *check;
	enum severity severity;
	const char *subject;		/* a device, a region, a module, ... */
	const char *path, *value;	/* what was seen, and where */
	const char *detail;		/* what it means here; NULL: nothing more */
	const char *command;		/* what to do; NULL: no command helps */
};

/* Something that could not be looked at. */
struct unseen {
	const char *path, *reason;
};

struct exam {
	struct daxctl_ctx *ctx;
	const char *root;		/* before each path; "" except in tests */
	char **names;			/* the operands: devices and regions */
	int name_count;

	struct finding *findings;
	size_t count;
	struct unseen *unseen;
	size_t unseen_count;
	char **texts;
	size_t text_count;
	const struct check *check;	/* which looks now */
	int rc;				/* -ENOMEM: something is missing */
};

/* A text that lives as long as the exam; "" when out of memory. */
const char *exam_text(struct exam *exam, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Add a finding of the present check.  Its severity is @severity. */
void exam_found(struct exam *exam, enum severity severity, const struct finding *finding);

/* Note that @path could not be read, once for each path. */
void exam_unseen(struct exam *exam, const char *path, int errnum);

/* Is the region, or the device, among those to look at? */
bool exam_has_region(const struct exam *exam, struct daxctl_region *region);
bool exam_has(const struct exam *exam, struct daxctl_dev *dev);
/* Did the user name the device or its region? */
bool exam_names(const struct exam *exam, struct daxctl_dev *dev);

#define exam_device_foreach(exam, region, dev) \
	daxctl_region_foreach((exam)->ctx, region) \
		daxctl_dev_foreach(region, dev) \
			if (!exam_has(exam, dev)) {} else

void exam_clear(struct exam *exam);

/* ---- reading ---- */

/*
 * Read a file, or its first line without the newline, into a text of the exam.  NULL if it
 * cannot be read.  A file that exists but cannot be read is noted as unseen.
 */
const char *exam_read(struct exam *exam, const char *path);
const char *exam_line(struct exam *exam, const char *path);
bool exam_number(struct exam *exam, const char *path, u64 *number);
bool exam_exists(struct exam *exam, const char *path);

/* The names in a directory, sorted; the array ends with NULL.  Free it with free(). */
const char **exam_entries(struct exam *exam, const char *path);

/* The last component of a symbolic link's target; NULL without a link. */
const char *exam_link(struct exam *exam, const char *path);

/* The path of an attribute of a device, or of its region's directory. */
const char *exam_device_path(struct exam *exam, struct daxctl_dev *dev, const char *attribute);

#endif
