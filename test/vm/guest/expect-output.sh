# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Expectations on the last command.

expect_status() {
	((run_status == $1)) || fail "expect_status $1" "got: $run_status"
}

# WHICH is stdout or stderr, the name of the variable that has the output without the
# newlines at its end.
expect_text() { # WHICH TEXT
	[[ ${!1} == "$2" ]] || fail "expect_$1" "expected: ${2@Q}" "got:      ${!1@Q}"
}

expect_has() {
	[[ ${!1} == *"$2"* ]] || fail "expect_$1_has ${2@Q}"
}

expect_lacks() {
	[[ ${!1} != *"$2"* ]] || fail "expect_$1_lacks ${2@Q}"
}

expect_nothing() { # WHICH FILE
	[[ ! -s $2 ]] || fail "expect_no_$1"
}

expect_stdout() { expect_text stdout "$1"; }
expect_stdout_has() { expect_has stdout "$1"; }
expect_stdout_lacks() { expect_lacks stdout "$1"; }
expect_stdout_lines() { expect_lines stdout "$run_stdout" "$1"; }
expect_no_stdout() { expect_nothing stdout "$run_stdout"; }
expect_stderr() { expect_text stderr "$1"; }
expect_stderr_has() { expect_has stderr "$1"; }
expect_stderr_lacks() { expect_lacks stderr "$1"; }
expect_stderr_lines() { expect_lines stderr "$run_stderr" "$1"; }
expect_no_stderr() { expect_nothing stderr "$run_stderr"; }

# expect_lines WHICH FILE N
expect_lines() {
	local lines
	mapfile lines <"$2"
	((${#lines[@]} == $3)) || fail "expect_$1_lines $3" "got: ${#lines[@]}"
}

# expect_true DESCRIPTION COMMAND ARGS...: COMMAND succeeds. For conditions that no other
# expectation covers.
expect_true() {
	local description=$1 got
	shift
	got=$("$@" 2>&1) || fail "expect_true: $description" "command: ${*@Q}" "said: $got"
}
