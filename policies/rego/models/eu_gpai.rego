# METADATA
# title: General-purpose models have their documentation
# description: >-
#   Providers of general-purpose models must keep the documentation form, an acceptable use policy
#   and a summary of the training content. Training with more compute than the bound makes the
#   risk systemic, and the class must say so.
# custom:
#   id: MC021
#   severity: high
#   match: {kind: model_card}
#   controls: [eu-ai-act:51, eu-ai-act:53, eu-ai-act:55, eu-ai-act:Annex-XI, eu-ai-act:Annex-XII]
#   remediation: >-
#     Refer to the form (`governance.eu_ai_act.gpai_form`), the policy
#     (`use.acceptable_use_policy`) and the summary (`governance.tags.training_content_summary`).
#   parameters:
#     eu:
#       systemic_flops:
#         default: 1.0e+25
#         description: >-
#           Training compute above which the risk counts as systemic (Article 51).
#       dates:
#         default:
#           prohibited: "2025-02-02"
#           gpai: "2025-08-02"
#           transparency: "2026-08-02"
#           annex_iii: "2027-12-02"
#           annex_i: "2028-08-02"
#         description: >-
#           From when duties apply, by group; data, since the dates have moved before.
package govern.models.eu_gpai

import data.govern.lib.dates
import data.govern.lib.model
import data.govern.lib.result

_classes := {"gpai", "gpai-systemic"}

_items := {
	"documentation form": ["governance", "eu_ai_act", "gpai_form"],
	"acceptable use policy": ["use", "acceptable_use_policy"],
	"summary of the training content": ["governance", "tags", "training_content_summary"],
}

deny contains finding if {
	dates.reached(data.params.eu.dates.gpai)
	some finding in _missing
}

warn contains finding if {
	not dates.reached(data.params.eu.dates.gpai)
	some finding in _missing
}

_missing contains result.at(msg, path) if {
	input.document.governance.eu_ai_act.class in _classes
	some words, path in _items
	not model.known(path)
	msg := sprintf("%s is a general-purpose model, but the card refers to no %s", [model.name, words])
}

_missing contains result.at(msg, ["governance", "eu_ai_act", "class"]) if {
	input.document.compute.flops > data.params.eu.systemic_flops
	input.document.governance.eu_ai_act.class != "gpai-systemic"
	msg := sprintf("%s was trained with more compute than `systemic_flops`, so its class must be gpai-systemic", [model.name])
}
