# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the table of test/bench/kernel from lines "WHOSE PAIR ROW NUMBER". Exits with 1
# if a ratio exceeds its bound. Variable: bounds, the file of bounds.

function median(whose, row, pair,	n, i, j, list, part) {
	n = split(values[whose, row, pair], list, " ")
	# insertion sort: there are few
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && list[j - 1] + 0 > list[j] + 0; j--) {
			part = list[j]
			list[j] = list[j - 1]
			list[j - 1] = part
		}
	return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

function duration(ns) {
	return ns < 1e6 ? sprintf("%.1f µs", ns / 1e3) : \
		ns < 1e9 ? sprintf("%.2f ms", ns / 1e6) : sprintf("%.2f s", ns / 1e9)
}

{
	values[$1, $3, $2] = values[$1, $3, $2] " " $4
	values[$1, $3, "all"] = values[$1, $3, "all"] " " $4
	pairs = $2 > pairs ? $2 : pairs
}

# What only ours has is compared with the sum of the steps that do the same without it.
function own(text, row, first, second, bound,	ours, by_blocks) {
	ours = median("ours", row, "all")
	by_blocks = median("ours", first, "all") + median("ours", second, "all")
	print_row(text, ours, by_blocks, ours / by_blocks, "", bound)
}

function print_row(text, ours, stock, ratio, spread, bound,	limit) {
	limit = bound == 1 ? 1.05 : bound
	printf "| %s | %s | %s | %.2f%s | %s%s |\n", text, duration(stock), duration(ours), ratio, \
		spread, bound, (ratio > limit ? " **exceeded**" : "")
	exceeded += ratio > limit
}

END {
	print "| | stock | ours | ours / stock | bound |"
	print "|---|---|---|---|---|"
	while ((getline line <bounds) > 0) {
		if (line ~ /^#/)
			continue
		split(line, field, "\t")
		row = field[1]
		if (values["ours", row, "all"] == "" || values["stock", row, "all"] == "") {
			print "bench: no figures of " row
			exceeded++
			continue
		}
		low = 1e9
		high = 0
		for (pair = 1; pair <= pairs; pair++) {
			ratio = median("ours", row, pair) / median("stock", row, pair)
			low = ratio < low ? ratio : low
			high = ratio > high ? ratio : high
		}
		ours = median("ours", row, "all")
		stock = median("stock", row, "all")
		print_row(field[3], ours, stock, ours / stock, sprintf(" (%.2f–%.2f)", low, high), field[2])
	}
	own("online 16 GiB by `state`, against memoryN", "state-online", "add-blocks", "online-blocks", 0.8)
	own("unplug 16 GiB by `state`, against memoryN", "state-unplug", "remove-blocks", "offline-blocks", 0.8)
	printf "| 8 readers of all attributes beside a resizer, per second | hangs | %d reads, %d resizes | | |\n", \
		median("ours", "readers.reads", "all"), median("ours", "readers.resizes", "all")
	exit exceeded > 0
}
