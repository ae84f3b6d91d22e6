# METADATA
# title: A namespace stays within its share of GPUs
# description: >-
#   Many workloads, each within bounds, can together take more accelerators than their team was
#   given. Adds up what all manifests of the run ask for in one namespace, with all copies. A
#   ResourceQuota bounds what runs; this tells before the merge what will not be scheduled.
# custom:
#   id: K039
#   severity: high
#   match: {kind: kubernetes, scope: set}
#   controls: [nist-800-53:SC-6, nist-ai-rmf:MANAGE-2.1]
#   remediation: >-
#     Run fewer copies, ask for fewer accelerators, or raise the share of the namespace in
#     `[params.gpu]` with whoever owns the budget.
#   parameters:
#     gpu:
#       max_per_namespace:
#         default: 0
#         description: >-
#           How many accelerators the manifests of one namespace may ask for together; 0 sets no
#           bound.
#       namespaces:
#         default: {}
#         description: >-
#           Bounds of single namespaces by name, in place of the one for all.
package govern.kubernetes.namespace_accelerators

import data.govern.lib.accelerators
import data.govern.lib.manifests
import data.govern.lib.result

deny contains result.at(msg, ["documents", index, "document"]) if {
	some namespace in {use.namespace | some use in _uses}
	bound := object.get(data.params.gpu.namespaces, namespace, data.params.gpu.max_per_namespace)
	bound > 0
	number := sum([use.number | some use in _uses; use.namespace == namespace])
	number > bound

	# The finding stands at the workload that asks for the most, the first of these.
	most := max({use.number | some use in _uses; use.namespace == namespace})
	index := min({use.index | some use in _uses; use.namespace == namespace; use.number == most})
	msg := sprintf("the workloads of namespace %q ask for %v accelerators together; at most %v are allowed", [
		namespace,
		number,
		bound,
	])
}

_uses := [use |
	some index, entry in input.document.documents
	number := accelerators.of_object with input as {"document": entry.document}
	number > 0
	use := {"index": index, "namespace": manifests.namespace(entry.document), "number": number}
]
