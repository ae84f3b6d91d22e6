# METADATA
# title: Attributes that a Terraform resource must have
# description: >-
#   Works off tables of the form `{type: [{path, why, …}]}`. An entry says what is wrong by one of
#   `denied` (a list of values; null stands for a missing value, where the provider's default is wrong), `accepted`
#   (the only right values) or `required` (anything but nothing). `unless` is the path of a
#   switch that makes the entry void when it is false.
package govern.lib.attributes

import data.govern.lib.plan
import data.govern.lib.values

# METADATA
# description: Every resource and entry of a table that do not agree, with the `value` found.
broken(table) := [{"resource": resource, "entry": entry, "value": value} |
	some resource in plan.resources
	some entry in object.get(table, resource.type, [])
	not plan.unknown(resource, entry.path)
	not _void(resource, entry)
	value := plan.value(resource, entry.path)
	_wrong(entry, value)
]

# METADATA
# description: Every resource and entry of a table that cannot be judged before apply.
unknown(table) := [{"resource": resource, "entry": entry} |
	some resource in plan.resources
	some entry in object.get(table, resource.type, [])
	plan.unknown(resource, entry.path)
	not _void(resource, entry)
]

# METADATA
# description: One sentence about a broken entry.
told(fault) := sprintf("%s: %s is %s, which %s", [
	fault.resource.address,
	plan.dotted(fault.entry.path),
	plan.shown(fault.value),
	fault.entry.why,
])

_wrong(entry, value) if value in entry.denied

_wrong(entry, value) if {
	some inner in values.each(value)
	inner in entry.denied
}

_wrong(entry, value) if not _accepted(entry, value)

_wrong(entry, value) if {
	entry.required
	values.empty(value)
}

_accepted(entry, value) if value in object.get(entry, "accepted", [value])

_void(resource, entry) if plan.value(resource, entry.unless) == false
