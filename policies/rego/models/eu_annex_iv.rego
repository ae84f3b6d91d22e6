# METADATA
# title: High-risk models have their technical documentation
# description: >-
#   Annex IV of the EU AI Act lists nine points. Each needs a status and a reference. Until the
#   duties apply (`eu.dates`), what is missing is a warning.
# custom:
#   id: MC020
#   severity: high
#   match: {kind: model_card}
#   controls: [eu-ai-act:11, eu-ai-act:18, eu-ai-act:Annex-IV, iso-42001:A.6.2.7]
#   remediation: >-
#     Fill `governance.eu_ai_act.annex_iv` with the status and place of each document.
#   parameters:
#     eu:
#       dates:
#         default:
#           prohibited: "2025-02-02"
#           gpai: "2025-08-02"
#           transparency: "2026-08-02"
#           annex_iii: "2027-12-02"
#           annex_i: "2028-08-02"
#         description: >-
#           From when duties apply, by group; data, since the dates have moved before.
package govern.models.eu_annex_iv

import data.govern.lib.dates
import data.govern.lib.model
import data.govern.lib.result

_points := {
	"p1": "general description",
	"p2": "elements and development process",
	"p3": "monitoring, functioning and control",
	"p4": "appropriateness of the metrics",
	"p5": "risk management",
	"p6": "changes over the lifecycle",
	"p7": "standards applied",
	"p8": "declaration of conformity",
	"p9": "post-market monitoring plan",
}

deny contains finding if {
	dates.reached(data.params.eu.dates.annex_iii)
	some finding in _missing
}

warn contains finding if {
	not dates.reached(data.params.eu.dates.annex_iii)
	some finding in _missing
}

_missing contains result.at(msg, ["governance", "eu_ai_act", "annex_iv", point]) if {
	input.document.governance.eu_ai_act.class == "high"
	some point, words in _points
	not _documented(point)
	msg := sprintf("the technical documentation of %s lacks point %s of Annex IV (%s): status and reference", [
		model.name,
		trim_prefix(point, "p"),
		words,
	])
}

_documented(point) if {
	entry := input.document.governance.eu_ai_act.annex_iv[point]
	entry.status != null
	entry.ref != null
}
