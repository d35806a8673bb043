# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Expectations on the findings of doctor, which `examine' ran.

# examine [NAME...]: runs doctor.
examine() {
	run daxctl doctor --format=json "$@"
}

# expect_finding NAME SUBJECT [SEVERITY]: it has this finding; SEVERITY is warning by default.
expect_finding() {
	expect_json 'any(.findings[]; .finding == "'"$1"'" and .subject == "'"$2"'" and
		.severity == "'"${3:-warning}"'")'
}

# expect_findings [NAME...]: apart from faults of the kernel, it has these and no others.
expect_findings() {
	local names=''
	(($# == 0)) || names=$(printf '"%s",' "$@")
	expect_json '([.findings[].finding | select(. != "kernel-fault")] | unique) == ['"${names%,}"']'
	expect_json '.unseen == []'
}
