// SPDX-License-Identifier: GPL-2.0-only
/* Prints what doctor finds in a directory in place of the root: doctor-fake DIRECTORY [NAME...] */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/doctor/doctor.h"

static char *below(const char *root, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", root, name) < 0)
		exit(99);
	return path;
}

int main(int argc, char **argv)
{
	struct exam exam = { .root = argv[1], .names = argv + 2, .name_count = argc - 2 };
	char *sys, *dev, *proc, *config;
	struct json_object *object;
	int rc = 99;

	if (argc < 2 || daxctl_new(&exam.ctx) < 0)
		return rc;
	sys = below(argv[1], "sys");
	dev = below(argv[1], "dev");
	proc = below(argv[1], "proc");
	config = below(argv[1], "etc/daxctl.conf.d");
	if (daxctl_set_roots(exam.ctx, sys, dev, proc) == 0 &&
	    daxctl_set_config_path(exam.ctx, config) == 0) {
		doctor_look(&exam);
		object = findings_json(&exam);
		puts(json_object_to_json_string(object));
		json_object_put(object);
		show_findings(&exam, stderr);
		rc = doctor_status(&exam);
	}
	free(sys);
	free(dev);
	free(proc);
	free(config);
	exam_clear(&exam);
	daxctl_unref(exam.ctx);
	return rc & 0xff;
}
