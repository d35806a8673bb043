# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# expect_json FILTER: the jq FILTER applied to stdout gives true.
#
# Under emulation jq takes 0.3 s to start, much longer than most commands. Therefore filters
# and outputs are stored until the end of the test, and a single jq evaluates them all. A
# line '@json N' in the transcript is the placeholder for a verdict.

json_dir=/run/json
json_count=0

no_json() {
	rm -rf "$json_dir"
	mkdir "$json_dir"
	json_count=0
}

expect_json() {
	[[ $stdout == *[![:space:]]* ]] || { fail "expect_json $1" "there is no output"; return; }
	json_count=$((json_count + 1))
	printf '%s\n' "$1" >"$json_dir/$json_count.filter"
	printf '%s\n' "$stdout" >"$json_dir/$json_count.input"
	echo "$point_dir" >"$json_dir/$json_count.point"
	note "@json $json_count"
}

# jq_verdicts N...: prints the result of each filter as a line of JSON. Fails if a filter is
# not valid.
jq_verdicts() {
	local i program='' arguments=()
	for i; do
		arguments+=(--rawfile "o$i" "$json_dir/$i.input")
		program+="${program:+,}(try (\$o$i | fromjson | [$(<"$json_dir/$i.filter")] | last)"
		program+=" catch \"error: \\(.)\")"$'\n'
	done
	printf '%s' "$program" >"$json_dir/program"
	jq -nc "${arguments[@]}" -f "$json_dir/program"
}

# judge_json: replaces the placeholders with verdicts.
judge_json() {
	local i all=() verdicts dir filter
	for ((i = 1; ; i++)); do
		[[ -e $json_dir/$i.point ]] || break
		all+=("$i")
	done
	((${#all[@]})) || return 0
	if ! mapfile -t verdicts < <(jq_verdicts "${all[@]}" 2>/dev/null) ||
		((${#verdicts[@]} != ${#all[@]})); then
		for i in "${all[@]}"; do
			verdicts[i - 1]=$(jq_verdicts "$i" 2>&1 | head -n 1)
		done
	fi
	for i in "${all[@]}"; do
		read -r dir <"$json_dir/$i.point"
		if [[ ${verdicts[i - 1]} == true ]]; then
			continue
		fi
		: >"$dir/failed"
		filter=$(<"$json_dir/$i.filter")
		printf '%s\n' "FAILED: expect_json $filter" "        jq says: ${verdicts[i - 1]}" >"$json_dir/verdict"
		sed -i "/^@json $i\$/r $json_dir/verdict" "$dir/transcript"
	done
	sed -i '/^@json [0-9]*$/d' "$points_dir"/*/transcript
}
