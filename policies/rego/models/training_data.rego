# METADATA
# title: Training data is named, with origin and licence
# description: >-
#   What a model learnt from decides what it may be used for. Each training dataset needs a name,
#   where it comes from, and its licence.
# custom:
#   id: MC015
#   severity: high
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:MAP-4.1
#     - eu-ai-act:10
#     - eu-ai-act:53
#     - iso-42001:A.7.5
#     - iso-42001:A.7.3
#     - us-model-risk:development
#   remediation: >-
#     List the datasets with role `train`, and for each its url or provenance and its licence.
package govern.models.training_data

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["datasets"]) if {
	count(_training) == 0
	msg := sprintf("the card of %s names no training data", [model.name])
}

deny contains result.at(msg, ["datasets", index]) if {
	some index in _training
	dataset := input.document.datasets[index]
	missing := array.concat(
		["licence" | dataset.license == null],
		["origin" | dataset.url == null; dataset.provenance == null],
	)
	count(missing) > 0
	msg := sprintf("the card of %s does not give the %s of the training dataset %s", [
		model.name,
		concat(" and the ", missing),
		dataset.name,
	])
}

# Formats that know no roles list what the model was trained on.
_training := [index |
	some index, dataset in input.document.datasets
	dataset.role in {"train", "unknown"}
]
