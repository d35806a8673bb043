# SPDX-License-Identifier: GPL-2.0-only
#
# Computes the figures from the guest's measurements, which are lines on stdin:
# jq -nR --slurpfile bounds bounds.json --arg only MEASURE|"". If $only is not empty, other
# measures are left out.

def quantile($q): sort | .[((length - 1) * $q + 0.5) | floor];
def rounded: . * 1000 | round / 1000;

[inputs | split(" ") | select(length == 5)
	| {measure: .[0], work: .[1], n: (.[2] | tonumber), whose: .[3],
		value: (.[4] | tonumber)}] as $samples

# The values of one series, in the order in which they were measured.
| def series($measure; $work; $n; $whose): [$samples[]
	| select(.measure == $measure and .work == $work and .n == $n and .whose == $whose)
	| .value];

# Compare figures of the same round: other load on the host affected both.
def compared($against):
	series(.measure; .work; .n; "ours") as $ours
	| series(.measure; .work; .n; $against) as $others
	| ([$ours, $others] | transpose | map(.[0] / .[1])) as $ratios
	| {runs: ($ratios | length), ours: ($ours | quantile(0.5)),
		other: ($others | quantile(0.5)), figure: ($ratios | quantile(0.5) | rounded),
		spread: [$ratios | quantile(0.25), quantile(0.75) | rounded]};

def counted:
	.n as $n
	| series("calls"; .work; $n; "ours")[0] as $ours
	| series("calls"; .work; $n; "theirs")[0] as $theirs
	| {runs: 1, ours: $ours, other: $theirs, figure: ($ours / $n | rounded)};

# The growth of cost from the first point to the last, divided by the growth of the size.
# Points are measured minutes apart, so take the run that the host disturbed least, which is
# the fastest of the same number of runs.
def grown:
	.work as $work
	| [$samples[] | select(.measure == "time" and .work == $work) | .n] | unique as $all
	| ([$all[] | series("time"; $work; .; "ours") | length] | min) as $runs
	| [$all[] | {n: ., ours: (series("time"; $work; .; "ours")[:$runs] | min),
		theirs: (series("time"; $work; .; "theirs")[:$runs] | min),
		raw: (series("time"; $work; .; "raw")[:$runs] | min)}] as $points
	| {points: $points, figure: ($points
		| (last.ours / first.ours) / (last.n / first.n) | rounded)};

def judged: .within = (.figure <= .at_most);

{
	rows: [$bounds[0].rows[] | select($only == "" or .measure == $only)
		| . + (if .measure == "calls" then counted else compared(.against) end) | judged],
	growth: [$bounds[0].growth[] | select($only == "") | . + grown | judged]
}
