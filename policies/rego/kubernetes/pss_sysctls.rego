# METADATA
# title: Only safe kernel settings are changed (PSS baseline)
# description: >-
#   Most sysctls reach beyond the pod. Those that are kept apart for each pod may be set; which these
#   are grew with Kubernetes' versions.
# custom:
#   id: K012
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.6.3, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove the sysctl; tune the node instead if the workload needs it.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_sysctls

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

_safe := {
	"kernel.shm_rmid_forced": 0,
	"net.ipv4.ip_local_port_range": 0,
	"net.ipv4.ip_local_reserved_ports": 27,
	"net.ipv4.ip_unprivileged_port_start": 0,
	"net.ipv4.ping_group_range": 0,
	"net.ipv4.tcp_fin_timeout": 29,
	"net.ipv4.tcp_keepalive_intvl": 29,
	"net.ipv4.tcp_keepalive_probes": 29,
	"net.ipv4.tcp_keepalive_time": 29,
	"net.ipv4.tcp_notsent_lowat": 37,
	"net.ipv4.tcp_rmem": 32,
	"net.ipv4.tcp_slow_start_after_idle": 37,
	"net.ipv4.tcp_syncookies": 0,
	"net.ipv4.tcp_wmem": 32,
}

deny contains result.at(msg, array.concat(pod.path, ["securityContext", "sysctls", index, "name"])) if {
	some pod in workloads.pods
	some index, sysctl in values.each(values.at(pod.spec, ["securityContext", "sysctls"]))
	not _is_safe(sysctl.name)
	msg := sprintf("the pod sets %s, which is not a safe sysctl in Kubernetes 1.%d", [sysctl.name, pss.minor])
}

_is_safe(name) if pss.minor >= _safe[name]

undecided contains problem if some problem in pss.problems
