# METADATA
# title: The model was not evaluated on what it learnt
# description: >-
#   A model looks good on data it has seen. A metric must not be measured on the training split,
#   and no dataset may be training and evaluation data in the same revision.
# custom:
#   id: MC017
#   severity: medium
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MEASURE-2.1, iso-42001:A.7.4]
#   remediation: >-
#     Evaluate on a held-out split or dataset and name it.
package govern.models.evaluation_overlap

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["metrics", index, "dataset"]) if {
	some index, metric in input.document.metrics
	startswith(model.spelled(metric.dataset.split), "train")
	msg := sprintf("the %s of %s was measured on the training split of %s", [
		metric.name,
		model.name,
		_shown(metric.dataset.id),
	])
}

deny contains result.at(msg, ["metrics", index, "dataset"]) if {
	some index, metric in input.document.metrics
	metric.dataset.split == null
	some dataset in input.document.datasets
	dataset.role == "train"
	model.spelled(dataset.name) == model.spelled(metric.dataset.id)
	msg := sprintf("the %s of %s was measured on the training data %s, and no split is named", [
		metric.name,
		model.name,
		dataset.name,
	])
}

_shown(name) := name if name != null

_shown(name) := "its dataset" if name == null
