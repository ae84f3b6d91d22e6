# METADATA
# title: Resources of a Terraform plan
# description: >-
#   What will exist after the plan is applied, and what of it is not known yet. An attribute is
#   `known`, `unknown` (computed during apply) or `absent`; a rule that governs an attribute must
#   say `undecided` when it is unknown, never pass.
package govern.lib.plan

# METADATA
# description: >-
#   The resources that exist after apply, unchanged ones included: `index` in `resource_changes`,
#   `address`, `type`, `after` and `unknown`. Data sources are left out.
resources := [resource |
	some index, entry in input.document.resource_changes
	object.get(entry, "mode", "managed") == "managed"
	after := entry.change.after
	is_object(after)
	resource := {
		"index": index,
		"address": entry.address,
		"type": entry.type,
		"after": after,
		"unknown": object.get(entry.change, "after_unknown", {}),
		"actions": entry.change.actions,
	}
]

# METADATA
# description: Whether the value at a path is only known after apply, wholly or in part.
unknown(resource, path) if {
	some length in numbers.range(0, count(path))
	object.get(resource.unknown, array.slice(path, 0, length), false) == true
}

unknown(resource, path) if _holds_unknown(object.get(resource.unknown, path, false))

# METADATA
# description: The value at a path, or null where there is none.
value(resource, path) := object.get(resource.after, path, null)

# METADATA
# description: The path of an attribute within the document, for findings.
path(resource, attribute) := array.concat(
	["resource_changes", resource.index, "change", "after"],
	attribute,
)

# METADATA
# description: The path of a resource within the document, for findings about the whole of it.
whole(resource) := ["resource_changes", resource.index]

# METADATA
# description: What to report when a governed attribute is not known before apply.
undecided(resource, attribute, why) := {
	"msg": sprintf("%s: %s is known only after apply, so %s cannot be checked", [
		resource.address,
		dotted(attribute),
		why,
	]),
	"path": path(resource, attribute),
}

_holds_unknown(tree) if {
	walk(tree, [_, leaf])
	leaf == true
}

# METADATA
# description: A path as people write it.
dotted(path) := concat(".", [sprintf("%v", [key]) | some key in path])

# METADATA
# description: A value as messages show it.
shown(value) := "not set" if value == null

shown(value) := sprintf("%v", [value]) if value != null
