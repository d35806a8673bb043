// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/fuzz/fuzz.h"
#include "util/escape.h"

static FILE *real_stderr;

void fuzz_failed(const char *what, const char *file, int line)
{
	fprintf(real_stderr ? real_stderr : stderr, "%s:%d: not true: %s\n", file, line, what);
	fflush(real_stderr);
	abort();
}

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	fuzz_assert(text);
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
	static char path[32];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	fuzz_assert(fd >= 0 && ftruncate(fd, 0) == 0);
	fuzz_assert(pwrite(fd, data, size, 0) == (ssize_t)size);
	return path;
}

/* ---- output ---- */

static FILE *real_stdout, *out, *err;
static char *out_text, *err_text;
static size_t out_size, err_size;

void fuzz_catch(void)
{
	if (!out) {
		real_stdout = stdout;
		real_stderr = stderr;
		out = open_memstream(&out_text, &out_size);
		err = open_memstream(&err_text, &err_size);
		fuzz_assert(out && err);
	}
	rewind(out);
	rewind(err);
	stdout = out;
	stderr = err;
}

/* Nothing but lines of text, as escape_text() leaves it. */
static bool is_harmless(const char *text)
{
	char *escaped = escape_text(text), *from = escaped;
	bool same = true;

	for (; same && *text; text++) {
		if (*text != '\n' && *text != '\t' && *text != '\\') {
			same = *from++ == *text;
			continue;
		}
		same = !strncmp(from, "\\x", 2);
		from += same ? 4 : 0;
	}
	free(escaped);
	return same;
}

struct fuzz_output fuzz_printed(void)
{
	fputc('\0', out);
	fputc('\0', err);
	fflush(out);
	fflush(err);
	stdout = real_stdout;
	stderr = real_stderr;
	if (!is_harmless(err_text)) {
		fputs(err_text, stderr);
		fuzz_assert(!"nothing on stderr is a control sequence");
	}
	return (struct fuzz_output){ out_text, err_text };
}

/* ---- the tree ---- */

static char root[64];

static void remove_root(void)
{
	char command[sizeof(root) + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	if (system(command) != 0)
		perror(command);
}

const char *fuzz_root(void)
{
	if (!*root) {
		const char *fast = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

		snprintf(root, sizeof(root), "%s/daxctl-fuzz-XXXXXX", fast);
		fuzz_assert(mkdtemp(root));
		atexit(remove_root);
	}
	return root;
}

static void path_of(const char *name, char path[static PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", fuzz_root(), name);
}

static void make_directories(const char *name)
{
	char path[PATH_MAX];

	path_of(name, path);
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
}

void fuzz_put(const char *name, const void *text, size_t size)
{
	char path[PATH_MAX];
	int fd;

	path_of(name, path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0) {
		make_directories(name);
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	}
	fuzz_assert(fd >= 0 && write(fd, text, size) == (ssize_t)size);
	close(fd);
}

void fuzz_put_text(const char *name, const char *text)
{
	fuzz_put(name, text, strlen(text));
}

void fuzz_put_each(const char *const *names, size_t count, const uint8_t *data, size_t size)
{
	enum { NEXT = 0xff };

	for (size_t i = 0; i < count; i++) {
		const uint8_t *next = size ? memchr(data, NEXT, size) : NULL;
		size_t len = next ? (size_t)(next - data) : size;

		fuzz_put(names[i], data, len);
		data += len + (next != NULL);
		size -= len + (next != NULL);
	}
}

void fuzz_put_link(const char *name, const char *target)
{
	char path[PATH_MAX];

	make_directories(name);
	path_of(name, path);
	fuzz_assert(symlink(target, path) == 0);
}

void fuzz_put_region(void)
{
	static const struct {
		const char *name, *text;
	} files[] = {
		{ "dax_region/id", "0\n" },
		{ "dax_region/size", "1073741824\n" },
		{ "dax_region/available_size", "805306368\n" },
		{ "dax_region/align", "2097152\n" },
		{ "dax_region/create", "0\n" },
		{ "resource", "0x100000000\n" },
		{ "dax0.0/size", "268435456\n" },
		{ "dax0.0/align", "2097152\n" },
		{ "dax0.0/resource", "0x100000000\n" },
		{ "dax0.0/target_node", "1\n" },
		{ "dax0.0/mapping0/start", "0x100000000\n" },
		{ "dax0.0/mapping0/end", "0x10fffffff\n" },
		{ "dax0.0/mapping0/page_offset", "0\n" },
		{ "dax0.1/size", "0\n" },
		{ "dax0.1/align", "2097152\n" },
	};
	char name[PATH_MAX];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(name, sizeof(name), "sys/devices/hmem.0/%s", files[i].name);
		fuzz_put_text(name, files[i].text);
	}
	fuzz_put_link("sys/bus/dax/devices/dax0.0", "../../../devices/hmem.0/dax0.0");
	fuzz_put_link("sys/bus/dax/devices/dax0.1", "../../../devices/hmem.0/dax0.1");
	fuzz_put_link("sys/devices/hmem.0/dax0.0/driver", "../../../bus/dax/drivers/device_dax");
	fuzz_put_text("sys/bus/dax/drivers/device_dax/bind", "");
	fuzz_put_text("sys/bus/dax/drivers_probe", "");
	fuzz_put_text("sys/devices/system/memory/block_size_bytes", "8000000\n");
	fuzz_put_text("sys/devices/system/memory/auto_online_blocks", "offline\n");
}

struct daxctl_ctx *fuzz_context(void)
{
	char sys[PATH_MAX], dev[PATH_MAX], proc[PATH_MAX];
	struct daxctl_ctx *ctx;

	path_of("sys", sys);
	path_of("dev", dev);
	path_of("proc", proc);
	fuzz_assert(daxctl_new(&ctx) == 0);
	fuzz_assert(daxctl_set_roots(ctx, sys, dev, proc) == 0);
	return ctx;
}
