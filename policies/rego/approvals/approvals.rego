# METADATA
# title: A promotion is approved by the right people
# description: >-
#   Counts signed approvals of exactly this decision: verified, in the same scope, not yet
#   expired, not revoked, and not by an author or the requester. Each tier of risk says how many
#   people of which role it takes; one person counts once, and one rejection stops everything.
# custom:
#   id: A001
#   severity: critical
#   match: {kind: model_card}
#   controls:
#     - soc2:CC8.1
#     - soc2:CC6.3
#     - nist-800-53:CM-3
#     - nist-800-53:AC-5
#     - iso-42001:A.6.2.5
#     - eu-ai-act:14
#     - us-model-risk:change
#     - iso-27001:A.8.32
#   remediation: >-
#     Ask the people of the missing roles for `govern approve`; after a change of the input
#     everything must be approved again.
#   parameters:
#     approvals:
#       need:
#         default:
#           low: {}
#           medium: {"owner": 1}
#           high: {"owner": 1, "model-risk": 1}
#           critical: {"owner": 1, "model-risk": 2}
#         description: >-
#           How many people of which role each tier needs.
#       max_age_hours:
#         default: 168
#         description: >-
#           How many hours an approval is good for.
package govern.approvals.approvals

import data.govern.lib.approvals
import data.govern.lib.dates
import data.govern.lib.result

deny contains result.whole(msg) if {
	some rejection in approvals.rejections
	msg := sprintf("%s rejected this decision", [rejection.person])
}

deny contains result.whole(msg) if {
	approvals.known
	some role, needed in _needs
	people := {approval.person |
		some approval in _counted
		role in approval.roles
	}
	count(people) < needed
	msg := sprintf("%d of %d approvals by the role %s are there%s", [count(people), needed, role, _named(people)])
}

# Whoever has two roles fills one of them.
deny contains result.whole(msg) if {
	approvals.known
	needed := sum([number | some _, number in _needs])
	people := {approval.person | some approval in _counted}
	count(people) < needed
	msg := sprintf("%d different people must approve; %d did", [needed, count(people)])
}

undecided contains result.whole(msg) if {
	not approvals.known
	msg := "the approvals of this decision are not known"
}

_tier := input.context.tier if input.context.tier != null

_tier := object.get(input.document, ["governance", "risk_tier"], "unset") if input.context.tier == null

# A model whose tier nobody set is treated like the most critical one.
_needs := data.params.approvals.need[_tier]

_needs := data.params.approvals.need.critical if not data.params.approvals.need[_tier]

_counted := [approval |
	some approval in approvals.valid
	hours := (input.context.now_ns - dates.start(approval.signed_at)) / 3600000000000
	hours <= data.params.approvals.max_age_hours
]

_named(people) := "" if count(people) == 0

_named(people) := sprintf(" (%s)", [concat(", ", sort(people))]) if count(people) > 0
