/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading and writing files of sysfs, whose paths are formatted like those of printf. */
#ifndef KERNEL_TEST_ATTRIBUTE_H
#define KERNEL_TEST_ATTRIBUTE_H

#include <stddef.h>
#include <stdint.h>

#define DEVICES "/sys/bus/dax/devices"
#define DRIVERS "/sys/bus/dax/drivers"

/* Reads a text without its newline.  Returns the length or -errno. */
__attribute__((format(printf, 3, 4)))
int read_attr(char *value, size_t size, const char *format, ...);

/* Reads a decimal or hexadecimal number.  Returns 0 or -errno. */
__attribute__((format(printf, 2, 3)))
int read_number(uint64_t *value, const char *format, ...);

/* Writes all bytes with one call.  Returns 0 or the -errno of open or write. */
__attribute__((format(printf, 3, 4)))
int write_bytes(const void *bytes, size_t size, const char *format, ...);

/* Writes a text. */
__attribute__((format(printf, 2, 3)))
int write_attr(const char *value, const char *format, ...);

__attribute__((format(printf, 2, 3)))
int write_number(uint64_t value, const char *format, ...);

/* Finds the directory dax_region of the region @id.  Returns 0 or -ENOENT. */
int region_path(char *path, size_t size, unsigned int id);

#endif
