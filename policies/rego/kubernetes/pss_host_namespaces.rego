# METADATA
# title: Pods do not share the namespaces of the node (PSS baseline)
# description: >-
#   hostNetwork lets a pod listen on and reach what only the node should; hostPID and hostIPC let it see
#   and signal every process of the node.
# custom:
#   id: K002
#   severity: critical
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.2.3, cis-k8s:5.2.4, cis-k8s:5.2.5, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove `hostNetwork`, `hostPID` and `hostIPC`; use a Service to be reached.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_host_namespaces

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.workloads

deny contains result.at(msg, array.concat(pod.path, [field])) if {
	some pod in workloads.pods
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	value := object.get(pod.spec, field, null)
	not value in {null, false}
	msg := sprintf("the pod sets %s to %v and so shares that namespace with the node", [field, value])
}

undecided contains problem if some problem in pss.problems
