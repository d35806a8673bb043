#!/bin/bash -eu
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the fuzzers into $OUT, with their corpora, as OSS-Fuzz wants it. The environment
# there has CC, CXX, CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE, OUT and WORK; without them, this
# builds with clang, AddressSanitizer and UBSan. `test/run fuzz' uses it.
sanitizers=-fsanitize=address,undefined,fuzzer-no-link
: "${CC=clang}" "${CXX=clang++}" "${LIB_FUZZING_ENGINE=-fsanitize=fuzzer}"
: "${CFLAGS=-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all $sanitizers}"
: "${CXXFLAGS=$CFLAGS}" "${OUT:?the directory for the fuzzers}" "${WORK=$OUT/work}"
export CC CXX CFLAGS CXXFLAGS

top=$(cd "$(dirname "$0")/../.." && pwd)
[[ -e $top/configure ]] || (cd "$top" && autoreconf -fi)
mkdir -p "$OUT" "$WORK"
cd "$WORK"
[[ -e config.status && ! $top/configure -nt config.status ]] ||
	"$top/configure" --enable-static --disable-shared --disable-dlopen --disable-hardening \
		--disable-docs >/dev/null
make -s -j"$(nproc)" libdaxctl.la daxctl/libcommand.a test/fuzz/libfuzz.a >/dev/null

libraries=$(sed -nE 's/^(JSON|KMOD|SMARTCOLS|UDEV|UUID)_LIBS = //p' Makefile | xargs)
for source in "$top"/test/fuzz/fuzz-*.c; do
	name=$(basename "$source" .c)
	# shellcheck disable=SC2086 # options
	$CC $CFLAGS -std=gnu11 -include config.h -I. -I"$top" -c "$source" -o "$name.o"
	# shellcheck disable=SC2086
	$CXX $CXXFLAGS "$name.o" test/fuzz/libfuzz.a daxctl/libcommand.a .libs/libdaxctl.a \
		$LIB_FUZZING_ENGINE $libraries -o "$OUT/$name"
	if command -v zip >/dev/null; then
		rm -f "$OUT/${name}_seed_corpus.zip"
		(cd "$top/test/fuzz/corpus/${name#fuzz-}" && zip -q "$OUT/${name}_seed_corpus.zip" ./*)
	fi
done
