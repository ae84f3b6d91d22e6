# METADATA
# title: Containers add only harmless capabilities (PSS baseline)
# description: >-
#   A capability is a slice of root. Those that the container runtimes grant by default may be named;
#   any other is denied.
# custom:
#   id: K004
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.2.8, cis-k8s:5.2.9, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove the capability from `capabilities.add`; drop `ALL` and add only `NET_BIND_SERVICE` where a
#     low port is needed.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
#       level:
#         default: all
#         description: '`restricted` leaves Windows pods out, as that level does; `all` does not.'
package govern.kubernetes.pss_capabilities_baseline

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values

_allowed := {
	"AUDIT_WRITE",
	"CHOWN",
	"DAC_OVERRIDE",
	"FOWNER",
	"FSETID",
	"KILL",
	"MKNOD",
	"NET_BIND_SERVICE",
	"SETFCAP",
	"SETGID",
	"SETPCAP",
	"SETUID",
	"SYS_CHROOT",
}

deny contains result.at(msg, array.concat(setting.path, [index])) if {
	some setting in pss.container_settings(["capabilities", "add"])
	not pss.replaced(setting.pod)
	some index, capability in values.each(setting.value)
	not capability in _allowed
	msg := sprintf("%s adds the capability %v, which is more than the baseline allows", [pss.label(setting), capability])
}

undecided contains problem if some problem in pss.problems
