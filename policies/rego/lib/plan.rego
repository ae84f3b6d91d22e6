# METADATA
# title: Resources of a Terraform plan
# description: >-
#   What will exist after the plan is applied, and what of it is not known yet. An attribute is
#   `known`, `unknown` (computed during apply) or `absent`; a rule that governs an attribute must
#   say `undecided` when it is unknown, never pass.
package govern.lib.plan

import data.govern.lib.values

# METADATA
# description: >-
#   The resources that exist after apply, unchanged ones included: `index` in `resource_changes`,
#   `address`, `type`, `after` and `unknown`. Data sources are left out.
resources := [resource |
	some index, entry in values.each(input.document.resource_changes)
	is_object(entry)
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
# description: >-
#   Whether the value at a path is only known after apply, wholly or in part. What the configuration
#   does not set is left to the provider, whose default then counts as a missing value.
unknown(resource, path) if {
	computed(resource, path)
	not _left_to_provider(resource, path)
}

# METADATA
# scope: document
# description: Whether the plan gives no value yet, for whatever reason.
computed(resource, path) if {
	some length in numbers.range(0, count(path))
	values.at(resource.unknown, array.slice(path, 0, length)) == true
}

computed(resource, path) if _holds_unknown(values.at(resource.unknown, path))

# METADATA
# description: >-
#   Whether the configuration says nothing of an attribute. Undefined when the plan has no
#   configuration for the resource. A `dynamic` block leaves no trace there.
unset(resource, attribute) if not attribute in object.keys(_expressions[_without_keys(resource.address)])

# Of a block that is not there nobody can tell whether a `dynamic` block makes it.
_left_to_provider(resource, [attribute]) if unset(resource, attribute)

_left_to_provider(resource, [block, index, attribute]) if {
	blocks := values.listed(_expressions[_without_keys(resource.address)][block])
	not attribute in object.keys(blocks[index])
}

_expressions := {address: object.get(configured, "expressions", {}) |
	walk(values.at(input.document, ["configuration", "root_module"]), [below, list])
	count(below) > 0
	below[count(below) - 1] == "resources"
	some configured in values.each(list)
	is_string(configured.address)
	modules := [sprintf("module.%s", [below[index + 1]]) |
		some index, key in below
		key == "module_calls"
	]
	address := concat(".", array.concat(modules, [configured.address]))
}

_without_keys(address) := regex.replace(address, `\[[^\]]*\]`, "")

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
# scope: document
# description: A value as messages show it.
shown(value) := "not set" if value == null

shown(value) := sprintf("%v", [value]) if value != null
