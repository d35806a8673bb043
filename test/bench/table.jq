# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the figures as a table: jq -r. Columns are separated by tabs.

def shown($measure):
	if . == null then "-"
	elif $measure == "time" then (. / 10 | round / 100 | tostring) + " ms"
	elif $measure == "peak" then tostring + " KiB"
	elif $measure == "instructions" then (. / 10 | round / 100 | tostring) + " M"
	else tostring end;
def verdict: if .within then "ok" else "NOT WITHIN" end;

["WORK", "OURS", "AGAINST", "FIGURE", "SPREAD", "BOUND", ""],
(.rows[] | . as $row | [.row, (.ours | shown($row.measure)),
	((.other | shown($row.measure)) + (if .against == "raw" then " (raw)" else "" end)),
	(.figure | tostring), (.spread | if . then "\(.[0])-\(.[1])" else "-" end),
	(.at_most | tostring), verdict]),
(.growth[] | (.points | first) as $first | (.points | last) as $last
	| ["growth: " + .row, "\($last.n): " + ($last.ours | shown("instructions")),
	"\($first.n): " + ($first.ours | shown("instructions")), (.figure | tostring), "-",
	(.at_most | tostring), verdict])
| @tsv
