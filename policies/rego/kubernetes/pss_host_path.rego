# METADATA
# title: Pods do not mount folders of the node (PSS baseline)
# description: >-
#   A hostPath volume gives the pod files of the node, often those that control it.
# custom:
#   id: K005
#   severity: critical
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.2.12, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Use a persistentVolumeClaim, configMap, secret or emptyDir volume.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_host_path

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

deny contains result.at(msg, array.concat(pod.path, ["volumes", index, "hostPath"])) if {
	some pod in workloads.pods
	some index, volume in values.each(pod.spec.volumes)
	path := values.at(volume, ["hostPath"])
	path != null
	msg := sprintf("volume %q mounts %v of the node; hostPath is not allowed", [volume.name, object.get(path, "path", "a path")])
}

undecided contains problem if some problem in pss.problems
