# METADATA
# title: Containers drop all capabilities (PSS restricted)
# description: >-
#   Every container must drop `ALL` capabilities and may add back only NET_BIND_SERVICE; Windows has no
#   such thing.
# custom:
#   id: K018
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:restricted, cis-k8s:5.2.8, cis-k8s:5.2.9, cis-k8s:5.2.10, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Set `capabilities: {drop: [ALL]}` on every container.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
#       level:
#         default: all
#         description: \"With `restricted`, what a serving runtime may still set leaves the decision open.\"
package govern.kubernetes.pss_capabilities_restricted

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values

deny contains result.at(msg, array.concat(setting.path, ["add", index])) if {
	some setting in _settings
	some index, capability in values.each(values.at(setting.value, ["add"]))
	capability != "NET_BIND_SERVICE"
	msg := sprintf("%s adds the capability %v; only NET_BIND_SERVICE may be added", [pss.label(setting), capability])
}

deny contains result.at(msg, array.concat(setting.path, ["drop"])) if {
	some setting in _settings
	not _drops_all(setting.value)
	not _left_open(setting)
	msg := sprintf("%s does not drop ALL capabilities", [pss.label(setting)])
}

undecided contains result.at(msg, array.concat(setting.path, ["drop"])) if {
	pss.strict
	some setting in _settings
	_left_open(setting)
	msg := sprintf("%s does not say which capabilities it drops, which its runtime may do; it is not seen here", [pss.label(setting)])
}

_settings := [setting |
	pss.minor >= 22
	some setting in pss.container_settings(["capabilities"])
	not pss.windows(setting.pod)
]

_drops_all(capabilities) if "ALL" in values.each(values.at(capabilities, ["drop"]))

_left_open(setting) if {
	setting.open
	values.at(setting.value, ["drop"]) == null
}

undecided contains problem if some problem in pss.problems
