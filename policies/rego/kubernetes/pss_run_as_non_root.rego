# METADATA
# title: Containers do not run as root (PSS restricted)
# description: >-
#   Root in a container is one kernel fault away from root on the node. `runAsNonRoot` must be true for
#   the pod or for every container, and false nowhere. From 1.35 on, pods with a user namespace of their
#   own are exempt.
# custom:
#   id: K015
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:restricted, cis-k8s:5.2.7, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Set `runAsNonRoot: true` in the security context of the pod, and build the image with a numeric
#     user.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
#       level:
#         default: all
#         description: \"With `restricted`, what a serving runtime may still set leaves the decision open.\"
package govern.kubernetes.pss_run_as_non_root

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values

_keys := ["runAsNonRoot"]

deny contains result.at(msg, setting.path) if {
	some setting in pss.settings(_keys)
	not pss.own_users(setting.pod)
	not setting.value in {null, true}
	msg := sprintf("%s sets runAsNonRoot to %v; it must be true", [pss.label(setting), setting.value])
}

deny contains result.at(msg, setting.path) if {
	some setting in _silent
	not setting.open
	msg := sprintf("%s does not set runAsNonRoot, and neither does its pod; it must be true", [pss.label(setting)])
}

undecided contains result.at(msg, setting.path) if {
	pss.strict
	some setting in _silent
	setting.open
	msg := sprintf("%s does not set runAsNonRoot, which its runtime may do; it is not seen here", [pss.label(setting)])
}

_silent := [setting |
	some setting in pss.container_settings(_keys)
	setting.value == null
	values.at(setting.pod.spec, ["securityContext", "runAsNonRoot"]) != true
	not pss.own_users(setting.pod)
]

undecided contains problem if some problem in pss.problems
