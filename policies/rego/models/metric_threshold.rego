# METADATA
# title: Metrics reach the thresholds of their task
# description: >-
#   Compares the card's overall metrics with the thresholds of the organisation. A threshold names its unit,
#   because 0.9 and 90 may be the same accuracy or not: a metric whose unit the card does not
#   declare cannot be compared and leaves the decision open. Without thresholds there is nothing to check.
# custom:
#   id: MC010
#   severity: critical
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:MEASURE-2.3
#     - nist-ai-rmf:MANAGE-1.1
#     - eu-ai-act:15
#     - eu-ai-act:Annex-IV
#     - us-model-risk:validation
#   remediation: >-
#     Improve the model or choose another one. When the metric is fine but its unit is missing, declare it in the
#     card's metric (`unit: fraction` or `unit: percent`). Lower a threshold only by review.
#   parameters:
#     metrics:
#       thresholds:
#         default: []
#         description: >-
#           List of `{task, metric, unit, min, max}`: `task` may be left out (every model), `unit` is
#           `fraction`, `percent` or `raw`, and one of `min` and `max` is enough.
package govern.models.metric_threshold

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["metrics"]) if {
	some threshold in _thresholds
	count(_overall(threshold)) == 0
	msg := sprintf("the card of %s gives no overall %s, for which a threshold of %s is set", [
		model.name,
		threshold.metric,
		_bound(threshold),
	])
}

deny contains result.at(msg, ["metrics", index, "value"]) if {
	some threshold in _thresholds
	some index in _overall(threshold)
	metric := input.document.metrics[index]
	_comparable(metric, threshold)
	_misses(metric.value, threshold)
	msg := sprintf("the %s of %s is %v, but must be %s", [
		metric.name,
		model.name,
		metric.value,
		_bound(threshold),
	])
}

undecided contains result.at(msg, ["metrics", index, "value"]) if {
	some threshold in _thresholds
	some index in _overall(threshold)
	metric := input.document.metrics[index]
	metric.value == null
	msg := sprintf("the %s of %s is not a plain number, so it cannot be compared with %s", [
		metric.name,
		model.name,
		_bound(threshold),
	])
}

undecided contains result.at(msg, ["metrics", index]) if {
	some threshold in _thresholds
	some index in _overall(threshold)
	metric := input.document.metrics[index]
	metric.value != null
	not _comparable(metric, threshold)
	msg := sprintf("the %s of %s is %v in unit %s, which cannot be compared with %s", [
		metric.name,
		model.name,
		metric.value,
		_unit(metric.unit),
		_bound(threshold),
	])
}

_thresholds := [threshold |
	some threshold in data.params.metrics.thresholds
	_applies(threshold)
]

_applies(threshold) if not threshold.task

_applies(threshold) if {
	some task in input.document.model.task
	model.spelled(task) == model.spelled(threshold.task)
}

_overall(threshold) := [index |
	some index, metric in input.document.metrics
	model.spelled(metric.name) == model.spelled(threshold.metric)
	metric.slice == null
]

_comparable(metric, threshold) if {
	metric.value != null
	metric.unit == threshold.unit
}

# A quantity without unit, such as a perplexity, is compared as it stands when the threshold says so.
_comparable(metric, threshold) if {
	metric.value != null
	metric.unit == null
	threshold.unit == "raw"
}

_misses(value, threshold) if value < threshold.min

_misses(value, threshold) if value > threshold.max

_bound(threshold) := concat(" and ", sort([words |
	some key, word in {"min": "at least", "max": "at most"}
	words := sprintf("%s %v (%s)", [word, threshold[key], threshold.unit])
]))

_unit(unit) := "unknown" if unit == null

_unit(unit) := unit if unit != null
