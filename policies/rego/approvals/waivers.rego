# METADATA
# title: Waivers are scoped, reasoned, approved and short
# description: >-
#   A waiver is a promise to come back. Each waiver in use needs a reason, an
#   owner, an approval by somebody else, and an end within reach. In production no critical rule
#   may be waived.
# custom:
#   id: A003
#   severity: high
#   match: {kind: change}
#   controls: [nist-ai-rmf:MANAGE-1.4, nist-800-53:CA-5]
#   remediation: >-
#     Fix the finding, or have the waiver approved by another person for a shorter time.
#   parameters:
#     waivers:
#       max_days:
#         default: 90
#         description: >-
#           How many days a waiver may last from now.
#       signed_tiers:
#         default: ["high", "critical"]
#         description: >-
#           Tiers in which only signed waivers count.
#       max_days_of_tier:
#         default: {"critical": 14, "high": 30}
#         description: >-
#           How many days a waiver may last in single tiers, where that is less.
#     production:
#       environments:
#         default: ["prod", "production"]
#         description: >-
#           Values of `context.environment` that mean production.
package govern.approvals.waivers

import data.govern.lib.approvals
import data.govern.lib.dates
import data.govern.lib.result
import data.govern.lib.values

deny contains result.whole(msg) if {
	some waiver in values.each(input.document.waivers)
	some fault in _faults(waiver)
	msg := sprintf("the waiver %s %s", [waiver.id, fault])
}

undecided contains result.whole(msg) if {
	not is_array(input.document.waivers)
	msg := "the waivers that this decision uses are not known"
}

_faults(waiver) := {fault |
	some fault, true in {
		"gives no reason": _lacks(waiver, "reason"),
		"has no owner": _lacks(waiver, "owner"),
		"is approved by nobody but its owner": _self_approved(waiver),
		"has no end": _endless(waiver),
		"ends too far in the future": _too_long(waiver),
		"covers a critical rule in production": _critical_in_production(waiver),
		sprintf("is not signed, which the tier %s needs", [approvals.tier]): _unsigned(waiver),
	}
}

default _lacks(_, _) := false

_lacks(waiver, key) if values.empty(values.at(waiver, [key]))

default _self_approved(_) := false

_self_approved(waiver) if count({person | some person in values.each(waiver.approved_by)} - {waiver.owner}) == 0

default _endless(_) := false

_endless(waiver) if not dates.start(values.at(waiver, ["expires"]))

default _too_long(_) := false

_too_long(waiver) if dates.days_since(waiver.expires) < 0 - _max_days

_max_days := min([
	data.params.waivers.max_days,
	object.get(data.params.waivers.max_days_of_tier, approvals.tier, data.params.waivers.max_days),
])

default _unsigned(_) := false

_unsigned(waiver) if {
	waiver.signed != true
	approvals.tier in data.params.waivers.signed_tiers
}

default _critical_in_production(_) := false

_critical_in_production(waiver) if {
	waiver.severity == "critical"
	input.context.environment in data.params.production.environments
}
