# METADATA
# title: Approvals of a decision
# description: >-
#   Facts that the host verified: `facts.decision` (digest, scope, authors, requester),
#   `facts.approvals` (each with person, roles, verdict, decision_digest, scope, signed_at,
#   not_before, expires, verified, id) and `facts.revoked` (ids).
package govern.lib.approvals

import data.govern.lib.dates
import data.govern.lib.values

# METADATA
# description: Whether there is a decision to be approved, and somebody looked for approvals.
known if {
	input.facts.decision.digest
	is_array(input.facts.approvals)
}

# METADATA
# description: Approvals that count for this decision now.
valid := [approval |
	some approval in _of_this_decision
	approval.verdict == "approve"
	dates.start(approval.not_before) <= input.context.now_ns
	input.context.now_ns < dates.start(approval.expires)
	not approval.person in _conflicted
]

# METADATA
# description: Rejections of this decision; they count until they are revoked.
rejections := [rejection |
	some rejection in _of_this_decision
	rejection.verdict == "reject"
]

_of_this_decision := [approval |
	known
	some approval in input.facts.approvals
	approval.verified == true
	approval.decision_digest == input.facts.decision.digest
	approval.scope == input.facts.decision.scope
	not approval.id in values.each(object.get(input.facts, "revoked", []))
]

# Nobody approves their own change.
_conflicted := {person | some person in values.each(input.facts.decision.authors)} | {input.facts.decision.requester}
