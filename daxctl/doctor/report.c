// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <json-c/json.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/json.h"
#include "daxctl/doctor/doctor.h"
#include "daxctl/doctor/redact.h"
#include "daxctl/doctor/report.h"
#include "daxctl/doctor/tar.h"

/*
 * What is read.  Ranges of devices and zones of memory blocks are not here: reading them can
 * hang or crash a kernel, so they are in list.json, from the library.
 */
static const char *const patterns[] = {
	"/etc/daxctl.conf.d/*.conf",
	"/etc/daxctl/layouts/*.json",
	"/etc/modprobe.d/*.conf",
	"/etc/udev/rules.d/*.rules",
	"/proc/buddyinfo",
	"/proc/cmdline",
	"/proc/iomem",
	"/proc/meminfo",
	"/proc/modules",
	"/proc/version",
	"/proc/zoneinfo",
	"/sys/bus/cxl/devices/*/commit",
	"/sys/bus/cxl/devices/*/dpa_size",
	"/sys/bus/cxl/devices/*/interleave_*",
	"/sys/bus/cxl/devices/*/mode",
	"/sys/bus/cxl/devices/*/ram/size",
	"/sys/bus/cxl/devices/*/region",
	"/sys/bus/cxl/devices/*/serial",
	"/sys/bus/cxl/devices/*/size",
	"/sys/bus/cxl/devices/*/start",
	"/sys/bus/dax/devices/*/memmap_on_memory",
	"/sys/bus/dax/devices/*/numa_node",
	"/sys/bus/dax/devices/*/size",
	"/sys/bus/dax/devices/*/target_node",
	"/sys/bus/dax/devices/*/uevent",
	"/sys/bus/dax/drivers_autoprobe",
	"/sys/devices/system/memory/auto_online_blocks",
	"/sys/devices/system/memory/block_size_bytes",
	"/sys/devices/system/memory/memory*/state",
	"/sys/devices/system/node/has_*",
	"/sys/devices/system/node/node*/access*/initiators/*_*",
	"/sys/devices/system/node/node*/cpulist",
	"/sys/devices/system/node/node*/distance",
	"/sys/devices/system/node/node*/meminfo",
	"/sys/devices/virtual/memory_tiering/memory_tier*/nodelist",
	"/sys/kernel/mm/mempolicy/weighted_interleave/node*",
	"/sys/module/memory_hotplug/parameters/*",
	"/var/lib/daxctl/labels",
};

struct archive {
	FILE *to;
	struct exam *exam;
	const struct secrets *secrets;	/* NULL: nothing is redacted */
};

/* Names in the archive are those of the machine, and can have secrets too. */
static void add_text(struct archive *archive, const char *name, const char *text)
{
	char *clean = NULL, *clean_name = NULL;

	if (archive->secrets) {
		clean = redact(text, archive->secrets);
		clean_name = redact(name, archive->secrets);
		if (!clean || !clean_name) {
			archive->exam->rc = -ENOMEM;
			text = name = "";
		}
	}
	if (*name)
		tar_add(archive->to, clean_name ? clean_name : name, clean ? clean : text,
			strlen(clean ? clean : text));
	free(clean);
	free(clean_name);
}

static void add_json(struct archive *archive, const char *name, struct json_object *object)
{
	const char *text = object ? json_object_to_json_string_ext(object,
				JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE) : NULL;

	if (text)
		add_text(archive, name, text);
	else
		archive->exam->rc = -ENOMEM;
	json_object_put(object);
}

/* What `list -DRiMv' prints. */
static struct json_object *list(struct daxctl_ctx *ctx)
{
	struct json_object *array = json_object_new_array();
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(ctx, region) {
		struct json_object *object = json_region(region, false, true);
		struct json_object *devices = json_object_new_array();

		if (!object || !devices) {
			json_object_put(object);
			json_object_put(devices);
			continue;
		}
		daxctl_dev_foreach(region, dev)
			json_object_array_add(devices, json_device(dev, true, false));
		json_object_object_add(object, "devices", devices);
		json_object_array_add(array, object);
	}
	return array;
}

static void add_files(struct archive *archive, const char *pattern)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		const char *text = exam_read(archive->exam, path);

		if (text)
			add_text(archive, exam_text(archive->exam, "report%s", path), text);
	}
	globfree(&found);
}

static void fill(struct archive *archive)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		add_files(archive, patterns[i]);
	add_json(archive, "report/list.json", list(archive->exam->ctx));
	/* last, because it says what could not be read */
	add_json(archive, "report/findings.json", findings_json(archive->exam));
	tar_end(archive->to);
}

/* ---- the file ---- */

static bool is_compressed(const char *path)
{
	size_t len = strlen(path);

	return len > 4 && !strcmp(path + len - 4, ".zst");
}

/* Start zstd, which writes to @file.  Returns the pipe to it, or a negated errno. */
static int start_zstd(int file, pid_t *child)
{
	char zstd[] = "zstd", quiet[] = "-q", to_stdout[] = "-c";
	char *const arguments[] = { zstd, quiet, to_stdout, NULL };
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	int ends[2], rc;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, file, STDOUT_FILENO);
	rc = posix_spawnp(child, "zstd", &actions, NULL, arguments, environment);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[0]);
	if (rc)
		close(ends[1]);
	return rc ? -rc : ends[1];
}

/* Returns 0 or a negated errno. */
static int end_zstd(pid_t child)
{
	int status;

	return waitpid(child, &status, 0) == child && status == 0 ? 0 : -EIO;
}

static int write_archive(struct exam *exam, int file, const char *path,
			 const struct secrets *secrets)
{
	struct archive archive = { .exam = exam, .secrets = secrets };
	bool compressed = is_compressed(path);
	int fd = file, rc = 0, end = 0;
	pid_t child;

	if (compressed) {
		fd = start_zstd(file, &child);
		if (fd < 0)
			return report(path, fd, "cannot be compressed: zstd: %s", strerror(-fd));
	}
	archive.to = fdopen(compressed ? fd : dup(file), "w");
	if (!archive.to)
		return report(path, -ENOMEM, "out of memory");
	fill(&archive);
	if (ferror(archive.to))
		rc = -EIO;
	if (fclose(archive.to) != 0)
		rc = -errno;
	if (compressed)
		end = end_zstd(child);
	rc = rc < 0 ? rc : end < 0 ? end : exam->rc;
	return rc < 0 ? report(path, rc, "cannot be written: %s", strerror(-rc)) : 0;
}

/* The report can have secrets, so only its owner may read it.  A file that exists stays. */
int write_report(struct exam *exam, const char *path, bool redacted)
{
	int rc, file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct secrets secrets = { 0 };

	if (file < 0)
		return report(path, -errno, "cannot be created: %s", strerror(errno));
	if (redacted)
		secrets_find(exam, &secrets);
	rc = write_archive(exam, file, path, redacted ? &secrets : NULL);
	secrets_clear(&secrets);
	close(file);
	if (rc < 0)
		unlink(path);
	return rc;
}
