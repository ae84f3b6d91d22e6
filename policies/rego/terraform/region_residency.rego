# METADATA
# title: Data stays in the regions of its classification
# description: >-
#   Where data may lie depends on what it is. The classification is read from a tag; `*` holds for
#   resources without it. The region is that of the resource, or of its provider. Without allowed
#   regions there is nothing to check.
# custom:
#   id: T006
#   severity: high
#   match: {kind: terraform_plan}
#   controls: [nist-800-53:AC-4, nist-800-53:SA-9, soc2:C1.1, iso-27001:A.5.34]
#   remediation: >-
#     Move the resource to an allowed region, or correct its classification.
#   parameters:
#     regions:
#       tag:
#         default: data-classification
#         description: >-
#           The tag that holds the classification.
#       allowed:
#         default: {}
#         description: >-
#           Allowed regions by classification, as patterns: `{restricted: [eu-*]}`; `*` is for
#           resources without the tag.
package govern.terraform.region_residency

import data.govern.lib.patterns
import data.govern.lib.plan
import data.govern.lib.result
import data.govern.lib.tags
import data.govern.lib.values

deny contains result.at(msg, plan.path(entry.resource, [])) if {
	some entry in tags.all
	allowed := _allowed(entry)
	region := _region(entry.resource)
	not patterns.any_matches(allowed, region)
	msg := sprintf("%s lies in %s, but data of its classification (%s) must lie in %s", [
		entry.resource.address,
		region,
		_classification(entry),
		concat(" or ", allowed),
	])
}

undecided contains result.at(msg, plan.path(entry.resource, [])) if {
	some entry in tags.all
	_allowed(entry)
	not _region(entry.resource)
	msg := sprintf("%s: its region cannot be told from the plan", [entry.resource.address])
}

undecided contains plan.undecided(entry.resource, [entry.attribute], "the classification of its data") if {
	count(data.params.regions.allowed) > 0
	some entry in tags.all
	not entry.tags[data.params.regions.tag]
	plan.unknown(entry.resource, [entry.attribute])
}

_allowed(entry) := data.params.regions.allowed[_classification(entry)]

_classification(entry) := entry.tags[data.params.regions.tag]

_classification(entry) := "*" if not entry.tags[data.params.regions.tag]

_region(resource) := region if {
	some key in ["region", "location"]
	region := plan.value(resource, [key])
	is_string(region)
} else := regex.replace(zone, `-[a-z]$`, "") if {
	zone := plan.value(resource, ["zone"])
	is_string(zone)
} else := _provider_region(split(resource.type, "_")[0])

# Only a provider that is configured once has a region that is certain.
_provider_region(provider) := regions[0] if {
	regions := [region |
		some configured in values.each(values.at(input.document, ["configuration", "provider_config"]))
		configured.name == provider
		region := _resolved(values.at(configured, ["expressions", "region"]))
	]
	count(regions) == 1
}

_resolved(expression) := expression.constant_value

_resolved(expression) := input.document.variables[name].value if {
	reference := expression.references[0]
	startswith(reference, "var.")
	name := trim_prefix(reference, "var.")
}
