# METADATA
# title: The model has its class under the EU AI Act
# description: >-
#   The duties follow from the class. A prohibited practice is denied; a high-risk model must name
#   its area of Annex III (or say `Annex I`). Set `require_class` where every model must be
#   classified.
# custom:
#   id: MC019
#   severity: critical
#   match: {kind: model_card}
#   controls: [eu-ai-act:5, eu-ai-act:6, iso-42001:A.5.2]
#   remediation: >-
#     Classify the model (`governance.eu_ai_act.class`) with the legal team, and name the area.
#   parameters:
#     eu:
#       require_class:
#         default: false
#         description: >-
#           Demand a class for every model.
#       dates:
#         default:
#           prohibited: "2025-02-02"
#           gpai: "2025-08-02"
#           transparency: "2026-08-02"
#           annex_iii: "2027-12-02"
#           annex_i: "2028-08-02"
#         description: >-
#           From when duties apply, by group; data, since the dates have moved before.
package govern.models.eu_class

import data.govern.lib.dates
import data.govern.lib.model
import data.govern.lib.result

_path := ["governance", "eu_ai_act", "class"]

_act := input.document.governance.eu_ai_act

deny contains result.at(msg, _path) if {
	_act.class == "prohibited"
	dates.reached(data.params.eu.dates.prohibited)
	msg := sprintf("%s is a prohibited practice under the EU AI Act", [model.name])
}

deny contains result.at(msg, _path) if {
	_act.class == "unset"
	data.params.eu.require_class
	msg := sprintf("the card of %s names no class under the EU AI Act", [model.name])
}

deny contains result.at(msg, ["governance", "eu_ai_act", "annex_iii"]) if {
	_act.class == "high"
	_act.annex_iii == null
	msg := sprintf("%s is a high-risk model, but the card does not name its area of Annex III", [model.name])
}
