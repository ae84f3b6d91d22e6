# METADATA
# title: Resources carry the tags of the organisation
# description: >-
#   Cost, ownership and handling of data are looked up by tags. Tags that the provider adds by
#   default count. Without required tags there is nothing to check.
# custom:
#   id: T005
#   severity: medium
#   match: {kind: terraform_plan}
#   controls: [nist-800-53:CM-8, iso-27001:A.5.9]
#   remediation: >-
#     Add the tags to the resource, or to the provider's `default_tags` (`default_labels` for
#     Google).
#   parameters:
#     tags:
#       required:
#         default: []
#         description: >-
#           Tags (labels for Google) that each taggable resource must carry.
package govern.terraform.required_tags

import data.govern.lib.plan
import data.govern.lib.result
import data.govern.lib.tags

deny contains result.at(msg, plan.path(entry.resource, [entry.attribute])) if {
	some entry in tags.all
	missing := _missing(entry)
	count(missing) > 0
	not plan.unknown(entry.resource, [entry.attribute])
	msg := sprintf("%s lacks the tags %s", [entry.resource.address, concat(", ", missing)])
}

undecided contains plan.undecided(entry.resource, [entry.attribute], "whether the required tags are there") if {
	some entry in tags.all
	count(_missing(entry)) > 0
	plan.unknown(entry.resource, [entry.attribute])
}

_missing(entry) := [name |
	some name in data.params.tags.required
	object.get(entry.tags, name, null) in {null, ""}
]
