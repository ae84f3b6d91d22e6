# METADATA
# title: Every container has a seccomp profile (PSS restricted)
# description: >-
#   Seccomp filters the calls that a container may make to the kernel. The pod or every container must
#   name `RuntimeDefault` or a profile of the node (`Localhost`); Windows has no such thing.
# custom:
#   id: K017
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:restricted, cis-k8s:5.6.2, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Set `seccompProfile.type: RuntimeDefault` in the security context of the pod.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
#       level:
#         default: all
#         description: \"With `restricted`, what a serving runtime may still set leaves the decision open.\"
package govern.kubernetes.pss_seccomp_restricted

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values

_keys := ["seccompProfile", "type"]

_profiles := {"RuntimeDefault", "Localhost"}

deny contains result.at(msg, setting.path) if {
	some setting in _settings
	setting.value != null
	not setting.value in _profiles
	msg := sprintf("%s sets the seccomp profile %v; it must be RuntimeDefault or Localhost", [pss.label(setting), setting.value])
}

deny contains result.at(msg, setting.path) if {
	some setting in _silent
	not setting.open
	msg := sprintf("%s has no seccomp profile, and neither has its pod; set RuntimeDefault", [pss.label(setting)])
}

undecided contains result.at(msg, setting.path) if {
	pss.strict
	some setting in _silent
	setting.open
	msg := sprintf("%s has no seccomp profile, which its runtime may set; it is not seen here", [pss.label(setting)])
}

_settings := [setting |
	pss.minor >= 19
	some setting in pss.settings(_keys)
	not pss.windows(setting.pod)
]

_silent := [setting |
	pss.minor >= 19
	some setting in pss.container_settings(_keys)
	setting.value == null
	not pss.windows(setting.pod)
	values.at(setting.pod.spec, ["securityContext", "seccompProfile", "type"]) == null
]

undecided contains problem if some problem in pss.problems
