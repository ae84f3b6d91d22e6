# METADATA
# title: Served models come from where they should
# description: >-
#   A served model is code in effect. Its address must use an encrypted scheme, come from the
#   allowed places, and name one version: `hf://` needs a revision, `oci://` a digest.
# custom:
#   id: K031
#   severity: critical
#   match:
#     kind: kubernetes
#     resources:
#       - InferenceService
#       - LLMInferenceService
#       - LLMInferenceServiceConfig
#       - TrainedModel
#       - SeldonDeployment
#       - Model
#       - TrainJob
#   controls: [nist-800-53:SI-7, nist-800-53:SR-4, nist-ai-rmf:MANAGE-3.1]
#   remediation: >-
#     Copy the model into a bucket of your own, versioned, or pin it: `hf://org/model:REVISION`,
#     `oci://registry/model@sha256:…`.
#   parameters:
#     models:
#       schemes:
#         default:
#           - abfs
#           - abfss
#           - gs
#           - hdfs
#           - hf
#           - https
#           - modelscope
#           - oci
#           - pvc
#           - "pvc+hf"
#           - s3
#           - webhdfs
#         description: >-
#           Schemes that models may be loaded by.
#       allowed:
#         default: []
#         description: >-
#           Patterns of addresses (`s3://acme-models/*`); empty: any place.
package govern.kubernetes.model_uri

import data.govern.lib.images
import data.govern.lib.model_uris
import data.govern.lib.patterns
import data.govern.lib.result

deny contains result.at(msg, entry.path) if {
	some entry in model_uris.all
	some fault in _faults(entry.uri)
	msg := sprintf("the model is loaded from %q, %s", [entry.uri, fault])
}

_faults(uri) := {fault |
	some fault, true in {
		"whose scheme is not allowed": _wrong_scheme(uri),
		"which is not among the allowed places": _elsewhere(uri),
		"which names no revision of the repository": _unpinned_hub(uri),
		"which is not pinned by digest": _unpinned_image(uri),
	}
}

default _wrong_scheme(_) := false

_wrong_scheme(uri) if not model_uris.scheme(uri) in data.params.models.schemes

default _elsewhere(_) := false

_elsewhere(uri) if {
	count(data.params.models.allowed) > 0
	not patterns.any_matches(data.params.models.allowed, uri)
}

default _unpinned_hub(_) := false

_unpinned_hub(uri) if {
	model_uris.scheme(uri) == "hf"
	not regex.match(`^hf://[^:]+:[^:]+$`, uri)
}

_unpinned_hub(uri) if {
	model_uris.scheme(uri) == "hf"
	regex.match(`:(main|master|latest)$`, uri)
}

default _unpinned_image(_) := false

_unpinned_image(uri) if {
	model_uris.scheme(uri) == "oci"
	not images.pinned(trim_prefix(uri, "oci://"))
}
