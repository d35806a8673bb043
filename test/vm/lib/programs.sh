# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# programs NAME... declares programs for a layer (layer.sh) with all the files that they
# need: programs of the host, distribution:NAME for the distribution's, newer:NAME for the
# next release's, and those of test/programs, which are compiled.

# valgrind needs its tool and preloaded objects in libexec, and ld.so's symbols, which it
# finds by ld.so's build id.
valgrind_parts() {
	local libexec=/usr/libexec/valgrind id
	printf 'usr/libexec/valgrind/%s < '$libexec'/%s\n' default.supp default.supp
	for part in memcheck-amd64-linux vgpreload_core-amd64-linux.so vgpreload_memcheck-amd64-linux.so; do
		echo "usr/libexec/valgrind/$part < $libexec/$part"
	done
	# Debian's valgrind is a script that runs valgrind.bin
	[[ ! -e /usr/bin/valgrind.bin ]] || program /usr/bin/valgrind.bin
	id=$(file_build_id /lib64/ld-linux-x86-64.so.2)
	echo "/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug" | host_files
}

# The note in .note.gnu.build-id has 4 bytes each for the size of the name, the size of the
# id and the type (3), followed by "GNU\0" and the 20 bytes of the id.
file_build_id() {
	LC_ALL=C grep -obUaP '\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0' "$1" | sed -n '1s/:.*//p' |
		{ read -r at; od -An -tx1 -v -j $((at + 16)) -N 20 "$1" | tr -d ' \n'; }
}

# Runs a command that declares programs and libraries. Programs linked with the library
# under test find it in $DAXCTL_BUILD. Files of that tree are filtered out, because the
# layer "build" has them.
with_tree() {
	local tree=${DAXCTL_BUILD:-/nonexistent}
	tree=$(readlink -m "$tree")
	LD_LIBRARY_PATH=$(find "$tree" -name 'libdaxctl.so.*' -printf '%h\n' 2>/dev/null |
		sort -u | paste -sd:) "$@" | { grep -v " < $tree/" || true; }
}

# Declares a program of the distribution with the distribution's libraries. libdaxctl gets
# a directory of its own, so that ours can replace it.
distribution_program() {
	local tree name path to=opt/distribution
	tree=$("$here/distribution")
	[[ -e $tree/usr/bin/$1 ]] || { echo "image: the distribution has no program '$1'" >&2; exit 1; }
	echo "$to/bin/$1 < $tree/usr/bin/$1"
	LD_LIBRARY_PATH=$(echo "$tree"/{usr/,}lib/x86_64-linux-gnu{,/ceph} | tr ' ' :) \
		ldd "$tree/usr/bin/$1" | while read -r name _ path _; do
		case $name:$path in
		*:not) echo "image: no library $name for $1" >&2; exit 1 ;;
		libdaxctl.*) echo "$to/libdaxctl/$name < $path" ;;
		*:"$tree"/*) echo "$to/lib/$name < $path" ;;
		*:/*) echo "$path" | host_files ;;
		esac
	done
}

# Declares a program of test/vm/newer with the loader and the libraries of its release, but
# for libdaxctl: it uses the one under test.
newer_program() {
	local tree lib
	tree=$("$here/newer" "$1")
	lib=$tree/usr/lib/x86_64-linux-gnu
	echo "usr/bin/$1 -> /test/guest/newer-program"
	echo "opt/newer/bin/$1 < $tree/usr/bin/$1"
	"$lib/ld-linux-x86-64.so.2" --library-path "$lib" --list "$tree/usr/bin/$1" |
		awk -v lib="$lib/" 'index($3, lib) && $1 !~ /^libdaxctl/ { print "opt/newer/lib/" $1, "<", $3 }'
	echo "opt/newer/lib/ld-linux-x86-64.so.2 < $lib/ld-linux-x86-64.so.2"
}

# Files that the shells' completion needs.
bash_parts() {
	echo /usr/share/bash-completion/bash_completion | host_files
}

zsh_parts() {
	local part modules
	terminals
	for part in /usr/share/zsh/functions/Completion/{comp*,Base,Zsh,Unix,Linux}; do
		[[ ! -e $part ]] || echo "${part#/} < $part"
	done
	modules=$(zsh -f -c 'print -l $module_path')
	echo "${modules#/} < $modules"
}

fish_parts() {
	local part
	for part in config.fish __fish_build_paths.fish functions; do
		echo "usr/share/fish/$part < /usr/share/fish/$part"
	done
}

# compile NAME TO: compiles test/programs/NAME.c and links it with the library of
# $DAXCTL_BUILD. tsan:NAME compiles it together with the library's sources under
# ThreadSanitizer.
compile() {
	local top=$here/../.. name=${1#*:} include library
	include=$(find "${DAXCTL_BUILD:?}" -path '*/include/daxctl' -printf '%h\n')
	library=$(find "$DAXCTL_BUILD" -name libdaxctl.so -printf '%h\n')
	if [[ $1 == tsan:* ]]; then
		gcc -fsanitize=thread -g -O1 -D_GNU_SOURCE -DHAVE_UUID=1 -DSYSCONFDIR='"/etc"' \
			-I"$top" -I"$include" -o "$2" "$top/test/programs/$name.c" \
			"$top"/libdaxctl/*.c "$top/util/dax-name.c" -lkmod -lpthread
	else
		gcc -g -O1 -I"$top" -I"$include" -o "$2" "$top/test/programs/$name.c" \
			-L"$library" -ldaxctl -lpthread
	fi
}

# Prints the path of a compiled program of test/programs in the cache.
compiled() {
	local top=$here/../.. key entry
	key=$({ echo "$1 $DAXCTL_BUILD"; cat "$top/test/programs/${1#*:}.c" "$top"/{libdaxctl,util}/*.[ch]; } |
		sha256sum | cut -c1-16)
	entry=$(cached "compiled-${1/:/-}-$key" compile "$1")
	prune "compiled-${1/:/-}-" 4
	echo "$entry"
}

# The Python binding of contrib/python, compiled for the library of $DAXCTL_BUILD.
build_python() { # TO
	local to=$1 tree=${DAXCTL_BUILD:?} pc
	pc=$(find "$tree" -name libdaxctl.pc)
	(cd "$here/../../contrib/python" &&
		PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$tree /usr/bin/python3 -B \
			setup.py -q build --build-lib "$to" --build-base "$to.build")
	rm -rf "$to.build"
}

# The binding, and the modules that it and its tests import. Compiled modules without their
# sources do not depend on the sources' times, which a layer does not keep.
python3_parts() {
	local key entry modules file
	key=$({ find "$here/../../contrib/python" -type f -exec cat {} +
		find "$DAXCTL_BUILD" -name libdaxctl.h -exec cat {} +; } | sha256sum | cut -c1-16)
	entry=$(cached "python-$key" build_python)
	prune python- 4
	modules=$(PYTHONPATH=$entry /usr/bin/python3 -B - "$entry/" <<'END'
import os, sys
import errno, gc, mmap, signal, syslog, threading, time, uuid
import daxctl

for module in list(sys.modules.values()):
    file, compiled = getattr(module, "__file__", None), getattr(module, "__cached__", None)
    if not file or not os.path.exists(file):
        continue
    if file.startswith(sys.argv[1]):
        print("usr/lib/python3/dist-packages/" + file.removeprefix(sys.argv[1]), "<", file)
    elif compiled and os.path.exists(compiled):
        print(file.lstrip("/") + "c", "<", compiled)
    else:
        print(file.lstrip("/"), "<", os.path.realpath(file))
END
	)
	echo "$modules"
	awk '$3 ~ /\.so$/ { print $3 }' <<<"$modules" | while read -r file; do
		libraries "$file"
	done
}

programs() {
	local name file PATH=${DAXCTL_TEST_PROGRAMS:-/nonexistent}:$PATH
	for name; do
		if [[ $name == distribution:* ]]; then
			distribution_program "${name#*:}"
			continue
		fi
		if [[ $name == newer:* ]]; then
			newer_program "${name#*:}"
			continue
		fi
		if [[ -e $here/../programs/${name#tsan:}.c ]]; then
			file=$(compiled "$name")
			# leave out the host's libdaxctl, which may be installed with qemu
			program "$file" "usr/bin/${name/:/-}" | sed '/libdaxctl\.so/d'
			continue
		fi
		# another python3 in the path may have other modules
		[[ $name != python3 ]] || PATH=/usr/bin:$PATH
		file=$(command -v "$name") || { echo "image: no program '$name'" >&2; exit 1; }
		program "$file"
		case $name in
		bash | fish | python3 | valgrind | zsh) "${name}_parts" ;;
		esac
	done
}

# Terminal descriptions for zsh's line editor and for interactive shells.
terminals() {
	local entry
	for entry in x/xterm x/xterm-256color s/screen s/screen-256color t/tmux-256color \
		l/linux v/vt100 v/vt220 d/dumb; do
		[[ ! -e /lib/terminfo/$entry ]] || echo "/lib/terminfo/$entry" | host_files
	done
}
