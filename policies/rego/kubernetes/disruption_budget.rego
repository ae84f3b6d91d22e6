# METADATA
# title: Replicated workloads have a disruption budget
# description: >-
#   When nodes are drained, a PodDisruptionBudget keeps enough copies running. Looks at all
#   manifests of the run together: each Deployment or StatefulSet with more than one copy needs a
#   budget whose selector matches its pods.
# custom:
#   id: K038
#   severity: medium
#   match: {kind: kubernetes, scope: set}
#   controls: [soc2:A1.2, nist-800-53:CP-10]
#   remediation: >-
#     Add a PodDisruptionBudget with `maxUnavailable: 1` and the labels of the pods.
package govern.kubernetes.disruption_budget

import data.govern.lib.manifests
import data.govern.lib.result

deny contains result.at(msg, ["documents", workload.index, "document", "spec"]) if {
	some workload in manifests.workloads
	workload.kind in {"Deployment", "StatefulSet"}
	workload.replicas > 1
	not _budgeted(workload)
	msg := sprintf("no PodDisruptionBudget among the manifests selects the %d copies of %s %q", [
		workload.replicas,
		workload.kind,
		workload.name,
	])
}

_budgeted(workload) if {
	some budget in _budgets
	manifests.namespace(budget) == workload.namespace
	manifests.selects(object.get(budget, ["spec", "selector"], {}), workload.labels)
}

# Looked for once, not for each workload anew.
_budgets := manifests.of_kind("PodDisruptionBudget")
