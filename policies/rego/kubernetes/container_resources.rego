# METADATA
# title: Containers state what they need
# description: >-
#   Without requests the scheduler places pods blindly, and without a memory limit one container can
#   starve its node. Kubernetes takes a limit as the request when no request is given, and a pod-level
#   `resources` block counts for all containers; so does this
#   rule. What a serving runtime completes is asked of the runtime. A cpu limit is not asked for by default:
#   it throttles containers that could use idle cpu.
# custom:
#   id: K023
#   severity: medium
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [nist-800-53:SC-6, soc2:A1.1]
#   remediation: >-
#     Add `resources` with `requests` for cpu and memory and a memory `limit`, measured from what the
#     container uses under load.
#   parameters:
#     resources:
#       required:
#         default: [requests.cpu, requests.memory, limits.memory]
#         description: Which of requests and limits each container must state.
package govern.kubernetes.container_resources

import data.govern.lib.quantities
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

deny contains result.at(msg, array.concat(container.path, ["resources"])) if {
	some pod in workloads.pods
	some container in pod.containers
	container.list != "ephemeralContainers"
	not container.open
	unstated := _unstated(_resources(container.body), data.params.resources.required)
	count(unstated) > 0
	missing := _unstated(_resources(pod.spec), unstated)
	count(missing) > 0
	msg := sprintf("%s does not state %s", [workloads.label(container), concat(", ", missing)])
}

deny contains result.at(msg, path) if {
	some {"container": container, "resources": resources} in _stating
	some group in ["requests", "limits"]
	some name, amount in values.each(resources[group])
	not quantities.valid(amount)
	path := array.concat(container.path, [_key(container.body), group, name])
	msg := sprintf("%s has a %s of %v for %s, which is not a quantity", [
		workloads.label(container),
		trim_suffix(group, "s"),
		amount,
		name,
	])
}

deny contains result.at(msg, path) if {
	some {"container": container, "resources": resources} in _stating
	some name, request in values.each(resources.requests)
	limit := resources.limits[name]
	quantities.number(request) > quantities.number(limit)
	path := array.concat(container.path, [_key(container.body), "requests", name])
	msg := sprintf("%s requests %v of %s, more than its limit of %v", [
		workloads.label(container),
		request,
		name,
		limit,
	])
}

_stating := [{"container": container, "resources": _resources(container.body)} |
	some container in workloads.containers
]

_unstated(resources, wanted) := [one |
	some one in wanted
	not _states(resources, one)
]

_states(resources, wanted) if {
	[group, name] := split(wanted, ".")
	group in {"limits", "requests"}
	limit := object.get(resources, ["limits", name], null)
	object.get(resources, [group, name], limit) != null
}

# Kubeflow's trainer spells the block otherwise.
_key(holder) := "resourcesPerNode" if {
	holder.resourcesPerNode
} else := "resources"

_resources(holder) := block if {
	block := holder[_key(holder)]
	is_object(block)
} else := {}
