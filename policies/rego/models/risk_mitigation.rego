# METADATA
# title: Risks are named, each with what is done about it
# description: >-
#   Bias and ethical risks that nobody wrote down are nobody's to handle. The card must name at
#   least one, and a mitigation for each.
# custom:
#   id: MC014
#   severity: medium
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MAP-5.1, nist-ai-rmf:MANAGE-1.3, iso-42001:A.5.4, iso-42001:A.5.5]
#   remediation: >-
#     List risks and groups at risk with a mitigation each (`risks`, `fairness`).
package govern.models.risk_mitigation

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["risks"]) if {
	count(input.document.risks) + count(input.document.fairness) == 0
	msg := sprintf("the card of %s names no bias or ethical risks", [model.name])
}

deny contains result.at(msg, [field, index]) if {
	some field, key in {"risks": "name", "fairness": "group"}
	some index, risk in input.document[field]
	risk.mitigation == null
	msg := sprintf("the card of %s says nothing of what is done about %q", [model.name, risk[key]])
}
