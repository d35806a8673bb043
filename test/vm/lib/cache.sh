# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The cache of what is expensive to make: unpacked kernels, initramfs layers.
# An entry is complete or absent: it is made under a temporary name and renamed.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/daxctl-test
mkdir -p "$cache"

# cached ENTRY COMMAND ARGS...: makes sure that ENTRY exists, by running COMMAND
# ARGS... TEMPORARY-NAME, and prints its path. One process makes it, others wait.
cached() {
	local entry=$cache/$1 lock
	shift
	if [[ ! -e $entry ]]; then
		exec {lock}>"$cache/lock"
		flock "$lock"
		if [[ ! -e $entry ]]; then
			# shellcheck disable=SC2064 # the name as it is now
			trap "rm -rf '$entry'.new*" EXIT
			rm -rf "$entry".new*
			"$@" "$entry.new" >&2 {lock}>&-
			mv "$entry.new" "$entry"
			trap - EXIT
		fi
		exec {lock}>&-
	fi
	touch -c "$entry"
	echo "$entry"
}

# prune PREFIX KEEP: of the entries PREFIX*, keeps the KEEP that were used last.
prune() {
	local old
	find "$cache" -maxdepth 1 -name "$1*" ! -name '*.new*' \
		-printf '%T@ %p\n' | sort -rn | tail -n "+$(($2 + 1))" |
	while read -r _ old; do
		rm -rf "$old"
	done
}
