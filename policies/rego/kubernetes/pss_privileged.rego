# METADATA
# title: Containers are not privileged (PSS baseline)
# description: >-
#   A privileged container has every right of the node, its devices included; there is no wall left.
# custom:
#   id: K003
#   severity: critical
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.2.2, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove `privileged: true` and add the one capability that is needed, if any.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_privileged

import data.govern.lib.pss
import data.govern.lib.result

deny contains result.at(msg, setting.path) if {
	some setting in pss.container_settings(["privileged"])
	not setting.value in {null, false}
	msg := sprintf("%s sets privileged to %v; it must not be privileged", [pss.label(setting), setting.value])
}

undecided contains problem if some problem in pss.problems
