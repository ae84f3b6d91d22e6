# METADATA
# title: No subgroup is served much worse than another
# description: >-
#   Compares a metric over the groups of one dimension: the difference between best and worst must
#   stay within its bound, and, where asked for, their ratio. Bounds are given by unit; a metric
#   whose unit the card does not declare leaves the decision open.
# custom:
#   id: MC013
#   severity: critical
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MEASURE-2.11, eu-ai-act:10]
#   remediation: >-
#     Improve the data or the model for the worst group, or restrict the intended use; raise the
#     bound only by review.
#   parameters:
#     fairness:
#       max_gap:
#         default: {"fraction": 0.1, "percent": 10}
#         description: >-
#           Largest difference between groups, by unit.
#       min_ratio:
#         default: 0
#         description: >-
#           Smallest ratio of worst to best (0.8 is the four-fifths rule); 0 asks for none.
package govern.models.subgroup_gap

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["metrics", worst.index, "value"]) if {
	some [name, dimension, unit], rows in _families
	[best, worst] := _ends(rows)
	gap := _rounded(best.metric.value - worst.metric.value)
	gap > data.params.fairness.max_gap[unit]
	msg := sprintf("the %s of %s differs by %v between %s %q and %q; at most %v is allowed%s", [
		name,
		model.name,
		gap,
		dimension,
		worst.metric.slice.value,
		best.metric.slice.value,
		data.params.fairness.max_gap[unit],
		_overlap(best.metric, worst.metric),
	])
}

deny contains result.at(msg, ["metrics", worst.index, "value"]) if {
	data.params.fairness.min_ratio > 0
	some [name, dimension, _], rows in _families
	[best, worst] := _ends(rows)
	worst.metric.value < data.params.fairness.min_ratio * best.metric.value
	msg := sprintf("the %s of %s for %s %q is less than %v of that for %q", [
		name,
		model.name,
		dimension,
		worst.metric.slice.value,
		data.params.fairness.min_ratio,
		best.metric.slice.value,
	])
}

undecided contains result.at(msg, ["metrics", worst.index]) if {
	some [name, dimension, unit], rows in _families
	not data.params.fairness.max_gap[unit]
	[best, worst] := _ends(rows)
	best.metric.value != worst.metric.value
	msg := sprintf("the %s of %s differs between the groups of %s, but its unit is not declared", [
		name,
		model.name,
		dimension,
	])
}

# Rows of one metric over one dimension, in one unit and on one dataset.
_families := {[metric.name, metric.slice.name, _unit(metric)]: rows |
	some metric in input.document.metrics
	metric.slice.name != null
	metric.value != null
	rows := [{"index": index, "metric": other} |
		some index, other in input.document.metrics
		other.name == metric.name
		other.slice.name == metric.slice.name
		other.value != null
		other.unit == metric.unit
	]
}

_unit(metric) := metric.unit if metric.unit != null

_unit(metric) := "undeclared" if metric.unit == null

_ends(rows) := [best, worst] if {
	amounts := [row.metric.value | some row in rows]
	best := [row | some row in rows; row.metric.value == max(amounts)][0]
	worst := [row | some row in rows; row.metric.value == min(amounts)][0]
}

# So that 0.95 - 0.85 is 0.1 on every engine.
_rounded(number) := round(number * 1000000) / 1000000

_overlap(best, worst) := " (their confidence intervals overlap)" if _overlapping(best, worst)

_overlap(best, worst) := "" if not _overlapping(best, worst)

_overlapping(best, worst) if best.ci.low <= worst.ci.high
