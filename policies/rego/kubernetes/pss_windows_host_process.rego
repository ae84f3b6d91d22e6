# METADATA
# title: Windows pods do not run as host processes (PSS baseline)
# description: >-
#   A HostProcess container runs on the Windows node itself, with the rights of the node.
# custom:
#   id: K001
#   severity: critical
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.2.11, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove `hostProcess: true`; only node agents of the platform need it, in a namespace of their own.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_windows_host_process

import data.govern.lib.pss
import data.govern.lib.result

deny contains result.at(msg, setting.path) if {
	some setting in pss.settings(["windowsOptions", "hostProcess"])
	not setting.value in {null, false}
	msg := sprintf("%s sets hostProcess to %v and so runs on the Windows node itself", [pss.label(setting), setting.value])
}

undecided contains problem if some problem in pss.problems
