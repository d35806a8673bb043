/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of sysfs, by printf-style paths. */
#ifndef KERNEL_TEST_ATTRIBUTE_H
#define KERNEL_TEST_ATTRIBUTE_H

#include <stddef.h>
#include <stdint.h>

#define DEVICES "/sys/bus/dax/devices"
#define DRIVERS "/sys/bus/dax/drivers"

/* The text without its newline; returns its length or -errno. */
__attribute__((format(printf, 3, 4)))
int read_attr(char *value, size_t size, const char *format, ...);

/* A decimal or 0x number; returns 0 or -errno. */
__attribute__((format(printf, 2, 3)))
int read_number(uint64_t *value, const char *format, ...);

/* All bytes in one write; returns 0 or -errno, of open or of write. */
__attribute__((format(printf, 3, 4)))
int write_bytes(const void *bytes, size_t size, const char *format, ...);

/* A text. */
__attribute__((format(printf, 2, 3)))
int write_attr(const char *value, const char *format, ...);

__attribute__((format(printf, 2, 3)))
int write_number(uint64_t value, const char *format, ...);

/* The path of region @id's directory dax_region; 0 or -ENOENT. */
int region_path(char *path, size_t size, unsigned int id);

#endif
