# SPDX-License-Identifier: GPL-2.0-only
#
# Reads the headers of test cases and prints what to boot for them. For each test and kernel
# there is a line
#   kernel machine start root cpus params | test timeout programs
# Tests with the same left part share a boot, and '-' stands for an empty field. For each
# kernel in a test's not_on there is a line
#   not-on kernel test reason
# Variables: kernels, the kernels to test.

function fail(text) {
	print file ": " text >"/dev/stderr"
	failed = 1
	exit 1
}

# Moves names of kernels from the front of words to the array taken and returns the rest.
function take_kernels(words, taken,	i, n, list) {
	n = split(words, list, " ")
	for (i = 1; i <= n && list[i] ~ /^(7\.3|(ours-)?6\.(1|12)(-debug|-kcsan)?)$/; i++) {
		taken[list[i]] = 1
		sub(/^[^ ]+ */, "", words)
	}
	return words
}

function flush(	i, n, list, start, kernel, line, wanted, unfit, reason) {
	if (test == "")
		return
	n = split(kernels, list, " ")
	if (value["kernels"] == "any") {
		value["kernels"] = list[1]
		n = 1
	}
	reason = take_kernels(value["kernels"], wanted)
	if (reason != "" || value["kernels"] == "")
		fail("kernels: no such kernel: '" reason "'")
	reason = take_kernels(value["not_on"], unfit)
	if (value["not_on"] != "" && (reason == "" || reason == value["not_on"]))
		fail("not_on: needs kernels and a reason")
	for (i = 1; i <= n; i++) {
		# 6.1 also stands for ours-6.1, and each kernel of ours for its variants.
		kernel = list[i]
		sub(/-(debug|kcsan)$/, "", kernel)
		line = kernel
		sub(/^ours-/, "", line)
		if (!(list[i] in wanted) && !(kernel in wanted) && !(line in wanted))
			continue
		if (kernel in unfit) {
			print "not-on", list[i], test, reason
			continue
		}
		# A test that starts right after boot shares its boot with no other test.
		start = value["start"]
		if (start ~ /^boots?$/ || value["root"] != "-")
			start = start ":" test
		print list[i], value["machine"], start, value["root"], value["cpus"], \
			value["params"], "|", test, value["timeout"], value["programs"]
	}
}

FNR == 1 {
	flush()
	test = file = FILENAME
	sub(/.*\//, "", test)
	sub(/\.test$/, "", test)
	value["name"] = ""
	value["kernels"] = "6.1 6.12"
	value["machine"] = "two-nodes"
	value["start"] = "clean"
	value["root"] = "-"
	value["cpus"] = 1
	value["params"] = "-"
	value["timeout"] = 300
	value["programs"] = "-"
	value["modules"] = value["policy"] = value["klog_allow"] = value["not_on"] = ""
	value["boots"] = ""
	header = 1
}
/^$/ { header = 0 }
header {
	key = $0
	sub(/:.*/, "", key)
	if (!(key in value))
		fail("unknown header key '" key "'")
	sub(/^[^:]*: */, "")
	value[key] = $0
}
END {
	if (!failed)
		flush()
}
