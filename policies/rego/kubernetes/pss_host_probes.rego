# METADATA
# title: Probes and hooks reach only their own pod (PSS baseline, from 1.34)
# description: >-
#   The kubelet sends probes and lifecycle hooks from the node's network. With a `host` of its own
#   choice a pod makes the kubelet reach addresses that the pod itself could not.
# custom:
#   id: K007
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.6.3, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove `host` from the probe or hook; without it the pod itself is asked.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_host_probes

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

_handlers := [
	["livenessProbe"],
	["readinessProbe"],
	["startupProbe"],
	["lifecycle", "postStart"],
	["lifecycle", "preStop"],
]

deny contains result.at(msg, array.concat(container.path, path)) if {
	pss.minor >= 34
	some container in workloads.containers
	some handler in _handlers
	probe := values.at(container.body, handler)
	probe != null
	some action in ["httpGet", "tcpSocket"]
	host := values.at(probe, [action, "host"])
	not host in {null, ""}
	path := array.concat(handler, [action, "host"])
	msg := sprintf("%s makes the kubelet reach %q in its %s; host must not be set", [
		workloads.label(container),
		host,
		concat(".", handler),
	])
}

undecided contains problem if some problem in pss.problems
