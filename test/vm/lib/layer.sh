# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# An initramfs consists of layers. Each is a cpio archive, and the kernel unpacks them one
# after the other. A layer is declared by lines on stdin:
#   PATH < SOURCE     a file or directory of the host; links are followed
#   PATH -> TARGET    a symbolic link
#   PATH /            an empty directory
# Paths do not begin with a slash and do not go through the links bin, sbin, lib and lib64.

# layer NAME: makes a layer from the declaration on stdin and prints its path in the cache.
# The name has a hash of the declaration and of the size and time of each source, so that
# a change of any of them makes a new layer.
layer() {
	local name=$1 declaration key
	declaration=$(sort -u)
	key=$({ echo "$declaration"; layer_sources "$declaration"; } | sha256sum | cut -c1-16)
	cached "layer-$name-$key.cpio" make_layer "$declaration"
	prune "layer-$name-" 24
}

# shellcheck disable=SC2185 # find's paths come from stdin
layer_sources() {
	awk '$2 == "<" { print $3 }' <<<"$1" | tr '\n' '\0' |
		find -L -files0-from - -type f -printf '%p %s %T@\n' | sort
}

make_layer() {
	local declaration=$1 to=$2 tree=$2.tree path kind source
	rm -rf "$tree"
	mkdir -p "$tree"
	awk '{ sub(/\/?[^\/]*$/, "", $1); if ($1) print $1 }' <<<"$declaration" | sort -u |
		(cd "$tree" && xargs -r mkdir -p)
	while read -r path kind source; do
		case $kind in
		'<') cp -rL "$source" "$tree/$path" ;;
		'->') ln -s "$source" "$tree/$path" ;;
		/) mkdir -p "$tree/$path" ;;
		esac
	done <<<"$declaration"
	(cd "$tree" && find . -mindepth 1 -printf '%P\n' | sort |
		cpio -o -H newc -R 0:0 --quiet) >"$to"
	rm -rf "$tree"
}

# program FILE [PATH]: declares an executable or library of the host and the libraries that
# it is linked with.
program() {
	local file=$1 path=${2:-usr/bin/${1##*/}}
	echo "$path < $(readlink -f "$file")"
	libraries "$file"
}

# libraries FILE...: declares the libraries that the files are linked with.
libraries() {
	{ ldd "$@" 2>/dev/null || true; } | awk '
		$2 == "=>" && $3 ~ /^\// { print $3 }
		$1 ~ /^\// && $2 ~ /^\(/ { print $1 }' | sort -u | host_files
}

# Declares each file named on stdin at the same path, with /lib and the like below /usr.
host_files() {
	local file
	while read -r file; do
		case $file in
		/usr/*) echo "${file#/} < $(readlink -f "$file")" ;;
		*) echo "usr$file < $(readlink -f "$file")" ;;
		esac
	done
}
