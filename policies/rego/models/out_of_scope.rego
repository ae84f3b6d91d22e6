# METADATA
# title: Uses that are out of scope are stated
# description: >-
#   What a model must not be used for protects those whom it would decide about. The card must
#   name such uses, in a sentence at least.
# custom:
#   id: MC006
#   severity: medium
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MAP-1.1, eu-ai-act:13, iso-42001:A.9.2]
#   remediation: >-
#     Add a section "Out-of-scope use" that names forbidden and foreseeable wrong uses.
#   parameters:
#     model_card:
#       out_of_scope_words:
#         default: 4
#         description: >-
#           How many words the text must have at least.
#       min_confidence:
#         default: prose
#         description: >-
#           How a field must be known to count; `prose` accepts text under a heading, `declared`
#           asks for a field of the format.
package govern.models.out_of_scope

import data.govern.lib.model
import data.govern.lib.result

_path := ["use", "out_of_scope"]

deny contains result.at(msg, _path) if {
	not model.present(_path, data.params.model_card.min_confidence)
	msg := sprintf("the card of %s does not say what the model must not be used for", [model.name])
}

deny contains result.at(msg, _path) if {
	model.present(_path, data.params.model_card.min_confidence)
	words := model.words(model.value(_path))
	words < data.params.model_card.out_of_scope_words
	msg := sprintf("the card of %s says what the model must not be used for in %d words; at least %d are expected", [
		model.name,
		words,
		data.params.model_card.out_of_scope_words,
	])
}
