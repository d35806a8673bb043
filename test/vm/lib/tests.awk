# SPDX-License-Identifier: GPL-2.0-only
#
# Reads the headers of test cases and says what to boot for them: for each test and
# kernel a line of
#   kernel machine start root cpus params | test timeout programs
# in which tests with the same left part share a boot, and '-' stands for nothing.
# Variables: kernels, those asked for.

function flush(	i, n, list, start) {
	if (test == "")
		return
	n = split(value["kernels"], list, " ")
	for (i = 1; i <= n; i++) {
		if (index(" " kernels " ", " " list[i] " ") == 0)
			continue
		# A test that wants the machine as it booted shares it with no other.
		start = value["start"]
		if (start ~ /^boots?$/ || value["root"] != "-")
			start = start ":" test
		print list[i], value["machine"], start, value["root"], value["cpus"], \
			value["params"], "|", test, value["timeout"], value["programs"]
	}
}

FNR == 1 {
	flush()
	test = FILENAME
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
	value["modules"] = value["policy"] = value["klog_allow"] = ""
	header = 1
}
/^$/ { header = 0 }
header {
	key = $0
	sub(/:.*/, "", key)
	if (!(key in value)) {
		print FILENAME ": unknown header key '" key "'" >"/dev/stderr"
		failed = 1
		exit 1
	}
	sub(/^[^:]*: */, "")
	value[key] = $0
}
END {
	if (!failed)
		flush()
}
