# METADATA
# title: Approvals of a decision
# description: >-
#   What the host verified, and why an approval counts or does not. Facts: `decision` (digest,
#   request, scope, artifacts, shown, authors, requester, tier, verdict, policy_revision, created,
#   expires, uses), `approvals` (each with id, person, method, role, verdict, decision_digest,
#   request, scope, artifacts, shown, signed_at, not_before, expires, nonce, verified, reason),
#   `revocations` (target, person, effective_at) and `people` (roles and active, by person).
package govern.lib.approvals

import data.govern.lib.dates
import data.govern.lib.values

# Clocks of people and machines differ by so much, in nanoseconds.
_skew := 300000000000

# METADATA
# description: Whether there is a decision to be approved, and somebody looked for approvals.
known if {
	input.facts.decision.digest
	is_array(input.facts.approvals)
}

# METADATA
# description: Approvals that count for this decision now, under the parameters of A001.
valid := [approval |
	some approval in _given
	approval.verdict == "approve"
	count(faults(approval)) == 0
]

# METADATA
# description: Approvals that do not count; each with its person and the reasons, in words.
void := [{"person": _name(approval), "role": approval.role, "reasons": faults(approval)} |
	some approval in _given
	approval.verdict == "approve"
	count(faults(approval)) > 0
]

# METADATA
# description: >-
#   Rejections of this decision, whatever request they answer. Age does not weaken them; only
#   revoking takes one back.
rejections := [rejection |
	some rejection in _given
	rejection.verdict == "reject"
	rejection.verified == true
	rejection.decision_digest == input.facts.decision.digest
	rejection.scope == input.facts.decision.scope
	not rejection.id in _revoked
]

# METADATA
# scope: document
# description: Whether a person wrote the change or asked for its approval.
conflicted(person) if person in values.each(input.facts.decision.authors)

conflicted(person) if person == input.facts.decision.requester

# METADATA
# description: Every reason for which an approval does not count; none for one that does.
faults(approval) := {reason | some reason, true in _checks(approval)} | _unverified(approval)

_unverified(approval) := {approval.reason} if approval.verified != true

_unverified(approval) := set() if approval.verified == true

_checks(approval) := {
	"other_decision": approval.decision_digest != input.facts.decision.digest,
	"other_request": approval.request != input.facts.decision.request,
	"other_scope": approval.scope != input.facts.decision.scope,
	"other_artifacts": _set(approval.artifacts) != _set(input.facts.decision.artifacts),
	"other_text_shown": approval.shown != input.facts.decision.shown,
	"revoked": approval.id in _revoked,
	"self_approval": _is_conflicted(approval),
	"role_not_held": _lacks_role(approval),
	"not_yet_valid": dates.start(approval.not_before) > input.context.now_ns,
	"expired": _expired(approval),
	"signed_in_future": dates.start(approval.signed_at) > (input.context.now_ns + _skew),
	"signed_before_request": dates.start(approval.signed_at) < (dates.start(input.facts.decision.created) - _skew),
	"too_old": _age_in_hours(approval) > data.params.approvals.max_age_hours,
	"nonce_reused": _reused(approval),
	"only_observed": _only_observed(approval),
}

_given := [approval | known; some approval in input.facts.approvals]

_name(approval) := approval.person if approval.person != ""

_name(approval) := sprintf("the signer of %s", [approval.file]) if approval.person == ""

_set(list) := {item | some item in list}

default _is_conflicted(_) := false

_is_conflicted(approval) if conflicted(approval.person)

# A stranger's signature has its own reason.
default _lacks_role(_) := false

_lacks_role(approval) if {
	approval.verified == true
	not approval.role in values.each(_person(approval.person).roles)
}

_lacks_role(approval) if {
	approval.method == "imported"
	not "observer" in values.each(_person(approval.observer).roles)
}

_person(id) := object.get(input.facts.people, id, {})

# Approvals end with the request that they answer.
# regal ignore:boolean-assignment
_expired(approval) := input.context.now_ns >= min([
	dates.start(approval.expires),
	dates.start(input.facts.decision.expires),
])

_age_in_hours(approval) := (input.context.now_ns - dates.start(approval.signed_at)) / 3600000000000

default _reused(_) := false

_reused(approval) if {
	some other in _given
	other.nonce == approval.nonce
	other.id != approval.id
}

# What another system says that somebody approved, and nobody signed.
default _only_observed(_) := false

_only_observed(approval) if {
	approval.method == "imported"
	not tier in data.params.approvals.observed_tiers
}

_revoked := {id | some id in values.each(object.get(input.facts, "revoked", []))} | {revocation.target |
	some revocation in values.each(object.get(input.facts, "revocations", []))
	dates.reached(revocation.effective_at)
	_may_revoke(revocation)
}

# Whoever gave an approval may take it back, and so may the roles that are named for it.
_may_revoke(revocation) if {
	some approval in _given
	approval.id == revocation.target
	approval.person == revocation.person
}

_may_revoke(revocation) if {
	some role in values.each(_person(revocation.person).roles)
	role in data.params.approvals.revokers
}

_tiers := ["low", "medium", "high", "critical"]

# METADATA
# scope: document
# description: >-
#   The tier of risk: the higher of what the run demands and what the model cards of the change
#   say. Where nobody says anything known, it is the highest.
tier := _tiers[max(_named_ranks)] if count(_named_ranks) > 0

tier := "critical" if count(_named_ranks) == 0

_named_ranks := {rank |
	some name in [input.context.tier, input.document.tier]
	some rank, known_name in _tiers
	name == known_name
}

# METADATA
# description: The rank of a tier, 0 for low; undefined for a word that is none.
rank(name) := number if {
	some number, known_name in _tiers
	name == known_name
}
