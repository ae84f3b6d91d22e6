# METADATA
# title: Pods use only ordinary volumes (PSS restricted)
# description: >-
#   Volumes that name servers or parts of the node bypass the storage classes that the platform offers.
# custom:
#   id: K013
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:restricted, cis-k8s:5.2.12, cis-k8s:5.6.3, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Use configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or
#     secret.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_restricted_volumes

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

_types := {
	"configMap",
	"csi",
	"downwardAPI",
	"emptyDir",
	"ephemeral",
	"image",
	"persistentVolumeClaim",
	"projected",
	"secret",
}

deny contains result.at(msg, array.concat(pod.path, ["volumes", index, type])) if {
	some pod in workloads.pods
	some index, volume in values.each(pod.spec.volumes)
	some type, source in values.each(volume)
	not type in _types
	type != "name"
	source != null
	msg := sprintf("volume %q is of the type %s, which the restricted level does not allow", [volume.name, type])
}

undecided contains problem if some problem in pss.problems
