# SPDX-License-Identifier: LGPL-2.1-or-later
"""Describes the extension module daxctl._daxctl to cffi.

All declarations come from the installed libdaxctl.h, which pkg-config finds.  The
environment variable CC sets the compiler.
"""
import os
import shlex
import subprocess

import cffi

# The callbacks that Python passes to the library.  Log messages come with a va_list, which
# Python cannot read, so C formats them.
CALLBACKS = """
extern "Python" void daxctl_python_log(void *data, int priority, const char *file,
	int line, const char *function, const char *text);
extern "Python" int daxctl_python_progress(struct daxctl_ctx *ctx, unsigned long done,
	unsigned long total, void *data);
void daxctl_python_set_log(struct daxctl_ctx *ctx, bool on);
void free(void *memory);
"""

SOURCE = """
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <daxctl/libdaxctl.h>

static void daxctl_python_log(void *data, int priority, const char *file, int line,
			      const char *function, const char *text);

static void log_to_python(struct daxctl_ctx *ctx, int priority, const char *file, int line,
			  const char *function, const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		return;
	daxctl_python_log(daxctl_get_userdata(ctx), priority, file, line, function, text);
	free(text);
}

static void daxctl_python_set_log(struct daxctl_ctx *ctx, bool on)
{
	daxctl_set_log_fn(ctx, on ? log_to_python : NULL);
}
"""


def output_of(*command, text=None):
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True,
                          check=True).stdout


def pkg_config(*options):
    """The words that pkg-config prints about libdaxctl."""
    return shlex.split(output_of("pkg-config", *options, "libdaxctl"))


def read_declarations():
    """The preprocessed header, without those of the system that it includes."""
    preprocess = [*shlex.split(os.environ.get("CC", "cc")), "-E", "-x", "c"]
    include = "#include <daxctl/libdaxctl.h>\n"
    rule = output_of(*preprocess, *pkg_config("--cflags"), "-M", "-", text=include)
    path = next(word for word in rule.split() if word.endswith("/libdaxctl.h"))
    with open(path, encoding="utf-8") as header:
        lines = [line for line in header if not line.startswith("#include")]
    return output_of(*preprocess, "-P", "-", text="".join(lines))


ffi = cffi.FFI()
ffi.cdef(read_declarations() + CALLBACKS)
ffi.set_source_pkgconfig("daxctl._daxctl", ["libdaxctl"], SOURCE,
                         define_macros=[("_GNU_SOURCE", None)])
