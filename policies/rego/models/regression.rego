# METADATA
# title: The model is no worse than the one it replaces
# description: >-
#   Compares the overall metrics with those of the version in use (fact `incumbent`, from the
#   registry). A metric may fall by its tolerance; one that is no longer reported counts as worse.
# custom:
#   id: MC011
#   severity: high
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MEASURE-2.3, nist-800-53:CM-3, soc2:CC8.1, us-model-risk:change]
#   remediation: >-
#     Find out why the metric fell before replacing the model, or raise the tolerance by review.
#   parameters:
#     metrics:
#       tolerance:
#         default: {}
#         description: >-
#           How far a metric may fall, by name.
#       lower_is_better:
#         default:
#           - brier-score
#           - cer
#           - cross-entropy
#           - eer
#           - fid
#           - loss
#           - mae
#           - mape
#           - mse
#           - perplexity
#           - rmse
#           - wer
#         description: >-
#           Metrics of which less is better, where the card does not say.
#       require_incumbent:
#         default: false
#         description: >-
#           Leave the decision open when the version in use is not known.
package govern.models.regression

import data.govern.lib.model
import data.govern.lib.result
import data.govern.lib.values

deny contains result.at(msg, ["metrics", index, "value"]) if {
	some old in _incumbent
	some index, metric in input.document.metrics
	_same(metric, old)
	metric.value != null
	fall := _fall(metric, old)
	fall > object.get(data.params.metrics.tolerance, metric.name, 0)
	msg := sprintf("the %s of %s is %v, worse than the %v of the version in use", [
		metric.name,
		model.name,
		metric.value,
		old.value,
	])
}

deny contains result.at(msg, ["metrics"]) if {
	some old in _incumbent
	not _reported(old)
	msg := sprintf("the card of %s no longer reports the %s that the version in use reports", [model.name, old.name])
}

undecided contains result.at(msg, ["metrics"]) if {
	data.params.metrics.require_incumbent
	not input.facts.incumbent
	msg := sprintf("the metrics of the version that %s replaces are not known", [model.name])
}

_incumbent := [metric |
	some metric in values.each(input.facts.incumbent.metrics)
	metric.slice == null
	metric.value != null
]

_reported(old) if {
	some metric in input.document.metrics
	_same(metric, old)
	metric.value != null
}

_same(metric, old) if {
	model.spelled(metric.name) == model.spelled(old.name)
	metric.slice == null
	metric.unit == old.unit
	metric.dataset == old.dataset
}

_fall(metric, old) := metric.value - old.value if _lower_is_better(metric)

_fall(metric, old) := old.value - metric.value if not _lower_is_better(metric)

_lower_is_better(metric) if metric.higher_is_better == false

_lower_is_better(metric) if {
	metric.higher_is_better == null
	model.spelled(metric.name) in data.params.metrics.lower_is_better
}
