# METADATA
# title: High-risk generative models were attacked before release
# description: >-
#   People who try to break a model find what suites do not. For generative models of the tiers
#   high and critical a red-team report must be referred to, not too old.
# custom:
#   id: MC028
#   severity: high
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MEASURE-2.7, eu-ai-act:55]
#   remediation: >-
#     Have the model red-teamed, and set `safety.red_team` with done, date and report.
#   parameters:
#     safety:
#       max_age_days:
#         default: 180
#         description: >-
#           How many days a safety evaluation is good for.
#     generative:
#       tasks:
#         default:
#           - text-generation
#           - text2text-generation
#           - conversational
#           - image-text-to-text
#           - text-to-image
#           - text-to-video
#           - text-to-audio
#           - text-to-speech
#           - any-to-any
#         description: >-
#           Tasks that make a model generative.
package govern.models.red_team

import data.govern.lib.dates
import data.govern.lib.generative
import data.govern.lib.model
import data.govern.lib.result

_path := ["safety", "red_team"]

deny contains result.at(msg, _path) if {
	_asked
	input.document.safety.red_team.done != true
	msg := sprintf("%s is generative and rated %s, but was not red-teamed", [
		model.name,
		input.document.governance.risk_tier,
	])
}

deny contains result.at(msg, array.concat(_path, ["report"])) if {
	_asked
	input.document.safety.red_team.done == true
	input.document.safety.red_team.report == null
	msg := sprintf("the card of %s refers to no red-team report", [model.name])
}

deny contains result.at(msg, array.concat(_path, ["date"])) if {
	_asked
	input.document.safety.red_team.done == true
	not _recent
	msg := sprintf("%s was not red-teamed within %d days", [model.name, data.params.safety.max_age_days])
}

_recent if dates.days_since(input.document.safety.red_team.date) <= data.params.safety.max_age_days

_asked if {
	generative.model
	model.high_risk
}
