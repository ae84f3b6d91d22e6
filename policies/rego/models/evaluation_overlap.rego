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
	startswith(lower(metric.dataset.split), "train")
	msg := sprintf("the %s of %s was measured on the training split of %s", [
		metric.name,
		model.name,
		_shown(metric.dataset.id),
	])
}

deny contains result.at(msg, ["datasets", index]) if {
	some dataset in input.document.datasets
	dataset.role == "train"
	some index, other in input.document.datasets
	other.role in {"eval", "test"}
	model.spelled(other.name) == model.spelled(dataset.name)
	other.revision == dataset.revision
	msg := sprintf("%s is both training and evaluation data of %s", [other.name, model.name])
}

_shown(name) := name if name != null

_shown(name) := "its dataset" if name == null
