# METADATA
# title: A change has its ticket and its window
# description: >-
#   An auditor finds a change by its ticket. The promotion (fact `promotion`) must name one in the
#   form that the organisation uses, and must not fall into a freeze.
# custom:
#   id: A005
#   severity: medium
#   match: {kind: change}
#   controls: [soc2:CC8.1, nist-800-53:CM-3, iso-27001:A.8.32]
#   remediation: >-
#     Open a change ticket and name it; wait for the end of the freeze, or have an exception
#     waived.
#   parameters:
#     change:
#       ticket:
#         default: "^[A-Z][A-Z0-9]+-[0-9]+$|^(CHG|RFC)[0-9]+$"
#         description: >-
#           The form of a ticket, as a regular expression (RE2).
#       freezes:
#         default: []
#         description: >-
#           Times without changes, as a list of `{from, until}` with ISO dates.
package govern.approvals.change_record

import data.govern.lib.dates
import data.govern.lib.result

deny contains result.whole(msg) if {
	input.facts.promotion
	not _ticket
	msg := sprintf("the promotion names no change ticket of the form %s", [data.params.change.ticket])
}

deny contains result.whole(msg) if {
	input.facts.promotion
	some freeze in data.params.change.freezes
	dates.reached(freeze.from)
	not dates.reached(freeze.until)
	msg := sprintf("changes are frozen from %s until %s", [freeze.from, freeze.until])
}

undecided contains result.whole(msg) if {
	not input.facts.promotion
	msg := "the promotion and its ticket are not known"
}

_ticket if regex.match(data.params.change.ticket, input.facts.promotion.ticket)
