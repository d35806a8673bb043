# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The cache of files that are expensive to make, such as kernels and initramfs layers.
# Entries are made under a temporary name and then renamed, so an existing entry is complete.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/daxctl-test
mkdir -p "$cache"

# cached ENTRY COMMAND ARGS...: prints the path of ENTRY. If it does not exist, COMMAND
# ARGS... TEMPORARY-NAME makes it, while other processes wait.
cached() {
	local entry=$cache/$1 lock
	shift
	if [[ ! -e $entry ]]; then
		exec {lock}>"$cache/lock"
		flock "$lock"
		if [[ ! -e $entry ]]; then
			# shellcheck disable=SC2064 # expand the name now
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

# prune PREFIX KEEP: removes all entries PREFIX* but the KEEP most recently used ones. Those
# used in the last three hours stay: another run may need them until its end.
prune() {
	local old
	find "$cache" -maxdepth 1 -name "$1*" ! -name '*.new*' \
		-printf '%T@ %p\n' | sort -rn | tail -n "+$(($2 + 1))" |
	while read -r _ old; do
		[[ ! $(find "$old" -maxdepth 0 -mmin +180 2>/dev/null) ]] || rm -rf "$old"
	done
}
