# SPDX-License-Identifier: GPL-2.0-only
#
# Turns what a guest said (see guest/run-tests) into test points. A test that began and
# did not end fails. Variables: kernel; tests, all that the boot was to run; rest, a
# file to which those go that need another boot; why, what the boot said; json, the
# beginning of the names of files that get what each test printed as JSON; again, a file
# that exists afterwards if a test goes on in another boot, with what to add to its initrd.

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
$1 == "stop" || $1 == "reboot" || $1 == "done" { next }
/^(not )?ok - / {
	points++
	sub(/ok - /, "ok - " kernel " " (current == "" ? "boot" : current) ": ")
}
{ print }
END {
	if (current != "") {
		print "not ok - " kernel " " current ": the machine ended in this test"
		print "# " why
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
			print "# " why
		}
	}
}
