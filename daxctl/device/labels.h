/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The labels of devices, which the kernel does not know.  LABELS_FILE has a line for each
 * labelled device: where it is, and which directory of sysfs it had in which boot.  So a
 * label follows its device when that is resized, and is found again after a reboot, when
 * there is a device of the same size at the same address.
 */
#ifndef DAXCTL_DEVICE_LABELS_H
#define DAXCTL_DEVICE_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <libdaxctl/libdaxctl.h>

#define LABELS_DIRECTORY "/var/lib/daxctl"
#define LABELS_FILE LABELS_DIRECTORY "/labels"

enum { LABEL_MAX = 64, LABEL_DEVICE_MAX = 32, LABEL_GROUP_MAX = 32 };

/* The group and the permissions of the device's node. */
struct label_access {
	char group[LABEL_GROUP_MAX + 1];	/* empty: not said */
	char permissions[8];			/* "0660"; empty: not said */
};

/* The label of a device, and the access to it. */
struct label {
	char text[LABEL_MAX + 1];		/* empty: only its access is kept */
	struct label_access access;
};

/* 1 to 64 of the characters A-Z, a-z, 0-9, '.', '_' and '-'. */
bool label_is_valid(const char *text);

/* Append "-3" to a label, if there is one.  Returns false if it is too long then. */
bool label_add_number(struct label *label, int number);

/*
 * In lines of text, a mark stands for an empty text.  No label has this character: "-" is a
 * label.
 */
#define EMPTY_MARK "*"

static inline const char *text_or_mark(const char *text)
{
	return *text ? text : EMPTY_MARK;
}

static inline void unmark(char *text)
{
	if (!strcmp(text, EMPTY_MARK))
		*text = '\0';
}

struct labels;

/*
 * Read the file; without one, there are no labels.  To change them, @lock it until
 * labels_free().  Returns 0 or a reported errno.
 */
int labels_read(bool lock, struct labels **labels);
void labels_free(struct labels *labels);

/* The label of a device, or NULL. */
const struct label *labels_find(const struct labels *labels, struct daxctl_dev *dev);

/* Forget what is kept about a device. */
void labels_forget(struct labels *labels, struct daxctl_dev *dev);

/* Keep this about a device, instead of what was kept.  Returns 0 or -ENOMEM. */
int labels_set(struct labels *labels, struct daxctl_dev *dev, const struct label *label);

/*
 * Replace the file, and let udev process the bound devices whose labels have changed.  Returns
 * 0 or a reported errno.
 */
int labels_write(const struct labels *labels);

#endif
