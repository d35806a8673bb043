# SPDX-License-Identifier: GPL-2.0-only
#
# gnuplot -c plot.gp TO.svg UNIT SERIES-FILE...: each file has lines "N THOUSANDS-OF-INSTRUCTIONS". The
# title of a curve is its file's name without .dat.

set terminal svg size 800,500 background "white"
set output ARG1
set xlabel ARG2
set ylabel "millions of instructions"
set logscale xy 2
set key top left
set grid
name(path) = system(sprintf("basename '%s' .dat", path))
plot for [i = 3:ARGC] value(sprintf("ARG%d", i)) using 1:($2 / 1000) \
	with linespoints linewidth 2 title name(value(sprintf("ARG%d", i)))
