# METADATA
# title: Containers take no ports of the node (PSS baseline)
# description: >-
#   A host port bypasses Services and network policies and takes the port from every other pod of the
#   node.
# custom:
#   id: K006
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.2.13, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove `hostPort` and publish the port with a Service.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_host_ports

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

deny contains result.at(msg, array.concat(container.path, ["ports", index, "hostPort"])) if {
	some container in workloads.containers
	some index, port in values.each(container.body.ports)
	number := values.at(port, ["hostPort"])
	not number in {null, 0}
	msg := sprintf("%s takes the port %v of the node; hostPort is not allowed", [workloads.label(container), number])
}

undecided contains problem if some problem in pss.problems
