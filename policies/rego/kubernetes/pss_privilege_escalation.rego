# METADATA
# title: Containers cannot gain privileges (PSS restricted)
# description: >-
#   Unless `allowPrivilegeEscalation` is false, a setuid program in the image can become root. It must
#   be said explicitly; Windows has no such thing.
# custom:
#   id: K014
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:restricted, cis-k8s:5.2.6, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Set `allowPrivilegeEscalation: false` on every container.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
#       level:
#         default: all
#         description: \"With `restricted`, what a serving runtime may still set leaves the decision open.\"
package govern.kubernetes.pss_privilege_escalation

import data.govern.lib.pss
import data.govern.lib.result

deny contains result.at(msg, setting.path) if {
	some setting in _settings
	not _left_open(setting)
	msg := sprintf("%s %s; it must be false", [pss.label(setting), _said(setting.value)])
}

undecided contains result.at(msg, setting.path) if {
	pss.strict
	some setting in _settings
	_left_open(setting)
	msg := sprintf("%s does not set allowPrivilegeEscalation, which its runtime may do; it is not seen here", [pss.label(setting)])
}

_settings := [setting |
	pss.minor >= 8
	some setting in pss.container_settings(["allowPrivilegeEscalation"])
	setting.value != false
	not pss.windows(setting.pod)
]

_left_open(setting) if {
	setting.open
	setting.value == null
}

_said(value) := "does not set allowPrivilegeEscalation" if value == null

_said(value) := sprintf("sets allowPrivilegeEscalation to %v", [value]) if value != null

undecided contains problem if some problem in pss.problems
