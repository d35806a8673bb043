// SPDX-License-Identifier: GPL-2.0-only
/* Faults of kernels that daxctl avoids. */
#include <stdbool.h>
#include <stdio.h>

#include "daxctl/doctor/facts.h"
#include "daxctl/doctor/look.h"

struct release {
	unsigned int major, minor;
};

/* A fault of the releases up to @last, in which it was seen. */
static const struct {
	const char *name;
	struct release last;
	bool in_drivers;	/* this project's drivers do not have it */
	const char *what;
} faults[] = {
	{ "reader-resize", { 6, 12 }, true,
	  "Reading mappingN/* of a device beside a write to its \"size\" hangs both processes "
	  "until the next boot. Seen in Linux 6.1 and 6.12." },
	{ "resize-delete", { 6, 1 }, true,
	  "Writing \"size\" of a device beside its deletion hangs both processes until the next "
	  "boot. Seen in Linux 6.1, but not in 6.12." },
	{ "resize-unbind", { 7, 3 }, true,
	  "Writing \"size\" of a device beside the unbinding of its region hangs both processes "
	  "until the next boot. Seen in Linux 6.12 and 7.3." },
	{ "new-id-reach", { 7, 3 }, true,
	  "Writing a name to new_id, or loading a driver, binds other idle devices too. Seen in "
	  "Linux 6.1 to 7.3." },
	{ "mapping-unchecked", { 6, 12 }, true,
	  "A write to \"mapping\" changes a device even if it is in use, and takes ranges that "
	  "are not aligned. Seen in Linux 6.1 and 6.12." },
	{ "valid-zones", { 6, 12 }, false,
	  "Reading valid_zones of a memory block while it is added crashes the kernel. Seen in "
	  "Linux 6.1 and 6.12." },
};

static bool is_after(struct release a, struct release b)
{
	return a.major > b.major || (a.major == b.major && a.minor > b.minor);
}

/*
 * Of kernels before 7.1, only those with this project's drivers have fsdev_dax.  On newer
 * kernels, the drivers have not been tried.
 */
static bool has_our_drivers(struct exam *exam, struct release release)
{
	return is_after((struct release){ 7, 1 }, release) && module_exists(exam, "fsdev_dax");
}

void look_kernel_fault(struct exam *exam)
{
	const char *text = kernel_release(exam);
	struct release release;
	bool ours;

	if (sscanf(text, "%u.%u", &release.major, &release.minor) != 2 ||
	    !exam_exists(exam, "/sys/bus/dax"))
		return;
	ours = has_our_drivers(exam, release);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (is_after(release, faults[i].last) || (ours && faults[i].in_drivers))
			continue;
		exam_found(exam, NOTE, &(struct finding){
			.subject = faults[i].name,
			.path = "/proc/sys/kernel/osrelease",
			.value = text,
			.detail = faults[i].what,
		});
	}
}
