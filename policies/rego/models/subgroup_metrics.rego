# METADATA
# title: Metrics are broken down by subgroup
# description: >-
#   An average hides whom the model fails. For each required dimension the card must report at
#   least one metric for two groups or more. Without required dimensions there is nothing to
#   check.
# custom:
#   id: MC012
#   severity: high
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MEASURE-2.11, eu-ai-act:10, eu-ai-act:Annex-IV, iso-42001:A.5.4]
#   remediation: >-
#     Evaluate per group and report each as a metric with its slice.
#   parameters:
#     fairness:
#       dimensions:
#         default: []
#         description: >-
#           Dimensions (`gender`, `age-group`) that metrics must be broken down by.
package govern.models.subgroup_metrics

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["metrics"]) if {
	some dimension in data.params.fairness.dimensions
	groups := {metric.slice.value |
		some metric in input.document.metrics
		metric.value != null
		model.spelled(metric.slice.name) == model.spelled(dimension)
	}
	count(groups) < 2
	msg := sprintf("the card of %s reports metrics for %d groups of %s; at least 2 are needed", [
		model.name,
		count(groups),
		dimension,
	])
}
