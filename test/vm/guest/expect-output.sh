# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Expectations on the last command.

expect_status() {
	((run_status == $1)) || fail "expect_status $1" "got: $run_status"
}

# expect_stdout TEXT: exactly this; the last line's end may be missing.
expect_stdout() {
	[[ $stdout == "$1" ]] || fail "expect_stdout" "expected: ${1@Q}" "got:      ${stdout@Q}"
}

expect_stdout_has() {
	[[ $stdout == *"$1"* ]] || fail "expect_stdout_has ${1@Q}"
}

expect_stdout_lacks() {
	[[ $stdout != *"$1"* ]] || fail "expect_stdout_lacks ${1@Q}"
}

expect_no_stdout() {
	[[ ! -s $run_stdout ]] || fail "expect_no_stdout"
}

expect_stdout_lines() {
	expect_lines stdout "$run_stdout" "$1"
}

expect_stderr() {
	[[ $stderr == "$1" ]] || fail "expect_stderr" "expected: ${1@Q}" "got:      ${stderr@Q}"
}

expect_stderr_has() {
	[[ $stderr == *"$1"* ]] || fail "expect_stderr_has ${1@Q}"
}

expect_stderr_lacks() {
	[[ $stderr != *"$1"* ]] || fail "expect_stderr_lacks ${1@Q}"
}

expect_no_stderr() {
	[[ ! -s $run_stderr ]] || fail "expect_no_stderr"
}

expect_stderr_lines() {
	expect_lines stderr "$run_stderr" "$1"
}

# expect_lines WHICH FILE N
expect_lines() {
	local lines
	mapfile lines <"$2"
	((${#lines[@]} == $3)) || fail "expect_$1_lines $3" "got: ${#lines[@]}"
}

# expect_true DESCRIPTION COMMAND ARGS...: for what no other expectation says.
expect_true() {
	local description=$1 got
	shift
	got=$("$@" 2>&1) || fail "expect_true: $description" "command: ${*@Q}" "said: $got"
}
