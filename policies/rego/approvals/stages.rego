# METADATA
# title: Promotions go stage by stage, and back again
# description: >-
#   What skips a stage was not tried there. The promotion (fact `promotion`, from the request for
#   approval) must go to the next stage, and a promotion to the last one must name the version to
#   roll back to, itself approved; or say that it is the first.
# custom:
#   id: A004
#   severity: high
#   match: {kind: change}
#   controls: [soc2:CC8.1, nist-ai-rmf:MANAGE-2.4]
#   remediation: >-
#     Promote to the stage in between first; name an approved version as `rollback_to`.
#   parameters:
#     promotion:
#       stages:
#         default: ["dev", "staging", "prod"]
#         description: >-
#           The stages, in order.
package govern.approvals.stages

import data.govern.lib.result
import data.govern.lib.values

deny contains result.whole(msg) if {
	from := _place(input.facts.promotion.from)
	to := _place(input.facts.promotion.to)
	to > from + 1
	msg := sprintf("a promotion from %s to %s skips %s", [
		input.facts.promotion.from,
		input.facts.promotion.to,
		data.params.promotion.stages[from + 1],
	])
}

deny contains result.whole(msg) if {
	some key in ["from", "to"]
	stage := input.facts.promotion[key]
	not stage in data.params.promotion.stages
	msg := sprintf("%v is not among the stages %s", [stage, concat(", ", data.params.promotion.stages)])
}

deny contains result.whole(msg) if {
	_to_last
	values.empty(values.at(input.facts.promotion, ["rollback_to"]))
	msg := sprintf("a promotion to %s must name the version to roll back to", [input.facts.promotion.to])
}

deny contains result.whole(msg) if {
	_to_last
	not values.empty(values.at(input.facts.promotion, ["rollback_to"]))
	values.at(input.facts.promotion, ["rollback_approved"]) != true
	msg := sprintf("the version to roll back to (%v) is not approved itself", [input.facts.promotion.rollback_to])
}

undecided contains result.whole(msg) if {
	not input.facts.promotion
	msg := "the stages of this promotion are not known"
}

_place(stage) := index if {
	some index, name in data.params.promotion.stages
	name == stage
}

_to_last if {
	values.at(input.facts.promotion, ["first"]) != true
	_place(input.facts.promotion.to) == count(data.params.promotion.stages) - 1
}
