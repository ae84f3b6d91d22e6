# METADATA
# title: /proc is masked (PSS baseline)
# description: >-
#   The default mount of /proc hides the parts that lead to the kernel. From 1.35 on a pod with a user
#   namespace of its own may unmask it at this level.
# custom:
#   id: K010
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.6.3, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove `procMount`.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_proc_mount

import data.govern.lib.pss
import data.govern.lib.result

deny contains result.at(msg, setting.path) if {
	some setting in pss.container_settings(["procMount"])
	not setting.value in {null, "Default"}
	not pss.own_users(setting.pod)
	msg := sprintf("%s sets procMount to %v; it must be Default", [pss.label(setting), setting.value])
}

undecided contains problem if some problem in pss.problems
