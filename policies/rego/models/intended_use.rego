# METADATA
# title: Intended use and users are stated
# description: >-
#   A model is only right or wrong for a purpose. The card must say what the model is for, in a
#   sentence at least, and who is meant to use it.
# custom:
#   id: MC005
#   severity: high
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:MAP-1.1
#     - eu-ai-act:13
#     - eu-ai-act:Annex-IV
#     - iso-42001:A.9.4
#     - iso-42001:A.8.2
#     - us-model-risk:development
#   remediation: >-
#     Add a section "Intended use" that names the task, the decisions it feeds, and its users.
#   parameters:
#     model_card:
#       intended_use_words:
#         default: 8
#         description: >-
#           How many words the text must have at least.
#       require_users:
#         default: true
#         description: Demand that the intended users are named.
#       min_confidence:
#         default: prose
#         description: >-
#           How a field must be known to count; `prose` accepts text under a heading, `declared`
#           asks for a field of the format.
package govern.models.intended_use

import data.govern.lib.model
import data.govern.lib.result

_path := ["use", "intended"]

deny contains result.at(msg, _path) if {
	not model.present(_path, data.params.model_card.min_confidence)
	msg := sprintf("the card of %s does not say what the model is for", [model.name])
}

deny contains result.at(msg, _path) if {
	model.present(_path, data.params.model_card.min_confidence)
	words := model.words(model.value(_path))
	words < data.params.model_card.intended_use_words
	msg := sprintf("the card of %s says what the model is for in %d words; at least %d are expected", [
		model.name,
		words,
		data.params.model_card.intended_use_words,
	])
}

deny contains result.at(msg, ["use", "users"]) if {
	data.params.model_card.require_users
	not model.present(["use", "users"], data.params.model_card.min_confidence)
	msg := sprintf("the card of %s does not name its intended users", [model.name])
}
