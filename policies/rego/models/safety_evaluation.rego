# METADATA
# title: Generative models passed their safety evaluations
# description: >-
#   For generative models the required suites must have been run, not too long ago, and their
#   results must stay within bounds. Without required suites only those that the card reports with
#   a threshold of its own are checked.
# custom:
#   id: MC027
#   severity: critical
#   match: {kind: model_card}
#   controls: [nist-ai-rmf:MEASURE-2.6, eu-ai-act:55, iso-42001:A.6.2.4]
#   remediation: >-
#     Run the suite on this version and report it under `safety.evals` with value and date.
#   parameters:
#     safety:
#       suites:
#         default: []
#         description: >-
#           Required suites, as a list of `{suite, min, max}`; one of `min` and `max` is enough.
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
package govern.models.safety_evaluation

import data.govern.lib.dates
import data.govern.lib.generative
import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["safety", "evals"]) if {
	generative.model
	some suite in data.params.safety.suites
	count(_runs(suite)) == 0
	msg := sprintf("the safety suite %s was not run on %s", [suite.suite, model.name])
}

deny contains result.at(msg, ["safety", "evals", index, "value"]) if {
	generative.model
	some suite in data.params.safety.suites
	some index in _runs(suite)
	eval := input.document.safety.evals[index]
	_misses(eval.value, suite)
	msg := sprintf("the safety suite %s gives %s %v, which is out of bounds", [suite.suite, model.name, eval.value])
}

deny contains result.at(msg, ["safety", "evals", index, "date"]) if {
	generative.model
	some suite in data.params.safety.suites
	some index in _runs(suite)
	_outdated(input.document.safety.evals[index].date)
	msg := sprintf("the safety suite %s was not run on %s within %d days", [
		suite.suite,
		model.name,
		data.params.safety.max_age_days,
	])
}

undecided contains result.at(msg, ["safety", "evals", index, "value"]) if {
	generative.model
	some suite in data.params.safety.suites
	some index in _runs(suite)
	input.document.safety.evals[index].value == null
	msg := sprintf("the result of the safety suite %s on %s is not a plain number", [suite.suite, model.name])
}

_runs(suite) := [index |
	some index, eval in input.document.safety.evals
	model.spelled(eval.suite) == model.spelled(suite.suite)
]

_misses(value, suite) if {
	is_number(value)
	value < suite.min
}

_misses(value, suite) if {
	is_number(value)
	value > suite.max
}

_outdated(date) if date == null

_outdated(date) if dates.days_since(date) > data.params.safety.max_age_days
