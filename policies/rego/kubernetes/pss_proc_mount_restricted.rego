# METADATA
# title: /proc is masked, user namespace or not (PSS restricted, from 1.35)
# description: >-
#   At this level the default mount of /proc is asked of every pod, even of those with a user namespace
#   of their own.
# custom:
#   id: K019
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:restricted, cis-k8s:5.6.3, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove `procMount`.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_proc_mount_restricted

import data.govern.lib.pss
import data.govern.lib.result

deny contains result.at(msg, setting.path) if {
	pss.minor >= 35
	some setting in pss.container_settings(["procMount"])
	not setting.value in {null, "Default"}
	msg := sprintf("%s sets procMount to %v; it must be Default", [pss.label(setting), setting.value])
}

undecided contains problem if some problem in pss.problems
