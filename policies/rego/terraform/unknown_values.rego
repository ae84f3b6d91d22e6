# METADATA
# title: What is governed is known before apply
# description: >-
#   A value that is only computed during apply cannot be checked before it. Each rule leaves the
#   decision open when an attribute that it needs is unknown; this rule adds the attributes that
#   you name, and plans that are incomplete: Terraform put off some changes, so their values are
#   in no plan yet.
# custom:
#   id: T009
#   severity: high
#   match: {kind: terraform_plan}
#   controls: [nist-800-53:CM-3]
#   remediation: >-
#     Set the value in the configuration, or apply in two steps so that it is known in the second
#     plan.
#   parameters:
#     known:
#       governed:
#         default: []
#         description: >-
#           Attributes (`aws_instance.user_data`, with `*` for any characters) that leave the
#           decision open when unknown.
#       required:
#         default: []
#         description: >-
#           Attributes that must be known before apply.
package govern.terraform.unknown_values

import data.govern.lib.patterns
import data.govern.lib.plan
import data.govern.lib.result
import data.govern.lib.values

deny contains result.at(msg, plan.path(resource, [attribute])) if {
	some [resource, attribute] in _unknown
	patterns.any_matches(data.params.known.required, _name(resource, attribute))
	msg := sprintf("%s: %s must be known before apply", [resource.address, attribute])
}

undecided contains plan.undecided(resource, [attribute], "what it will be") if {
	some [resource, attribute] in _unknown
	patterns.any_matches(data.params.known.governed, _name(resource, attribute))
}

undecided contains result.at(msg, ["deferred_changes"]) if {
	deferred := values.each(values.at(input.document, ["deferred_changes"]))
	count(deferred) > 0
	msg := sprintf("the plan puts off %d changes, which cannot be checked yet", [count(deferred)])
}

undecided contains result.at(msg, ["complete"]) if {
	input.document.complete == false
	count(values.each(values.at(input.document, ["deferred_changes"]))) == 0
	msg := "the plan is not complete: another plan will follow, which cannot be checked yet"
}

_unknown := [[resource, attribute] |
	some resource in plan.resources
	some attribute, _ in values.each(resource.unknown)
	plan.unknown(resource, [attribute])
]

_name(resource, attribute) := sprintf("%s.%s", [resource.type, attribute])
