# METADATA
# title: Tags of Terraform resources
# description: Tags or labels as each cloud names them, those that the provider adds included.
package govern.lib.tags

import data.govern.lib.plan

# In the order of preference: the first one that a resource has holds everything.
_attributes := {
	"aws": ["tags_all", "tags"],
	"azurerm": ["tags"],
	"google": ["effective_labels", "terraform_labels", "labels"],
}

# METADATA
# description: Every resource that can carry tags, with the `attribute` that holds them and the `tags`.
all := [entry |
	some resource in plan.resources
	names := [name |
		some name in _attributes[split(resource.type, "_")[0]]
		_has(resource, name)
	]
	count(names) > 0
	entry := {"resource": resource, "attribute": names[0], "tags": _tags(resource)}
]

_has(resource, name) if name in object.keys(resource.after)

_has(resource, name) if plan.unknown(resource, [name])

_tags(resource) := object.union_n([found |
	some attribute in array.reverse(_attributes[split(resource.type, "_")[0]])
	found := plan.value(resource, [attribute])
	is_object(found)
])
