/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fuzzers share. */
#ifndef TEST_FUZZ_FUZZ_H
#define TEST_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include <libdaxctl/libdaxctl.h>

/* Each fuzzer defines this; libFuzzer or replay.c calls it.  Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Abort if this is wrong. */
#define fuzz_assert(what) ((what) ? (void)0 : fuzz_failed(#what, __FILE__, __LINE__))
_Noreturn void fuzz_failed(const char *what, const char *file, int line);

/* A copy of the input that ends with a NUL, for free(). */
char *fuzz_text(const uint8_t *data, size_t size);

/* Make the input the contents of a file.  Returns its path, which stays the same. */
const char *fuzz_file(const uint8_t *data, size_t size);

/*
 * Take what is printed from here on; fuzz_printed() ends this and returns what went to stderr
 * and what went to stdout, each until the next call.  It aborts if a terminal would take
 * something on stderr for a control sequence.
 */
struct fuzz_output {
	const char *out, *err;
};
void fuzz_catch(void);
struct fuzz_output fuzz_printed(void);

/* ---- a directory in place of the root, which is removed at the end ---- */

const char *fuzz_root(void);
/* Write a file below it, with its directories. */
void fuzz_put(const char *name, const void *text, size_t size);
void fuzz_put_text(const char *name, const char *text);
/* Write several files; a byte 0xff of the input begins the next one. */
void fuzz_put_each(const char *const *names, size_t count, const uint8_t *data, size_t size);
void fuzz_put_link(const char *name, const char *target);

/*
 * A region of 1 GiB at 0x100000000 with dax0.0, bound to device_dax, which has 256 MiB, and
 * the empty dax0.1.
 */
void fuzz_put_region(void);

/* A context that sees sysfs at sys/ below the root, and files of /proc at proc/. */
struct daxctl_ctx *fuzz_context(void);

#endif
