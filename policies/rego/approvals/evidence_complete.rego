# METADATA
# title: The evidence for a promotion is complete and fresh
# description: >-
#   The promotion of a model rests on the verdict of the card, the evaluation, the SBOM, the
#   signature and the scan. Each must be there (fact `evidence`, from the request for approval), and
#   not too old: a scan of last year says nothing of this year. Of a change without a model card
#   nothing is asked.
# custom:
#   id: A002
#   severity: critical
#   match: {kind: change}
#   controls: [soc2:CC4.1, nist-800-53:CA-2, eu-ai-act:11, eu-ai-act:12]
#   remediation: >-
#     Run the missing step of the pipeline again for this version.
#   parameters:
#     evidence:
#       required:
#         default: ["card", "evaluation", "sbom", "signature", "scan"]
#         description: >-
#           Types of evidence that must be there.
#       max_age_days:
#         default: 30
#         description: >-
#           How many days evidence is good for.
package govern.approvals.evidence_complete

import data.govern.lib.dates
import data.govern.lib.result
import data.govern.lib.values

deny contains result.whole(msg) if {
	_has_model
	input.facts.evidence
	some type in data.params.evidence.required
	count(_of_type(type)) == 0
	msg := sprintf("the evidence lacks the %s", [type])
}

deny contains result.whole(msg) if {
	_has_model
	some type in data.params.evidence.required
	ages := {days | some item in _of_type(type); days := dates.days_since(item.issued)}
	min(ages) > data.params.evidence.max_age_days
	msg := sprintf("the newest %s is %d days old; at most %d are allowed", [
		type,
		min(ages),
		data.params.evidence.max_age_days,
	])
}

undecided contains result.whole(msg) if {
	_has_model
	not input.facts.evidence
	msg := "the evidence for this promotion is not known"
}

undecided contains result.whole(msg) if {
	_has_model
	some type in data.params.evidence.required
	items := _of_type(type)
	count(items) > 0
	count([item | some item in items; dates.start(item.issued)]) == 0
	msg := sprintf("when the %s was made is not known", [type])
}

_has_model if {
	some one in input.document.inputs
	one.kind == "model_card"
}

_of_type(type) := [item |
	some item in values.each(input.facts.evidence)
	item.type == type
]
