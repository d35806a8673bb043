# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The distribution's programs, with its libdaxctl and with ours in its place. A test
# plays one story with each, and what the programs said and returned has to be the same.

clients=/opt/distribution
said=/run/said

# with_each_library STORY: the function STORY, once with each libdaxctl, in the clean
# state; its `client' commands are compared.
with_each_library() {
	local ours=(/usr/lib/libdaxctl.so.1 /usr/lib/*/libdaxctl.so.1) whose
	rm -rf "$said"
	mkdir -p "$said/ours.lib"
	for whose in "${ours[@]}"; do
		[[ ! -e $whose ]] || cp "$whose" "$said/ours.lib/libdaxctl.so.1"
	done
	for whose in theirs ours; do
		note "# with $whose"
		mkdir "$said/$whose"
		library=$whose
		client_count=0
		given_clean_state
		"$1"
	done
	compare_clients
}

# loaded_library DIRECTORIES PROGRAM: the libdaxctl that the loader takes for it.
loaded_library() {
	LD_LIBRARY_PATH=$1 LD_DEBUG=libs "$2" --version 2>&1 >/dev/null |
		sed -n 's/.*calling init: \(.*libdaxctl\.so[^ ]*\)$/\1/p' | sort -u
}

# client PROGRAM ARGS...: as `run'. That it has the wanted library is proved at its first
# run. Their JSON is not ours to judge. $masking is a sed script for what differs from one
# run to the next.
client() {
	local program=$1 path=$clients/libdaxctl libraries line file
	shift
	[[ $library != ours ]] || path=$said/ours.lib
	libraries=$path:$clients/lib
	if [[ ! -e $said/$library/$program ]]; then
		: >"$said/$library/$program"
		same "the library of $program" "$path/libdaxctl.so.1" \
			"$(loaded_library "$libraries" "$clients/bin/$program")"
	fi
	json_outputs=/dev/null LD_LIBRARY_PATH=$libraries run "$clients/bin/$program" "$@"
	client_count=$((client_count + 1))
	file=$said/$library/$client_count
	echo "$command_line" >"$file.command"
	echo "$run_status" >"$file.status"
	sed "${masking-}" "$run_stdout" >"$file.stdout"
	while IFS= read -r line || [[ $line ]]; do
		[[ ! $line =~ ^[a-z\ ]+\ [0-9]+\ (device|namespace|region)s?$ ]] || echo "$line"
	done <"$run_stderr" >"$file.count"
}

# Whatever order JSON has: it is compared as sorted values.
sorted_json() {
	jq -S 'walk(if type == "array" then sort else . end)' "$1" 2>/dev/null || cat "$1"
}

compare_clients() {
	local i what
	same "commands with each library" "$(cat "$said"/theirs/*.command)" "$(cat "$said"/ours/*.command)"
	for ((i = 1; i <= client_count; i++)); do
		for what in status count stdout; do
			cmp -s "$said/theirs/$i.$what" "$said/ours/$i.$what" && continue
			[[ $what != stdout ||
				$(sorted_json "$said/theirs/$i.stdout") != "$(sorted_json "$said/ours/$i.stdout")" ]] ||
				continue
			fail "$what of $(<"$said/ours/$i.command") differs" \
				"with theirs: $(<"$said/theirs/$i.$what")" \
				"with ours: $(<"$said/ours/$i.$what")"
		done
	done
	# a story in which nothing ran would show nothing
	((client_count > 0)) || fail "no client ran"
}
