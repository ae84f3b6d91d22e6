# METADATA
# title: The model was evaluated, and on what is known
# description: >-
#   A number means something only with the dataset and split it was measured on. At least one
#   metric must be a number with both.
# custom:
#   id: MC009
#   severity: high
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:MEASURE-2.1
#     - nist-ai-rmf:MEASURE-2.3
#     - eu-ai-act:15
#     - iso-42001:A.6.2.4
#     - us-model-risk:validation
#   remediation: >-
#     Report results with dataset and split (`model-index` or `.eval_results/` on Hugging Face).
package govern.models.evaluation

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["metrics"]) if {
	count(input.document.metrics) == 0
	msg := sprintf("the card of %s reports no evaluation", [model.name])
}

deny contains result.at(msg, ["metrics", 0]) if {
	count(input.document.metrics) > 0
	not _one_complete
	msg := sprintf("none of the %d metrics of %s is a number with its dataset and split", [
		count(input.document.metrics),
		model.name,
	])
}

_one_complete if {
	some metric in input.document.metrics
	metric.value != null
	metric.dataset.id != null
	metric.dataset.split != null
}
