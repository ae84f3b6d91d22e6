# METADATA
# title: Every pod is selected by a NetworkPolicy
# description: >-
#   Without a NetworkPolicy a pod may talk to every other pod and to the internet. Looks at all
#   manifests of the run together: each workload needs a policy in its namespace whose selector
#   matches its pods.
# custom:
#   id: K029
#   severity: high
#   match: {kind: kubernetes, scope: set}
#   controls: [cis-k8s:5.3.2, nist-800-53:SC-7, soc2:CC6.6, iso-27001:A.8.20]
#   remediation: >-
#     Add a NetworkPolicy for the workload, or one with an empty podSelector that denies by
#     default in each namespace.
package govern.kubernetes.network_policy

import data.govern.lib.manifests
import data.govern.lib.result

deny contains result.at(msg, ["documents", workload.index, "document", "spec"]) if {
	some workload in manifests.workloads
	not _selected(workload)
	msg := sprintf("no NetworkPolicy among the manifests selects the pods of %s %q in namespace %q", [
		workload.kind,
		workload.name,
		workload.namespace,
	])
}

_selected(workload) if {
	some policy in _policies
	manifests.namespace(policy) == workload.namespace
	manifests.selects(object.get(policy, ["spec", "podSelector"], {}), workload.labels)
}

# Looked for once, not for each workload anew.
_policies := manifests.of_kind("NetworkPolicy")
