# METADATA
# title: Addresses of served models
# description: Finds each address that a serving resource loads a model from.
package govern.lib.model_uris

import data.govern.lib.values

# METADATA
# description: Every address with its `path` and `uri`.
all := [{"path": path, "uri": value} |
	some root in _roots
	walk(root.node, [below, value])
	is_string(value)
	path := array.concat(root.path, below)
	_names_model(path)
	value != ""
]

# METADATA
# scope: document
# description: The scheme of an address in lower case; empty when it has none.
scheme(uri) := lower(split(uri, "://")[0]) if contains(uri, "://")

scheme(uri) := "" if not contains(uri, "://")

_roots := [{"path": ["spec"], "node": node} |
	node := values.at(input.document, ["spec"])
	is_object(node)
]

_names_model(path) if path[count(path) - 1] in {"modelUri", "storageUri"}

# KServe's `storageUris[].uri`, and the model and adapters of an LLMInferenceService.
_names_model(path) if {
	path[count(path) - 1] == "uri"
	some key in array.slice(path, 1, count(path) - 1)
	key in {"adapters", "model", "storageUris"}
}
