// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/acpi-test-command.h"

/* A test that cannot run is an error (99), not a failure. */
static void give_up(const char *what)
{
	perror(what);
	exit(99);
}

void test_dir_make(struct test_dir *dir)
{
	const char *parent = getenv("TMPDIR");

	if (!parent || strlen(parent) > sizeof(dir->path) / 2)
		parent = "/tmp";
	snprintf(dir->path, sizeof(dir->path), "%s/daxctl-test-XXXXXX", parent);
	if (!mkdtemp(dir->path))
		give_up(dir->path);
}

static void path_of(const struct test_dir *dir, const char *name, char path[static 128])
{
	if (snprintf(path, 128, "%s/%s", dir->path, name) >= 128)
		abort();
}

static void fill_table(const struct test_dir *dir, const struct acpi_table *table)
{
	char path[128];
	FILE *file;

	path_of(dir, table->name, path);
	unlink(path);
	if (!table->bytes)
		return;
	file = fopen(path, "wb");
	if (!file || fwrite(table->bytes, 1, table->size, file) != table->size ||
	    fclose(file))
		give_up(path);
}

void test_dir_fill(const struct test_dir *dir, const struct acpi_tables *tables)
{
	fill_table(dir, &tables->srat);
	fill_table(dir, &tables->slit);
	fill_table(dir, &tables->nfit);
}

bool test_dir_result(const struct test_dir *dir, const char *name, struct acpi_table *table)
{
	uint8_t bytes[8192];
	char path[128];
	FILE *file;
	size_t got;

	path_of(dir, name, path);
	file = fopen(path, "rb");
	if (!file)
		return false;
	got = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	*table = (struct acpi_table){ .name = name };
	if (acpi_extend(table, got) < 0)
		abort();
	memcpy(table->bytes, bytes, got);
	return true;
}

static bool is_table(const char *name)
{
	return !strcmp(name, "srat.dat") || !strcmp(name, "slit.dat") ||
	       !strcmp(name, "nfit.dat");
}

static int visit(const struct test_dir *dir, bool tables, bool delete)
{
	DIR *stream = opendir(dir->path);
	struct dirent *entry;
	int count = 0;

	if (!stream)
		give_up(dir->path);
	while ((entry = readdir(stream))) {
		char path[128];

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    (!tables && is_table(entry->d_name)))
			continue;
		count++;
		path_of(dir, entry->d_name, path);
		if (delete && remove(path) < 0)
			give_up(path);
	}
	closedir(stream);
	return count;
}

int test_dir_others(const struct test_dir *dir)
{
	return visit(dir, false, false);
}

void test_dir_clean(const struct test_dir *dir)
{
	visit(dir, false, true);
}

void test_dir_remove(const struct test_dir *dir)
{
	visit(dir, true, true);
	rmdir(dir->path);
}

/* Runs in the child. libtool's wrapper script is slow, so run the program itself. */
static void run_child(char **argv, long file_limit)
{
	const char *build = getenv("top_builddir");
	char program[512], libraries[512];

	if (!build)
		build = ".";
	snprintf(program, sizeof(program), "%s/daxctl/.libs/daxctl", build);
	snprintf(libraries, sizeof(libraries), "%s/.libs", build);
	if (access(program, X_OK) < 0)
		snprintf(program, sizeof(program), "%s/daxctl/daxctl", build);
	setenv("LD_LIBRARY_PATH", libraries, 1);
	if (file_limit >= 0) {
		struct rlimit limit = { file_limit, file_limit };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
	}
	execv(program, argv);
	perror(program);
	_exit(99);
}

int test_run(const struct test_dir *dir, const char *const *arguments, long file_limit,
	     char output[static TEST_OUTPUT_MAX])
{
	char *argv[TEST_ARGUMENTS_MAX + 5] = {
		(char *)"daxctl", (char *)"split-acpi", (char *)"-d", (char *)dir->path
	};
	int fds[2], status;
	size_t size = 0;
	ssize_t got;
	pid_t pid;

	for (int i = 0; arguments[i] && i < TEST_ARGUMENTS_MAX; i++)
		argv[4 + i] = (char *)arguments[i];
	fflush(stdout);
	if (pipe2(fds, O_CLOEXEC) < 0)
		give_up("pipe");
	pid = fork();
	if (pid < 0)
		give_up("fork");
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		run_child(argv, file_limit);
	}
	close(fds[1]);
	while (size < TEST_OUTPUT_MAX - 1 &&
	       (got = read(fds[0], output + size, TEST_OUTPUT_MAX - 1 - size)) > 0)
		size += got;
	output[size] = '\0';
	close(fds[0]);
	if (waitpid(pid, &status, 0) < 0)
		give_up("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
