# METADATA
# title: The model is reviewed on time
# description: >-
#   What was true of a model a year ago may not be today. The next review must lie ahead, the last
#   one not too far back, and an approval that has expired is none.
# custom:
#   id: MC023
#   severity: medium
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:GOVERN-1.5, iso-42001:A.2.4, soc2:CC4.1, us-model-risk:monitoring]
#   remediation: >-
#     Review the model, and set `governance.review.last` and `next`.
#   parameters:
#     review:
#       max_age_days:
#         default: 365
#         description: >-
#           How many days a review is good for.
package govern.models.review

import data.govern.lib.dates
import data.govern.lib.model
import data.govern.lib.result

_review := input.document.governance.review

deny contains result.at(msg, ["governance", "review", "next"]) if {
	_review.next == null
	msg := sprintf("the card of %s sets no date for the next review", [model.name])
}

deny contains result.at(msg, ["governance", "review", key]) if {
	some key, words in {"next": "was due for review on", "expires": "was approved until"}
	dates.reached(_review[key])
	msg := sprintf("%s %s %s", [model.name, words, _review[key]])
}

deny contains result.at(msg, ["governance", "review", "last"]) if {
	days := dates.days_since(_review.last)
	days > data.params.review.max_age_days
	msg := sprintf("%s was last reviewed %d days ago; at most %d are allowed", [
		model.name,
		days,
		data.params.review.max_age_days,
	])
}

deny contains result.at(msg, ["governance", "review", "last"]) if {
	_review.last == null
	msg := sprintf("the card of %s does not say when the model was last reviewed", [model.name])
}
