# METADATA
# title: The model's limitations are stated
# description: >-
#   Whoever uses a model must know where it fails. A card must say so in words of its own; a
#   heading without text or a placeholder of a template counts as absent.
# custom:
#   id: MC007
#   severity: high
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:MAP-2.2
#     - nist-ai-rmf:MEASURE-2.5
#     - eu-ai-act:13
#     - eu-ai-act:15
#     - iso-42001:A.8.2
#     - us-model-risk:limitations
#   remediation: >-
#     Add a section "Limitations" that names inputs, groups and conditions under which the model
#     does worse, with numbers where you have them.
#   parameters:
#     model_card:
#       limitation_words:
#         default: 8
#         description: >-
#           How many words the text must have at least.
#       min_confidence:
#         default: prose
#         description: >-
#           How a field must be known to count; `prose` accepts text under a heading, `declared`
#           asks for a field of the format.
package govern.models.limitations

import data.govern.lib.model
import data.govern.lib.result

_path := ["use", "limitations"]

deny contains result.at(msg, _path) if {
	not model.present(_path, data.params.model_card.min_confidence)
	msg := sprintf("the card of %s does not say what the model cannot do", [model.name])
}

deny contains result.at(msg, _path) if {
	model.present(_path, data.params.model_card.min_confidence)
	words := model.words(model.value(_path))
	words < data.params.model_card.limitation_words
	msg := sprintf("the card of %s says what the model cannot do in %d words; at least %d are expected", [
		model.name,
		words,
		data.params.model_card.limitation_words,
	])
}
