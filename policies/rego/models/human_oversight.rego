# METADATA
# title: High-risk models are overseen and monitored
# description: >-
#   Somebody must be able to notice and to stop a model whose decisions weigh on people. For the
#   tiers high and critical the card must describe human oversight and refer to a plan for
#   monitoring.
# custom:
#   id: MC022
#   severity: high
#   match: {kind: model_card}
#   controls:
#     - nist-ai-rmf:MAP-3.5
#     - nist-ai-rmf:MANAGE-4.1
#     - eu-ai-act:14
#     - eu-ai-act:72
#     - iso-42001:A.6.2.6
#     - us-model-risk:monitoring
#   remediation: >-
#     Describe who oversees the model (`use.human_oversight`) and refer to the plan
#     (`governance.tags.monitoring_plan`).
package govern.models.human_oversight

import data.govern.lib.model
import data.govern.lib.result

_items := {
	"describe human oversight": ["use", "human_oversight"],
	"refer to a monitoring plan": ["governance", "tags", "monitoring_plan"],
}

deny contains result.at(msg, path) if {
	model.high_risk
	some words, path in _items
	not model.known(path)
	msg := sprintf("%s is rated %s, but its card does not %s", [
		model.name,
		input.document.governance.risk_tier,
		words,
	])
}
