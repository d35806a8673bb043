# SPDX-License-Identifier: GPL-2.0-only
#
# Turns the guest's report (see guest/run-tests) into test points. A test that began and did
# not end fails. Variables:
#   kernel  the kernel's name
#   tests   the tests of this boot
#   rest    the file that gets the names of tests that need another boot
#   why     the file with comments that say how the boot ended
#   json    a file name; the JSON of each test goes to that name with .TEST appended
#   again   a file that is written if a test continues in another boot; it gets the data to
#           put before that boot's initrd

function explain(    line) {
	while ((getline line <why) > 0)
		print line
	close(why)
}

BEGIN { count = split(tests, order, " ") }
{ sub(/\r$/, "") }
$1 == "test" { current = $2; points = 0; next }
$1 == "end" {
	if ($2 != current || $3 != points)
		print "not ok - " kernel " " current ": " points " of " $3 " points were reported"
	ended[$2] = 1
	current = ""
	next
}
$1 == "json" {
	file = json "." $2
	sub(/^json [^ ]+ /, "")
	print >>file
	next
}
$1 == "initrd" { initrd = initrd $2 "\n"; next }
$1 == "again" { printf "%s", initrd >again; next }
$1 == "up" || $1 == "stop" || $1 == "reboot" || $1 == "done" { next }
/^(not )?ok - / {
	points++
	sub(/ok - /, "ok - " kernel " " (current == "" ? "boot" : current) ": ")
}
{ print }
END {
	if (current != "") {
		print "not ok - " kernel " " current ": the machine ended in this test"
		explain()
		ended[current] = 1
	}
	for (test in ended)
		any = 1
	for (i = 1; i <= count; i++) {
		if (order[i] in ended)
			continue
		if (any)
			print order[i] >rest
		else {
			print "not ok - " kernel " " order[i] ": the machine ran no test"
			explain()
		}
	}
}
