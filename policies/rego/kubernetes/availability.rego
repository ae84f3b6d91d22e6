# METADATA
# title: Servers can be restarted without an outage
# description: >-
#   Without a readiness probe traffic reaches a container before it can answer, and with one copy
#   every update of a node is an outage. In production (by `context.environment`) a Deployment
#   must have at least two copies.
# custom:
#   id: K028
#   severity: medium
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [soc2:A1.2, nist-800-53:CP-10]
#   remediation: >-
#     Add a readinessProbe to each container that listens on a port, and run two copies or an
#     autoscaler.
#   parameters:
#     production:
#       environments:
#         default: ["prod", "production"]
#         description: >-
#           Values of `context.environment` that mean production.
package govern.kubernetes.availability

import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

_servers := {"DaemonSet", "Deployment", "Rollout", "StatefulSet"}

deny contains result.at(msg, array.concat(container.path, ["readinessProbe"])) if {
	input.document.kind in _servers
	some container in workloads.containers
	container.list == "containers"
	count(values.each(object.get(container.body, "ports", null))) > 0
	object.get(container.body, "readinessProbe", null) == null
	msg := sprintf("%s listens on a port but has no readinessProbe", [workloads.label(container)])
}

deny contains result.at(msg, ["spec", "replicas"]) if {
	input.document.kind in {"Deployment", "Rollout"}
	input.context.environment in data.params.production.environments
	replicas := values.at(input.document, ["spec", "replicas"])
	not _autoscaled(replicas)
	_number(replicas) < 2
	msg := sprintf("the %s has %v copy in production; at least 2 are needed", [input.document.kind, _number(replicas)])
}

deny contains result.at(msg, array.concat(pod.path, ["minReplicas"])) if {
	input.document.kind == "InferenceService"
	input.context.environment in data.params.production.environments
	some pod in workloads.pods
	replicas := object.get(pod.spec, "minReplicas", null)
	_number(replicas) < 2
	msg := sprintf("a component of the InferenceService may shrink to %v copies in production; at least 2 are needed", [
		_number(replicas),
	])
}

# An autoscaler owns the number when the manifest leaves it out on purpose.
_autoscaled(replicas) if {
	replicas == null
	values.at(input.document, ["metadata", "annotations", "govern/autoscaled"]) == "true"
}

_number(replicas) := replicas if is_number(replicas)

_number(replicas) := 1 if not is_number(replicas)
