# METADATA
# title: Namespaces are chosen and guarded
# description: >-
#   The namespace `default` belongs to nobody, so no rights, quota or policy fits what lies in it.
#   A Namespace must say which Pod Security level it enforces; without the label it enforces none.
#   A manifest that names no namespace is let pass: the deployment decides.
# custom:
#   id: K037
#   severity: medium
#   match: {kind: kubernetes}
#   controls: [cis-k8s:5.6.1, cis-k8s:5.6.4, nist-800-53:SC-6]
#   remediation: >-
#     Deploy into a namespace of its own, and label it `pod-security.kubernetes.io/enforce:
#     restricted` (or `baseline`).
package govern.kubernetes.namespaces

import data.govern.lib.result
import data.govern.lib.values

_enforce := "pod-security.kubernetes.io/enforce"

deny contains result.at(msg, ["metadata", "namespace"]) if {
	values.at(input.document, ["metadata", "namespace"]) == "default"
	msg := sprintf("%s %q is put into the namespace default", [input.document.kind, object.get(input.document.metadata, "name", "without a name")])
}

deny contains result.at(msg, ["metadata", "labels", _enforce]) if {
	input.document.kind == "Namespace"
	input.document.apiVersion == "v1"
	not values.at(input.document, ["metadata", "labels", _enforce]) in {"baseline", "restricted"}
	msg := sprintf("namespace %q does not enforce a Pod Security level; set %s to baseline or restricted", [
		input.document.metadata.name,
		_enforce,
	])
}
