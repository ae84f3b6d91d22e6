# METADATA
# title: A change is approved by the right people
# description: >-
#   Counts signed approvals of exactly this decision: of these inputs, for this scope, in answer to
#   this request, fresh, not revoked, and not by an author or the requester. Each tier of risk says
#   how many people of which role it takes; one person fills one place, whatever keys and roles they
#   have, and one rejection stops everything. Approvals let one thing through, once.
# custom:
#   id: A001
#   severity: critical
#   match: {kind: change}
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
#           How many people of which role each tier needs; at most 8 roles a tier.
#       max_age_hours:
#         default: 168
#         description: >-
#           How many hours an approval is good for.
#       observed_tiers:
#         default: ["low", "medium"]
#         description: >-
#           Tiers in which approvals count that another system reported and nobody signed.
#       revokers:
#         default: ["security"]
#         description: >-
#           Roles that may revoke other people's approvals.
package govern.approvals.approvals

import data.govern.lib.approvals
import data.govern.lib.result
import data.govern.lib.values

deny contains result.whole(msg) if {
	some rejection in approvals.rejections
	msg := sprintf("%s rejected this decision", [rejection.person])
}

# Nobody asked, or for something else: that is known, and not enough.
deny contains result.whole(msg) if {
	some error in _errors
	error.fact == "decision"
	error.reason in {"no_request", "other_artifacts", "other_scope"}
	msg := sprintf("there is no approval: %s", [error.message])
}

deny contains result.whole(msg) if {
	approvals.known
	some roles in _short(_counted)
	msg := sprintf("%s%s%s", [_lack(roles), _named(_people(_counted, roles)), _not_counted])
}

deny contains result.whole(msg) if {
	approvals.known
	some roles in _short(_eligible)
	msg := sprintf("this gate can be passed by nobody: of the role %s there are %d people besides authors and requester, and it takes %d", [
		concat(" or ", roles),
		count(_people(_eligible, roles)),
		_sum(roles),
	])
}

deny contains result.whole(msg) if {
	approvals.known
	approvals.rank(input.facts.decision.tier) < approvals.rank(approvals.tier)
	msg := sprintf("approval was asked for the tier %s; this is %s", [input.facts.decision.tier, approvals.tier])
}

deny contains result.whole(msg) if {
	approvals.known
	input.facts.decision.policy_revision != input.document.policy_revision
	msg := "the policy has changed since the decision that was approved; decide and ask again"
}

deny contains result.whole(msg) if {
	approvals.known
	input.facts.decision.verdict != "allowed"
	msg := sprintf("the decision that was approved is %s; approval allows nothing that policy denies", [input.facts.decision.verdict])
}

deny contains result.whole(msg) if {
	approvals.known
	some use in values.each(input.facts.decision.uses)
	msg := sprintf("these approvals were used on %s (entry %d of the log); ask again", [use.at, use.entry])
}

undecided contains result.whole(msg) if {
	not approvals.known
	count([error | some error in _errors; error.fact == "decision"]) == 0
	msg := "the approvals of this decision are not known"
}

# A file that was damaged may once have been a rejection.
undecided contains result.whole(msg) if {
	some error in _errors
	error.fact == "approvals"
	msg := sprintf("%s cannot be read as what it was: %s", [error.about, error.message])
}

undecided contains result.whole(msg) if {
	count(_needs) > 8
	msg := sprintf("the tier %s needs more roles than can be matched", [approvals.tier])
}

_errors := values.each(object.get(input.facts, "errors", []))

_needs := data.params.approvals.need[approvals.tier]

# Roles by person, for those whose approval counts.
_counted := {person: roles |
	some person in {approval.person | some approval in approvals.valid}
	roles := {approval.role | some approval in approvals.valid; approval.person == person}
}

# Roles by person, for all who could approve.
_eligible := {person: roles |
	some person, one in input.facts.people
	one.active
	not approvals.conflicted(person)
	roles := {role | some role in one.roles}
}

# The sets of roles for which there are too few people (Hall's theorem: when there are enough for
# each set, everybody can be given one place). Sets that only contain a failing one are left out.
_short(people) := {roles |
	some roles in _failing(people)
	count([smaller | some smaller in _failing(people); count(smaller - roles) == 0; smaller != roles]) == 0
}

_failing(people) := {roles |
	some roles in _sets
	count(_people(people, roles)) < _sum(roles)
}

_sets := {roles |
	count(_needs) <= 8
	some number in numbers.range(1, bits.lsh(1, count(_needs)) - 1)
	roles := {role |
		some index, role in sort(object.keys(_needs))
		bits.and(number, bits.lsh(1, index)) != 0
	}
}

_people(people, roles) := {person | some person, held in people; count(held & roles) > 0}

_sum(roles) := sum([_needs[role] | some role in roles])

_lack(roles) := sprintf("%d of %d approvals by the role %s are there", [
	count(_people(_counted, roles)),
	_sum(roles),
	concat("", roles),
]) if count(roles) == 1

_lack(roles) := sprintf("%d different people must approve as %s; %d did", [
	_sum(roles),
	concat(" or ", roles),
	count(_people(_counted, roles)),
]) if count(roles) > 1

_named(people) := "" if count(people) == 0

_named(people) := sprintf(" (%s)", [concat(", ", sort(people))]) if count(people) > 0

_not_counted := "" if count(approvals.void) == 0

_not_counted := sprintf("; not counted: %s", [concat(", ", sort({text |
	some one in approvals.void
	text := sprintf("%s as %s (%s)", [one.person, one.role, concat(", ", sort(one.reasons))])
}))]) if count(approvals.void) > 0
