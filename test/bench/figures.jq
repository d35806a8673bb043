# SPDX-License-Identifier: GPL-2.0-only
#
# Computes the figures from the guest's measurements, which are lines on stdin:
# jq -nR --slurpfile bounds bounds.json --arg measures MEASURES, without other measures.

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
def grown:
	.work as $work
	| [$samples[] | select(.measure == "instructions" and .work == $work) | .n] | unique
	| map({n: ., ours: (series("instructions"; $work; .; "ours") | quantile(0.5)),
		theirs: (series("instructions"; $work; .; "theirs") | quantile(0.5)),
		raw: (series("instructions"; $work; .; "raw") | quantile(0.5))})
	| {points: ., figure: ((last.ours / first.ours) / (last.n / first.n) | rounded)};

def judged: .within = (.figure <= .at_most);

{
	rows: [$bounds[0].rows[] | select(.measure | IN($measures | splits(" ")))
		| . + (if .measure == "calls" then counted else compared(.against) end) | judged],
	growth: [$bounds[0].growth[] | select($measures | contains("instructions"))
		| . + grown | judged]
}
