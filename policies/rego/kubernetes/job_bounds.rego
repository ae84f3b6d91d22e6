# METADATA
# title: Training jobs end and leave nothing open
# description: >-
#   A job that never ends keeps its GPUs. Batch kinds must state a deadline or clean up after
#   themselves, Ray jobs must take their cluster down, and no cluster may publish its dashboard:
#   it runs code for whoever reaches it.
# custom:
#   id: K035
#   severity: medium
#   match:
#     kind: kubernetes
#     resources:
#       - Job
#       - MPIJob
#       - PyTorchJob
#       - RayCluster
#       - RayJob
#       - RayService
#       - TFJob
#       - TrainJob
#       - Workflow
#       - XGBoostJob
#   controls: [nist-800-53:SC-6, nist-800-53:SC-7, soc2:CC6.6]
#   remediation: >-
#     Set activeDeadlineSeconds or ttlSecondsAfterFinished (for Ray `shutdownAfterJobFinishes:
#     true`), keep the head service ClusterIP, and name the queue.
#   parameters:
#     jobs:
#       require_queue:
#         default: false
#         description: >-
#           Demand the label of a Kueue queue on training jobs.
package govern.kubernetes.job_bounds

import data.govern.lib.result
import data.govern.lib.values

# Where each kind says when it ends; one of them must be set.
_bounds := {
	"Job": [["spec", "activeDeadlineSeconds"], ["spec", "ttlSecondsAfterFinished"]],
	"MPIJob": _run_policy,
	"PyTorchJob": _run_policy,
	"RayJob": [["spec", "shutdownAfterJobFinishes"]],
	"TFJob": _run_policy,
	"Workflow": _workflow,
	"XGBoostJob": _run_policy,
}

_run_policy := [
	["spec", "runPolicy", "activeDeadlineSeconds"],
	["spec", "runPolicy", "ttlSecondsAfterFinished"],
]

_workflow := [["spec", "activeDeadlineSeconds"], ["spec", "ttlStrategy"]]

_queued := {"Job", "MPIJob", "PyTorchJob", "RayCluster", "RayJob", "TFJob", "TrainJob", "XGBoostJob"}

deny contains result.at(msg, ["spec"]) if {
	paths := _bounds[input.document.kind]
	every path in paths {
		values.at(input.document, path) in {null, false}
	}
	msg := sprintf("%s %q has no end; set %s", [
		input.document.kind,
		_name,
		concat(" or ", [concat(".", path) | some path in paths]),
	])
}

deny contains result.at(msg, path) if {
	some root in [["spec"], ["spec", "rayClusterSpec"], ["spec", "rayClusterConfig"]]
	path := array.concat(root, ["headGroupSpec", "serviceType"])
	values.at(input.document, path) in {"LoadBalancer", "NodePort"}
	msg := sprintf("%s %q publishes its dashboard outside the cluster; use ClusterIP", [input.document.kind, _name])
}

deny contains result.at(msg, path) if {
	some root in [["spec"], ["spec", "rayClusterSpec"], ["spec", "rayClusterConfig"]]
	path := array.concat(root, ["headGroupSpec", "enableIngress"])
	values.at(input.document, path) == true
	msg := sprintf("%s %q publishes its dashboard by an Ingress; switch it off", [input.document.kind, _name])
}

deny contains result.at(msg, ["metadata", "labels", "kueue.x-k8s.io/queue-name"]) if {
	data.params.jobs.require_queue
	input.document.kind in _queued
	values.empty(values.at(input.document, ["metadata", "labels", "kueue.x-k8s.io/queue-name"]))
	msg := sprintf("%s %q names no queue, so it takes its resources past all others", [input.document.kind, _name])
}

default _name := "without a name"

_name := name if {
	some key in ["name", "generateName"]
	name := values.at(input.document, ["metadata", key])
	name != null
}
