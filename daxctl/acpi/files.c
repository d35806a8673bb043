// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daxctl/acpi/files.h"
#include "daxctl/cli/report.h"

static int report_errno(const char *path, const char *what)
{
	int rc = -errno;

	return report(path, rc, "cannot %s: %s", what, strerror(-rc));
}

/* Read an open file.  Returns 0 or a reported errno. */
static int read_bytes(int fd, const char *path, struct acpi_table *table)
{
	struct stat st;
	ssize_t got = 1;

	if (fstat(fd, &st) < 0)
		return report_errno(path, "read it");
	if (!S_ISREG(st.st_mode))
		return report(path, -EINVAL, "is not a regular file");
	if (st.st_size > ACPI_TABLE_MAX)
		return report(path, -EFBIG, "is too large for a table (more than %d bytes)",
			      ACPI_TABLE_MAX);
	/*
	 * Bytes are allocated even for an empty file: it is a bad table, not a missing one.
	 */
	table->bytes = malloc(st.st_size ? st.st_size : 1);
	if (!table->bytes)
		return report(path, -ENOMEM, "out of memory");
	while (got > 0 && table->size < (size_t)st.st_size) {
		got = read(fd, table->bytes + table->size, st.st_size - table->size);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			return report_errno(path, "read it");
		else
			table->size += got;
	}
	return 0;
}

/* Read a table.  Returns 0 or a reported errno.  An @optional file can be missing. */
static int read_table(const char *dir, struct acpi_table *table, bool optional)
{
	char *path;
	int fd, rc;

	if (asprintf(&path, "%s/%s", dir, table->name) < 0)
		return report(table->name, -ENOMEM, "out of memory");
	/* O_NONBLOCK, because opening a FIFO would wait for a writer. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0) {
		rc = read_bytes(fd, path, table);
		close(fd);
	} else if (errno == ENOENT && optional) {
		rc = 0;
	} else {
		rc = report_errno(path, "open it");
	}
	free(path);
	return rc;
}

int read_acpi_tables(const char *dir, struct acpi_tables *tables)
{
	struct acpi_tables got = {
		.srat.name = "srat.dat",
		.slit.name = "slit.dat",
		.nfit.name = "nfit.dat",
	};
	int rc = read_table(dir, &got.srat, false);

	if (rc == 0)
		rc = read_table(dir, &got.slit, false);
	if (rc == 0)
		rc = read_table(dir, &got.nfit, true);
	if (rc < 0)
		acpi_free_tables(&got);
	else
		*tables = got;
	return rc;
}

/* A file to write.  The temporary file is in the same directory, for rename(). */
struct output {
	const struct acpi_table *table;
	char *path, *temporary;
	bool written, renamed;
};

static int write_bytes(int fd, const struct acpi_table *table)
{
	size_t done = 0;

	while (done < table->size) {
		ssize_t put = write(fd, table->bytes + done, table->size - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		done += put;
	}
	return 0;
}

static int write_temporary(struct output *output)
{
	mode_t mask = umask(0);
	int fd, rc = 0;

	umask(mask);
	fd = mkostemp(output->temporary, O_CLOEXEC);
	if (fd < 0)
		return report_errno(output->path, "create it");
	output->written = true;
	if (fchmod(fd, 0666 & ~mask) < 0 || write_bytes(fd, output->table) < 0 ||
	    fsync(fd) < 0)
		rc = report_errno(output->path, "write it");
	if (close(fd) < 0 && rc == 0)
		rc = report_errno(output->path, "write it");
	return rc;
}

/* Rename the temporary file, or remove the old file if the table has no bytes. */
static int finish(struct output *output)
{
	if (!output->table->bytes) {
		if (unlink(output->path) < 0 && errno != ENOENT)
			return report_errno(output->path, "remove it");
		return 0;
	}
	if (rename(output->temporary, output->path) < 0)
		return report_errno(output->path, "write it");
	output->renamed = true;
	return 0;
}

static int write_outputs(const char *dir, struct output *outputs, size_t count)
{
	int rc = 0;

	for (size_t i = 0; i < count; i++) {
		const char *name = outputs[i].table->name;

		if (asprintf(&outputs[i].path, "%s/%s.new", dir, name) < 0) {
			outputs[i].path = NULL;
			return report(name, -ENOMEM, "out of memory");
		}
		if (asprintf(&outputs[i].temporary, "%s/.%s.new.XXXXXX", dir, name) < 0) {
			outputs[i].temporary = NULL;
			return report(name, -ENOMEM, "out of memory");
		}
	}
	for (size_t i = 0; rc == 0 && i < count; i++)
		if (outputs[i].table->bytes)
			rc = write_temporary(&outputs[i]);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = finish(&outputs[i]);
	return rc;
}

int write_acpi_tables(const char *dir, const struct acpi_tables *tables)
{
	struct output outputs[] = {
		{ .table = &tables->srat },
		{ .table = &tables->slit },
		{ .table = &tables->nfit },
	};
	size_t count = sizeof(outputs) / sizeof(outputs[0]);
	int rc = write_outputs(dir, outputs, count);

	for (size_t i = 0; i < count; i++) {
		struct output *output = &outputs[i];

		if (output->renamed && rc < 0)
			unlink(output->path);
		else if (output->written && !output->renamed)
			unlink(output->temporary);
		if (output->renamed && rc == 0)
			fprintf(stderr, "wrote %s (%zu bytes)\n", output->path,
				output->table->size);
		free(output->path);
		free(output->temporary);
	}
	return rc;
}
