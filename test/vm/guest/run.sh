# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Runs commands. Expectations look at the output, errors and status of the last command.

run_stdout=/run/stdout run_stderr=/run/stderr	# files
stdout='' stderr=''				# their contents, without newlines at the end
run_status=0
json_outputs=/run/json-outputs	# all JSON output, which the host validates

# command_line COMMAND ARGS...: stores the command, quoted for a shell, in $command_line.
command_line=''
command_line() {
	local word
	command_line=''
	for word; do
		[[ $word && $word != *[!a-zA-Z0-9_./:=,+@%-]* ]] || word=${word@Q}
		command_line+="${command_line:+ }$word"
	done
}

# run COMMAND ARGS...
run() {
	command_line "$@"
	note "\$ $command_line"
	"$@" >"$run_stdout" 2>"$run_stderr" </dev/null
	run_status=$?
	record
}

# at_size FEW ALL: prints FEW, or ALL if the tests of random changes run in full.
at_size() {
	[[ -e /test/plan/hard ]] && echo "$2" || echo "$1"
}

# run_as_nobody COMMAND ARGS...
run_as_nobody() {
	run setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"
}

# run_in_background NAME COMMAND ARGS...
run_in_background() {
	local name=$1
	shift
	command_line "$@"
	note "\$ $command_line &  # $name"
	{
		"$@" >"/run/$name.stdout" 2>"/run/$name.stderr" </dev/null
		echo $? >"/run/$name.status"
	} &
	echo $! >"/run/$name.pid"
}

# wait_for NAME: waits for a background command, which becomes the last command.
wait_for() {
	note "wait for $1"
	wait "$(<"/run/$1.pid")"
	mv "/run/$1.stdout" "$run_stdout"
	mv "/run/$1.stderr" "$run_stderr"
	run_status=$(<"/run/$1.status")
	record
}

# Uses only builtins, because starting a process takes long under emulation.
record() {
	contents stdout "$run_stdout"
	contents stderr "$run_stderr"
	case $stdout in
	$'[\n'* | $'{\n'* | '[]') printf '%s\n' "$stdout" >>"$json_outputs" ;;
	esac
	{
		excerpt '  ' "$run_stdout"
		excerpt '! ' "$run_stderr"
		((run_status == 0)) || echo "status $run_status"
	} >>"$transcript"
	case $stderr in
	*Sanitizer:* | *': runtime error: '*) fail "a sanitizer complained" ;;
	esac
}

# contents VARIABLE FILE
contents() {
	local text
	IFS= read -r -d '' text <"$2"
	while [[ $text == *$'\n' ]]; do
		text=${text%$'\n'}
	done
	printf -v "$1" %s "$text"
}

# excerpt PREFIX FILE: prints FILE with PREFIX before each line, without the middle of a
# long file.
excerpt() {
	local lines=()
	[[ -s $2 ]] || return 0
	mapfile -t lines <"$2" 2>/dev/null
	if ((${#lines[@]} > 80)); then
		lines=("${lines[@]:0:60}" "... $((${#lines[@]} - 80)) lines ..." "${lines[@]: -20}")
	fi
	printf '%s\n' "${lines[@]/#/$1}"
}
