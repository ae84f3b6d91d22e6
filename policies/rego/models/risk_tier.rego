# METADATA
# title: The risk of the model is rated
# description: >-
#   How much scrutiny a model needs follows from its risk. The tier must be set; high and critical
#   need an impact assessment to refer to.
# custom:
#   id: MC018
#   severity: high
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:MAP-5.1
#     - nist-ai-rmf:GOVERN-1.4
#     - eu-ai-act:9
#     - iso-42001:A.5.2
#     - iso-42001:A.5.3
#     - nist-800-53:RA-3
#     - us-model-risk:governance
#   remediation: >-
#     Rate the model (`governance.risk_tier`) and refer to the impact assessment
#     (`governance.impact_assessment`).
package govern.models.risk_tier

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["governance", "risk_tier"]) if {
	input.document.governance.risk_tier == "unset"
	msg := sprintf("the card of %s rates no risk tier", [model.name])
}

deny contains result.at(msg, ["governance", "impact_assessment"]) if {
	model.high_risk
	input.document.governance.impact_assessment == null
	msg := sprintf("%s is rated %s, but the card refers to no impact assessment", [
		model.name,
		input.document.governance.risk_tier,
	])
}
