# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Playing a manual page: the commands in its examples are run one after the other, and each
# has to print what the page shows. The sources of the pages are in /test/documents.

# The width that man leaves for an example on 80 columns.
page_width=69

# The examples: the section, the command and the output of each.
page_sections=() page_commands=() page_outputs=()

# read_page NAME: a command is a line that begins with "# "; lines that begin with "> "
# continue it. The lines up to the next command are its output.
read_page() {
	local line section='' where=text last=-1
	page_sections=() page_commands=() page_outputs=()
	while IFS= read -r line; do
		case $where:$line in
		text:'== '* | text:'=== '*) section=${line#*= } ;;
		text:----) where=start ;;
		*:----) where=text ;;
		start:'# '* | command:'# '* | output:'# '*)
			last=$((last + 1))
			page_sections[last]=$section
			page_commands[last]=${line#'# '}
			page_outputs[last]=''
			where='command'
			;;
		start:*)
			fail "$section: an example does not begin with a command" "$line"
			where=ignored
			;;
		command:'> '*) page_commands[last]+=$'\n'${line#'> '} ;;
		command:* | output:*)
			page_outputs[last]+=$line$'\n'
			where=output
			;;
		esac
	done <"/test/documents/$1.adoc"
}

# try_example N: its output, folded as a terminal does, is what the page shows.
# $masking is a sed script for text that changes from run to run.
page_status=0
try_example() {
	local next=${page_commands[$1 + 1]-}
	note "# ${page_commands[$1]}"
	(exit "$page_status")	# for a page that shows it by echo $?
	eval "${page_commands[$1]}" >"$run_stdout" 2>&1 </dev/null
	page_status=$?
	excerpt '  ' "$run_stdout" >>"$transcript"
	[[ $next == 'echo $?' ]] || ((page_status == 0)) ||
		fail "status $page_status, which the page does not show"
	fold -s -w "$page_width" "$run_stdout" | sed "s/ *\$//; ${masking-}" >/run/printed
	printf %s "${page_outputs[$1]}" | sed "${masking-}" >/run/shown
	cmp -s /run/shown /run/printed ||
		fail "the page shows something else" "$(diff -U 100 /run/shown /run/printed)"
}

# play_page NAME: all of it, a case for each section with examples. The test defines the
# function expect_after, which is called with the section's title after each.
play_page() {
	local i section=''
	read_page "$1"
	((${#page_commands[@]})) || fail "$1 has no examples"
	export COLUMNS=$page_width
	for i in "${!page_commands[@]}"; do
		if [[ ${page_sections[i]} != "$section" ]]; then
			section=${page_sections[i]}
			test_case "$section"
		fi
		try_example "$i"
		[[ ${page_sections[i + 1]-} == "$section" ]] || expect_after "$section"
	done
}
