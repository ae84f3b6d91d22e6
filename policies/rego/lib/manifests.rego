# METADATA
# title: All manifests of a run together
# description: For rules of the scope `set`, which look at what belongs together.
package govern.lib.manifests

import data.govern.lib.values

# METADATA
# description: The documents of a kind.
of_kind(kind) := [entry.document |
	some entry in input.document.documents
	entry.document.kind == kind
]

# METADATA
# description: The namespace that a document names, or `default`.
namespace(document) := name if {
	name := values.at(document, ["metadata", "namespace"])
	name != null
} else := "default"

# METADATA
# description: >-
#   Workloads that keep pods running: `index` in the set, `kind`, `name`, `namespace`, `labels` of
#   the pods, and `replicas`.
workloads := [workload |
	some index, entry in input.document.documents
	path := _template(entry.document.kind)
	workload := {
		"index": index,
		"kind": entry.document.kind,
		"name": values.at(entry.document, ["metadata", "name"]),
		"namespace": namespace(entry.document),
		"labels": _labels(entry.document, path),
		"replicas": _replicas(entry.document),
	}
]

# METADATA
# description: Whether a label selector (apimachinery's LabelSelector) selects these labels.
selects(selector, labels) if {
	every key, value in values.each(values.at(selector, ["matchLabels"])) {
		labels[key] == value
	}
	every expression in values.each(values.at(selector, ["matchExpressions"])) {
		_holds(expression, labels)
	}
}

_template("Pod") := ["metadata"]

_template(kind) := ["spec", "template", "metadata"] if {
	kind in {"DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"}
}

_template("CronJob") := ["spec", "jobTemplate", "spec", "template", "metadata"]

_labels(document, path) := found if {
	found := values.at(document, array.concat(path, ["labels"]))
	is_object(found)
} else := {}

_replicas(document) := number if {
	number := values.at(document, ["spec", "replicas"])
	is_number(number)
} else := 1

_holds(expression, labels) if {
	expression.operator == "In"
	labels[expression.key] in expression.values
}

_holds(expression, labels) if {
	expression.operator == "NotIn"
	not object.get(labels, expression.key, null) in expression.values
}

_holds(expression, labels) if {
	expression.operator == "Exists"
	_has(labels, expression.key)
}

_holds(expression, labels) if {
	expression.operator == "DoesNotExist"
	not _has(labels, expression.key)
}

_has(labels, key) if object.get(labels, key, null) != null
