# METADATA
# title: Pods and containers of every workload kind
# description: >-
#   Finds each pod specification that a Kubernetes object holds or describes, wherever its kind
#   keeps it, so that a rule about pods is a rule about Deployments, InferenceServices, RayClusters
#   and the rest. A `*` in a location stands for every element of a list or mapping.
package govern.lib.workloads

import data.govern.lib.values

_locations := {
	"ClusterServingRuntime": ["spec", "spec/workerSpec"],
	"ClusterTrainingRuntime": ["spec/template/spec/replicatedJobs/*/template/spec/template/spec"],
	"CronJob": ["spec/jobTemplate/spec/template/spec"],
	"DaemonSet": ["spec/template/spec"],
	"Deployment": ["spec/template/spec"],
	"InferenceService": [
		"spec/predictor",
		"spec/predictor/workerSpec",
		"spec/transformer",
		"spec/explainer",
		"spec/canary/*/predictor",
		"spec/canary/*/predictor/workerSpec",
	],
	"JAXJob": ["spec/jaxReplicaSpecs/*/template/spec"],
	"Job": ["spec/template/spec"],
	"JobSet": ["spec/replicatedJobs/*/template/spec/template/spec"],
	"LLMInferenceService": _llm,
	"LLMInferenceServiceConfig": _llm,
	"LeaderWorkerSet": [
		"spec/leaderWorkerTemplate/leaderTemplate/spec",
		"spec/leaderWorkerTemplate/workerTemplate/spec",
	],
	"MPIJob": ["spec/mpiReplicaSpecs/*/template/spec"],
	"Notebook": ["spec/template/spec"],
	"PaddleJob": ["spec/paddleReplicaSpecs/*/template/spec"],
	"Pod": ["spec"],
	"PodTemplate": ["template/spec"],
	"PyTorchJob": ["spec/pytorchReplicaSpecs/*/template/spec"],
	"RayCluster": _ray("spec"),
	"RayJob": array.concat(_ray("spec/rayClusterSpec"), ["spec/submitterPodTemplate/spec"]),
	"RayService": array.concat(_ray("spec/rayClusterConfig"), _ray("spec/rayClusterSpec")),
	"ReplicaSet": ["spec/template/spec"],
	"ReplicationController": ["spec/template/spec"],
	"Rollout": ["spec/template/spec"],
	"SeldonDeployment": ["spec/predictors/*/componentSpecs/*/spec"],
	"Server": ["spec/podSpec"],
	"ServingRuntime": ["spec", "spec/workerSpec"],
	"StatefulSet": ["spec/template/spec"],
	"TFJob": ["spec/tfReplicaSpecs/*/template/spec"],
	"TrainJob": [
		"spec/podTemplateOverrides/*/spec",
		"spec/runtimePatches/*/trainingRuntimeSpec/template/spec/replicatedJobs/*/template/spec/template/spec",
	],
	"TrainingRuntime": ["spec/template/spec/replicatedJobs/*/template/spec/template/spec"],
	"XGBoostJob": ["spec/xgbReplicaSpecs/*/template/spec"],
}

_llm := [
	"spec/template",
	"spec/worker",
	"spec/prefill/template",
	"spec/prefill/worker",
	"spec/router/scheduler/template",
]

_ray(root) := [
	concat("/", [root, "headGroupSpec/template/spec"]),
	concat("/", [root, "workerGroupSpecs/*/template/spec"]),
]

# Kinds that share their name with one of another API group.
_of_group := {
	"batch.volcano.sh": {"Job": "spec/tasks/*/template/spec"},
	"serving.knative.dev": {
		"Configuration": "spec/template/spec",
		"Revision": "spec",
		"Service": "spec/template/spec",
	},
}

# Where an Argo kind keeps its WorkflowSpec.
_argo := {
	"ClusterWorkflowTemplate": ["spec"],
	"CronWorkflow": ["spec", "workflowSpec"],
	"Workflow": ["spec"],
	"WorkflowTemplate": ["spec"],
}

# KServe's serving frameworks: each is a container that its ServingRuntime completes.
_frameworks := {
	"aif",
	"aix",
	"alibi",
	"art",
	"huggingface",
	"lightgbm",
	"model",
	"onnx",
	"paddle",
	"pmml",
	"pytorch",
	"sklearn",
	"spark",
	"tensorflow",
	"triton",
	"xgboost",
}

_lists := ["containers", "initContainers", "ephemeralContainers"]

# METADATA
# description: >-
#   Every pod of the object: `path` of its specification, `spec`, `metadata` with `metadata_path`,
#   and `containers`. `open` is true where another object (a ServingRuntime, a base configuration)
#   completes the pod, so that a field that is missing here may still be set.
pods := array.concat(array.concat(_templated, _argo_pods), _lone_containers)

# METADATA
# description: >-
#   Every container of the object, init and ephemeral containers included: `path`, `name`, `body`,
#   `list` (the key that holds it) and `open`.
containers := [container |
	some pod in pods
	some container in pod.containers
]

# METADATA
# description: A container as messages name it.
label(container) := sprintf("container %q", [container.name])

# METADATA
# scope: document
# description: >-
#   Places where a pod should stand but something else does, so that nothing can be said of it:
#   `path` and `wanted`.
unreadable contains {"path": path, "wanted": "a mapping"} if {
	count(_locations_of_kind) == 1
	count(_templated) == 0
	path := split(split(_locations_of_kind[0], "/*/")[0], "/")
}

unreadable contains {"path": path, "wanted": "a mapping"} if {
	some location in _locations_of_kind
	some path in _expanded(location)
	spec := values.at(input.document, path)
	spec != null
	not is_object(spec)
}

unreadable contains {"path": array.concat(pod.path, [list]), "wanted": "a list"} if {
	some pod in pods
	some list in array.concat(_lists, ["volumes"])
	value := object.get(pod.spec, list, null)
	value != null
	not is_array(value)
}

unreadable contains {"path": array.concat(pod.path, [list, index]), "wanted": "a mapping"} if {
	some pod in pods
	some list in array.concat(_lists, ["volumes"])
	some index, element in values.each(object.get(pod.spec, list, null))
	not is_object(element)
}

_templated := [pod |
	some location in _locations_of_kind
	some path in _expanded(location)
	spec := values.at(input.document, path)
	is_object(spec)
	metadata_path := _metadata_path(path)
	pod := {
		"path": path,
		"spec": spec,
		"metadata": _object(input.document, metadata_path),
		"metadata_path": metadata_path,
		"containers": array.concat(_listed(spec, path, _is_open), _inline(spec, path)),
		"open": _is_open,
	}
]

# The commonest kinds first: the tables below are built anew for each question.
_locations_of_kind := ["spec/template/spec"] if {
	input.document.apiVersion == "apps/v1"
	input.document.kind in {"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"}
} else := ["spec"] if {
	input.document.kind == "Pod"
} else := [location] if {
	location := _of_group[_group][input.document.kind]
} else := object.get(_locations, input.document.kind, [])

_group := split(version, "/")[0] if {
	is_object(input.document)
	version := object.get(input.document, "apiVersion", "")
	is_string(version)
}

default _is_open := false

_is_open if count(values.each(object.get(input.document, ["spec", "baseRefs"], []))) > 0

_is_open if input.document.kind in {"LLMInferenceServiceConfig", "TrainJob"}

_expanded(location) := [split(location, "/")] if not contains(location, "*")

_expanded(location) := paths if {
	contains(location, "*")
	[head, tail] := split(location, "/*/")
	paths := _each(split(head, "/"), split(tail, "/"))
}

_expanded(location) := paths if {
	[head, middle, tail] := split(location, "/*/")
	paths := [path |
		some prefix in _each(split(head, "/"), split(middle, "/"))
		some path in _each(prefix, split(tail, "/"))
	]
}

_each(prefix, suffix) := [array.concat(array.concat(prefix, [key]), suffix) |
	some key, _ in values.each(object.get(input.document, prefix, []))
]

# Beside a `spec` stands its metadata; KServe's components use those of the whole object.
_metadata_path(path) := array.concat(array.slice(path, 0, count(path) - 1), ["metadata"]) if {
	path[count(path) - 1] == "spec"
}

_metadata_path(path) := ["metadata"] if path[count(path) - 1] != "spec"

_object(value, path) := found if {
	found := object.get(value, path, null)
	is_object(found)
} else := {}

_listed(spec, path, open) := [container |
	some list in _lists
	some index, body in values.each(object.get(spec, list, []))
	is_object(body)
	container := {
		"path": array.concat(path, [list, index]),
		"name": _name(body, list, index),
		"body": body,
		"list": list,
		"open": open,
	}
]

# Asked of every container by every rule, so nothing is formatted that is not needed.
_name(body, _, _) := body.name

_name(body, list, index) := sprintf("%s[%v]", [list, index]) if not body.name

_inline(spec, path) := [container |
	input.document.kind == "InferenceService"
	some framework in _frameworks
	body := object.get(spec, framework, null)
	is_object(body)
	container := _single(body, array.concat(path, [framework]), framework, true)
]

_single(body, path, list, open) := {
	"path": path,
	"name": object.get(body, "name", list),
	"body": body,
	"list": list,
	"open": open,
}

# A Workflow's settings hold for each of its templates, and a template is a pod of its own.
_argo_pods := [pod |
	base := object.get(_argo, input.document.kind, null)
	workflow := object.get(input.document, base, null)
	is_object(workflow)
	some pod in array.concat([_argo_defaults(workflow, base)], _argo_templates(workflow, base))
]

_argo_defaults(workflow, base) := {
	"path": base,
	"spec": workflow,
	"metadata": _object(workflow, ["podMetadata"]),
	"metadata_path": array.concat(base, ["podMetadata"]),
	"containers": [],
	"open": true,
}

_argo_templates(workflow, base) := [pod |
	some [keys, template] in _argo_places(workflow)
	_argo_runs(template)
	path := array.concat(base, keys)
	pod := {
		"path": path,
		"spec": object.union({"securityContext": object.get(workflow, "securityContext", null)}, template),
		"metadata": _object(template, ["metadata"]),
		"metadata_path": array.concat(path, ["metadata"]),
		"containers": _argo_containers(template, path),
		"open": false,
	}
]

_argo_places(workflow) := array.concat(
	[[["templates", index], template] |
		some index, template in values.each(object.get(workflow, "templates", []))
	],
	[[["templateDefaults"], template] |
		template := object.get(workflow, "templateDefaults", null)
		is_object(template)
	],
)

# Templates of steps and graphs make no pod of their own.
_argo_runs(template) if {
	some key in ["container", "script", "containerSet", "resource", "data", "http", "plugin"]
	template[key]
}

_argo_containers(template, path) := array.concat(
	[_single(template[key], array.concat(path, [key]), key, false) |
		some key in ["container", "script"]
		is_object(template[key])
	],
	[container |
		some keys in [["initContainers"], ["sidecars"], ["containerSet", "containers"]]
		some index, body in values.each(object.get(template, keys, []))
		is_object(body)
		container := _single(body, array.concat(array.concat(path, keys), [index]), keys[0], false)
	],
)

# Containers that stand outside of any pod: another object completes them.
_lone := {
	"ClusterStorageContainer": ["spec", "container"],
	"TrainJob": ["spec", "trainer"],
}

_lone_containers := [pod |
	path := _lone[input.document.kind]
	body := values.at(input.document, path)
	is_object(body)
	pod := {
		"path": ["spec"],
		"spec": {},
		"metadata": {},
		"metadata_path": ["metadata"],
		"containers": [_single(body, path, path[1], true)],
		"open": true,
	}
]
