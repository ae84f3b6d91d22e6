# METADATA
# title: SELinux options are not customised (PSS baseline)
# description: >-
#   A type of its own choice, or any user or role, lets a container step out of the confinement that
#   keeps containers from the node and from one another.
# custom:
#   id: K009
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.6.3, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove `seLinuxOptions`, or use one of the container types.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_selinux

import data.govern.lib.pss
import data.govern.lib.result

_types := {"", "container_t", "container_init_t", "container_kvm_t"}

_types_from_31 := {"container_engine_t"}

deny contains result.at(msg, setting.path) if {
	some setting in pss.settings(["seLinuxOptions", "type"])
	setting.value != null
	not _allowed(setting.value)
	msg := sprintf("%s sets the SELinux type %v, which is not among the container types", [pss.label(setting), setting.value])
}

deny contains result.at(msg, setting.path) if {
	some field in ["user", "role"]
	some setting in pss.settings(["seLinuxOptions", field])
	not setting.value in {null, ""}
	msg := sprintf("%s sets the SELinux %s %v; it must not be set", [pss.label(setting), field, setting.value])
}

_allowed(type) if type in _types

_allowed(type) if {
	pss.minor >= 31
	type in _types_from_31
}

undecided contains problem if some problem in pss.problems
