# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Programs that tests ask for, declared for a layer (layer.sh) with all that they need:
# programs NAME... knows the host's, the distribution's (distribution:NAME), and those of
# test/programs, which it compiles.

# valgrind runs its tool from libexec, preloads objects from there, and needs the
# symbols of ld.so: it finds those by ld.so's build id.
valgrind_parts() {
	local libexec=/usr/libexec/valgrind id
	printf 'usr/libexec/valgrind/%s < '$libexec'/%s\n' default.supp default.supp
	for part in memcheck-amd64-linux vgpreload_core-amd64-linux.so vgpreload_memcheck-amd64-linux.so; do
		echo "usr/libexec/valgrind/$part < $libexec/$part"
	done
	# Debian's valgrind is a script that runs this
	[[ ! -e /usr/bin/valgrind.bin ]] || program /usr/bin/valgrind.bin
	id=$(file_build_id /lib64/ld-linux-x86-64.so.2)
	echo "/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug" | host_files
}

# The note in the section .note.gnu.build-id: 4 bytes each of name size, id size and
# type 3, then "GNU\0" and the 20 bytes of the id.
file_build_id() {
	LC_ALL=C grep -obUaP '\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0' "$1" | sed -n '1s/:.*//p' |
		{ read -r at; od -An -tx1 -v -j $((at + 16)) -N 20 "$1" | tr -d ' \n'; }
}

# Run a command that declares programs and libraries: those that are linked with the
# library under test find it in its tree, from where the layer "build" takes it.
with_tree() {
	local tree=${DAXCTL_BUILD:-/nonexistent}
	tree=$(readlink -m "$tree")
	LD_LIBRARY_PATH=$(find "$tree" -name 'libdaxctl.so.*' -printf '%h\n' 2>/dev/null |
		sort -u | paste -sd:) "$@" | { grep -v " < $tree/" || true; }
}

# A program of the distribution, with the libraries that it has there. Their libdaxctl
# is in a directory of its own, so that ours can take its place.
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

# Functions that the shell has in files of their own, of which completion needs some.
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

# compile NAME TO: test/programs/NAME.c, linked with the library of $DAXCTL_BUILD; as
# tsan:NAME with the library's sources instead, all of it under ThreadSanitizer.
compile() {
	local top=$here/../.. name=${1#*:} include library
	include=$(find "${DAXCTL_BUILD:?}" -path '*/include/daxctl' -printf '%h\n')
	library=$(find "$DAXCTL_BUILD" -name libdaxctl.so -printf '%h\n')
	if [[ $1 == tsan:* ]]; then
		gcc -fsanitize=thread -g -O1 -D_GNU_SOURCE -DHAVE_UUID=1 -DSYSCONFDIR='"/etc"' \
			-I"$top" -I"$include" -o "$2" "$top/test/programs/$name.c" \
			"$top"/libdaxctl/*.c "$top/util/dax-name.c" -lpthread
	else
		gcc -g -O1 -I"$top" -I"$include" -o "$2" "$top/test/programs/$name.c" \
			-L"$library" -ldaxctl -lpthread
	fi
}

# The file of a program of test/programs, compiled if it is not in the cache.
compiled() {
	local top=$here/../.. key entry
	key=$({ echo "$1 $DAXCTL_BUILD"; cat "$top/test/programs/${1#*:}.c" "$top"/libdaxctl/*.[ch]; } |
		sha256sum | cut -c1-16)
	entry=$(cached "compiled-${1/:/-}-$key" compile "$1")
	prune "compiled-${1/:/-}-" 4
	echo "$entry"
}

programs() {
	local name file PATH=${DAXCTL_TEST_PROGRAMS:-/nonexistent}:$PATH
	for name; do
		if [[ $name == distribution:* ]]; then
			distribution_program "${name#*:}"
			continue
		fi
		if [[ -e $here/../programs/${name#tsan:}.c ]]; then
			file=$(compiled "$name")
			# not the host's libdaxctl: qemu may have brought one
			program "$file" "usr/bin/${name/:/-}" | sed '/libdaxctl\.so/d'
			continue
		fi
		file=$(command -v "$name") || { echo "image: no program '$name'" >&2; exit 1; }
		program "$file"
		case $name in
		bash | fish | valgrind | zsh) "${name}_parts" ;;
		esac
	done
}

# What zsh's line editor and a person want to know of terminals.
terminals() {
	local entry
	for entry in x/xterm x/xterm-256color s/screen s/screen-256color t/tmux-256color \
		l/linux v/vt100 v/vt220 d/dumb; do
		[[ ! -e /lib/terminfo/$entry ]] || echo "/lib/terminfo/$entry" | host_files
	done
}
