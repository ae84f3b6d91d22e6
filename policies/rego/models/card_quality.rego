# METADATA
# title: The card says what it means
# description: >-
#   A card with placeholders of a template, unreadable values or a version of another artefact
#   misleads whoever relies on it. What the parser could not take is listed one by one.
# custom:
#   id: MC031
#   severity: high
#   match: {kind: model_card}
#   controls: [iso-42001:A.6.2.7, soc2:CC2.1]
#   remediation: >-
#     Fill in or remove what the message names, and keep the version of the card equal to that of
#     the model.
#   parameters:
#     model_card:
#       accepted_diagnostics:
#         default: []
#         description: >-
#           Codes of diagnostics that are accepted.
package govern.models.card_quality

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, _keys(diagnostic)) if {
	some diagnostic in input.document.source.diagnostics
	not diagnostic.code in data.params.model_card.accepted_diagnostics
	msg := sprintf("the card of %s: %s", [model.name, diagnostic.msg])
}

deny contains result.at(msg, ["model", "version"]) if {
	registered := input.facts.registry.version
	input.document.model.version != registered
	msg := sprintf("the card of %s is of version %v, but the registered version is %v", [
		model.name,
		input.document.model.version,
		registered,
	])
}

deny contains result.at(msg, ["sections", slug]) if {
	some slug, section in input.document.sections
	section.placeholder
	msg := sprintf("the section %q of the card of %s holds a placeholder only", [section.title, model.name])
}

_keys(diagnostic) := [replace(replace(key, "~1", "/"), "~0", "~") |
	some key in array.slice(split(diagnostic.path, "/"), 1, 100)
]
