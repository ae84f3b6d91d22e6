# METADATA
# title: GPUs are asked for in a way that can be met
# description: >-
#   Accelerators cannot be shared or overcommitted: requests and limits must be equal whole
#   numbers. A pod must not ask for more than a node has, and a workload not for more than its
#   share; MIG slices count as one each.
# custom:
#   id: K024
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [nist-800-53:SC-6, nist-ai-rmf:MANAGE-2.1]
#   remediation: >-
#     Set the accelerator under `limits` as a whole number (requests follow), within the bounds of
#     `[params.gpu]`.
#   parameters:
#     gpu:
#       max_per_pod:
#         default: 8
#         description: >-
#           How many accelerators one pod may ask for.
#       max_per_workload:
#         default: 0
#         description: >-
#           How many all copies of a workload may ask for together; 0 sets no bound.
#       require_placement:
#         default: false
#         description: >-
#           Demand a nodeSelector, affinity or toleration on pods that use accelerators.
package govern.kubernetes.accelerators

import data.govern.lib.accelerators
import data.govern.lib.quantities
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

deny contains result.at(msg, array.concat(use.path, ["requests", use.name])) if {
	some use in _uses
	use.request != null
	use.request != use.limit
	msg := sprintf("%s requests %v of %s with a limit of %s; both must be the same", [
		use.label,
		use.request,
		use.name,
		_shown(use.limit),
	])
}

deny contains result.at(msg, array.concat(use.path, ["limits", use.name])) if {
	some use in _uses
	not _whole(use.limit)
	use.limit != null
	msg := sprintf("%s asks for %v of %s; accelerators come in whole numbers", [use.label, use.limit, use.name])
}

deny contains result.at(msg, pod.path) if {
	some pod in workloads.pods
	number := accelerators.of_pod(pod)
	number > data.params.gpu.max_per_pod
	msg := sprintf("a pod asks for %v accelerators; at most %v are allowed", [number, data.params.gpu.max_per_pod])
}

deny contains result.at(msg, ["spec"]) if {
	data.params.gpu.max_per_workload > 0
	number := accelerators.of_object
	number > data.params.gpu.max_per_workload
	msg := sprintf("all copies of the pod together ask for %v accelerators; at most %v are allowed", [
		number,
		data.params.gpu.max_per_workload,
	])
}

deny contains result.at(msg, pod.path) if {
	data.params.gpu.require_placement
	some pod in workloads.pods
	accelerators.of_pod(pod) > 0
	not _placed(pod.spec)
	msg := "a pod asks for accelerators but has neither a nodeSelector, an affinity nor a toleration that leads it to them"
}

_uses := [use |
	some container in workloads.containers
	some key in accelerators.blocks
	block := values.at(container.body, [key])
	some name in accelerators.names(block)
	use := {
		"label": workloads.label(container),
		"name": name,
		"path": array.concat(container.path, [key]),
		"request": values.at(block, ["requests", name]),
		"limit": values.at(block, ["limits", name]),
	}
]

_whole(amount) if {
	number := quantities.number(amount)
	number == floor(number)
}

_placed(spec) if {
	some field in ["nodeSelector", "affinity", "tolerations"]
	count(values.each(object.get(spec, field, null))) > 0
}

_shown(limit) := "none" if limit == null

_shown(limit) := sprintf("%v", [limit]) if limit != null
