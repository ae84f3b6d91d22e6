# METADATA
# title: High-risk models are judged by others too
# description: >-
#   Nobody grades their own exam. For the tiers high and critical at least one metric must come
#   from somebody else than the provider. The word `verified` in a card is the card's own claim
#   and does not count.
# custom:
#   id: MC030
#   severity: medium
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MEASURE-1.3, us-model-risk:validation]
#   remediation: >-
#     Have the model evaluated by another team or a third party, and name the source of the
#     metric.
package govern.models.independent_evaluation

import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["metrics"]) if {
	model.high_risk
	not _independent
	msg := sprintf("%s is rated %s, but none of its metrics comes from anybody else than its provider", [
		model.name,
		input.document.governance.risk_tier,
	])
}

_independent if {
	some metric in input.document.metrics
	metric.source.name != null
	model.spelled(metric.source.name) != _provider
}

_provider := model.spelled(input.document.parties.provider)
