# METADATA
# title: Components of an SBOM
# description: Questions about `govern.sbom/v1`, the one form of CycloneDX and SPDX documents.
package govern.lib.sbom

import data.govern.lib.values

# Kinds of components that are released, and so have a version and an identity of their own.
_released := {
	"application",
	"container",
	"device-driver",
	"firmware",
	"framework",
	"library",
	"machine-learning-model",
	"operating-system",
	"package",
	"platform",
}

# METADATA
# description: Every component with its `path`; the one that the SBOM describes comes first.
components := array.concat(_described, _listed)

# METADATA
# description: Components that are released; files, data and keys are not.
released := [component |
	some component in components
	component.body.type in _released
]

_described := [{"path": ["metadata", "component"], "body": body} |
	body := object.get(input.document, ["metadata", "component"], null)
	body != null
]

_listed := [{"path": ["components", index], "body": body} |
	some index, body in values.each(input.document.components)
]

# METADATA
# scope: document
# description: A component as messages name it.
label(body) := sprintf("%s %s", [body.name, body.version]) if object.get(body, "version", null) != null

label(body) := body.name if object.get(body, "version", null) == null

# METADATA
# scope: document
# description: The names of the first components of a list, and how many more there are.
first_names(found) := concat(", ", names) if {
	count(found) <= 3
	names := [label(component.body) | some component in found]
}

first_names(found) := sprintf("%s and %d more", [concat(", ", names), count(found) - 3]) if {
	count(found) > 3
	names := [label(component.body) | some component in array.slice(found, 0, 3)]
}
