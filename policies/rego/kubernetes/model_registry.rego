# METADATA
# title: Served models refer to an approved version
# description: >-
#   What serves a model must say which version of the registry it serves and which decision
#   approved it, so that the running model can be traced to its card and evidence.
# custom:
#   id: K032
#   severity: critical
#   match:
#     kind: kubernetes
#     resources:
#       - InferenceService
#       - LLMInferenceService
#       - SeldonDeployment
#       - TrainedModel
#   controls: [soc2:CC8.1, nist-800-53:CM-3, iso-42001:A.6.2.5]
#   remediation: >-
#     Let the promotion write the annotations `govern/model: NAME@VERSION` and `govern/verdict:
#     sha256:…`.
package govern.kubernetes.model_registry

import data.govern.lib.result
import data.govern.lib.values

_forms := {
	"govern/model": `^[^@ ]+@[^@ ]+$`,
	"govern/verdict": `^sha256:[0-9a-f]{64}$`,
}

deny contains result.at(msg, ["metadata", "annotations", name]) if {
	some name, form in _forms
	value := values.at(input.document, ["metadata", "annotations", name])
	not _fits(value, form)
	msg := sprintf("%s %q %s the annotation %s, which ties it to an approved model", [
		input.document.kind,
		input.document.metadata.name,
		_fault(value),
		name,
	])
}

_fits(value, form) if {
	is_string(value)
	regex.match(form, value)
}

_fault(value) := "lacks" if value == null

_fault(value) := "has an unreadable value in" if value != null
