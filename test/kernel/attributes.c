// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each attribute of the bus: its mode, the format of its text, and that users other than
 * root read what the mode allows and write nothing.  The machine should have a region of
 * each kind.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attribute.h"
#include "subjects.h"

#define NOBODY 65534

enum where { REGION, DEVICE, MAPPING };
enum kind { ANY, DYNAMIC, STATIC };

struct attribute {
	enum where where;
	const char *name;
	mode_t mode, static_mode;	/* 0: the attribute does not exist */
	const char *text;	/* a regular expression of the text; NULL: not readable */
};

#define DECIMAL "^[0-9]+$"
#define HEX "^0x[0-9a-f]+$"
#define NAME "^(dax[0-9]+\\.[0-9]+)?$"

static const struct attribute attributes[] = {
	{ REGION, "id", 0444, 0444, DECIMAL },
	{ REGION, "size", 0444, 0444, DECIMAL },
	{ REGION, "align", 0400, 0400, DECIMAL },
	{ REGION, "available_size", 0444, 0, DECIMAL },
	{ REGION, "create", 0644, 0, NAME },
	{ REGION, "seed", 0444, 0, NAME },
	{ REGION, "delete", 0200, 0, NULL },
	{ DEVICE, "size", 0644, 0444, DECIMAL },
	{ DEVICE, "align", 0644, 0444, DECIMAL },
	{ DEVICE, "mapping", 0200, 0, NULL },
	{ DEVICE, "resource", 0400, 0400, HEX },
	{ DEVICE, "target_node", 0444, 0444, DECIMAL },
	{ DEVICE, "numa_node", 0444, 0444, "^(-1|[0-9]+)$" },
	{ DEVICE, "modalias", 0444, 0444, "^dax:t0$" },
	{ DEVICE, "uevent", 0644, 0644, "^(.*\n)*MODALIAS=dax:t0(\n|$)" },
	{ DEVICE, "dev", 0444, 0444, "^[0-9]+:[0-9]+$" },
	{ MAPPING, "start", 0400, 0400, HEX },
	{ MAPPING, "end", 0400, 0400, HEX },
	{ MAPPING, "page_offset", 0400, 0400, HEX },
};

#define ATTRIBUTES (sizeof(attributes) / sizeof(attributes[0]))

/* The directories of the three kinds of objects.  A region with an attribute create is dynamic. */
static const char *const places[] = {
	[REGION] = "/sys/bus/*/devices/*/dax_region",
	[DEVICE] = DEVICES "/dax*",
	[MAPPING] = DEVICES "/dax*/mapping[0-9]*",
};

static const char *const to_region[] = {
	[REGION] = ".", [DEVICE] = "../dax_region", [MAPPING] = "../../dax_region",
};

typedef void (*look_fn)(struct run *run, const char *path, const struct attribute *attribute,
		     mode_t mode);

/* Calls a function for each attribute of each object. Fails if there is no object. */
static void each(struct run *run, look_fn look)
{
	char path[PATH_MAX];
	glob_t list;

	for (size_t i = 0; i < ATTRIBUTES; i++) {
		const struct attribute *attribute = &attributes[i];

		if (!expect(run, glob(places[attribute->where], 0, NULL, &list) == 0,
			    "there is no %s", places[attribute->where]))
			continue;
		for (size_t j = 0; j < list.gl_pathc; j++) {
			char real[512];
			bool dynamic;

			/* The parent of the link's target is the device of the region. */
			if (!realpath(list.gl_pathv[j], path))
				continue;
			snprintf(real, sizeof(real), "%.400s/%s/create", path,
				 to_region[attribute->where]);
			dynamic = access(real, F_OK) == 0;
			snprintf(real, sizeof(real), "%.400s/%s", path, attribute->name);
			look(run, real, attribute,
			     dynamic ? attribute->mode : attribute->static_mode);
		}
		globfree(&list);
	}
}

static void look_at_mode(struct run *run, const char *path, const struct attribute *unused,
			 mode_t mode)
{
	struct stat info;
	bool there = stat(path, &info) == 0;

	(void)unused;

	if (expect(run, there == !!mode, "%s: %s", path, there ? "there" : "missing") && there)
		expect(run, (info.st_mode & 0777) == mode && info.st_uid == 0, "%s: mode %o",
		       path, info.st_mode & 0777);
}

static void modes(struct run *run)
{
	each(run, look_at_mode);
}

static void look_at_text(struct run *run, const char *path, const struct attribute *attribute,
			 mode_t mode)
{
	char text[512];
	regex_t regex;
	int length = read_attr(text, sizeof(text), "%s", path);

	if (!attribute->text) {
		expect(run, mode == 0 || length < 0, "%s: reads %s", path, text);
		return;
	}
	/* Devices without a range or a driver lack these. */
	if (mode == 0 && length == -ENOENT)
		return;
	if (strcmp(attribute->name, "resource") == 0 && length == -ENXIO)
		return;
	if (!expect(run, length >= 0, "%s: %s", path, error_name(length)))
		return;
	if (regcomp(&regex, attribute->text, REG_EXTENDED | REG_NOSUB))
		abort();
	expect(run, regexec(&regex, text, 0, NULL, 0) == 0, "%s: %s", path, text);
	regfree(&regex);
}

static void texts(struct run *run)
{
	each(run, look_at_text);
}

/* Runs as nobody, who can read what the mode allows and write nothing. */
static void look_as_nobody(struct run *run, const char *path, const struct attribute *attribute,
			   mode_t mode)
{
	int fd, error;

	(void)attribute;
	if (!mode)
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	error = fd < 0 ? errno : 0;
	expect(run, error == (mode & 0004 ? 0 : EACCES), "%s, to read: %s", path,
	       error_name(error));
	if (fd >= 0)
		close(fd);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	error = fd < 0 ? errno : 0;
	expect(run, error == EACCES, "%s, to write: %s", path, error_name(error));
	if (fd >= 0)
		close(fd);
}

static void nobody(struct run *run)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (setgid(NOBODY) || setuid(NOBODY))
			_exit(2);
		each(run, look_as_nobody);
		fflush(stdout);
		_exit(run->failures != 0);
	}
	expect(run, waitpid(pid, &status, 0) == pid && status == 0, "status %#x", status);
}

/* Values that several attributes show are the same in all of them. */
static void one_story(struct run *run)
{
	glob_t list;

	if (!expect(run, glob(DEVICES "/dax*", 0, NULL, &list) == 0, "no device"))
		return;
	for (size_t i = 0; i < list.gl_pathc; i++) {
		const char *path = list.gl_pathv[i];
		uint64_t size, id, start, end, offset, resource = 0, sum = 0;
		unsigned int x, y;
		int n;

		expect(run, sscanf(path, DEVICES "/dax%u.%u", &x, &y) == 2, "%s", path);
		expect(run, read_number(&size, "%s/size", path) == 0, "%s: no size", path);
		expect(run, read_number(&id, "%s/../dax_region/id", realpath(path, NULL)) == 0 &&
		       id == x, "%s: region %llu", path, (unsigned long long)id);
		read_number(&resource, "%s/resource", path);
		for (n = 0; read_number(&start, "%s/mapping%d/start", path, n) == 0; n++) {
			if (!expect(run, read_number(&end, "%s/mapping%d/end", path, n) == 0 &&
				    read_number(&offset, "%s/mapping%d/page_offset", path, n) == 0,
				    "%s: mapping%d is incomplete", path, n))
				continue;
			expect(run, offset == sum >> 12, "%s: mapping%d has page %#llx", path, n,
			       (unsigned long long)offset);
			expect(run, n || start == resource, "%s: resource %#llx, start %#llx",
			       path, (unsigned long long)resource, (unsigned long long)start);
			sum += end - start + 1;
		}
		expect(run, sum == size, "%s: size %llu, ranges %llu", path,
		       (unsigned long long)size, (unsigned long long)sum);
	}
	globfree(&list);
}

static const struct test tests[] = {
	{ "modes are as documented", modes },
	{ "root reads what is documented", texts },
	{ "other users read only what the mode allows, and write nothing", nobody },
	{ "size, resource, ranges and names agree", one_story },
	{ 0 }
};

const struct subject bus_attributes = { "attributes", "", 0, tests };
