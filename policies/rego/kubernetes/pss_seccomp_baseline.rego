# METADATA
# title: Seccomp is not switched off (PSS baseline)
# description: >-
#   Seccomp filters the calls that a container may make to the kernel. A pod may leave the choice to the
#   node, but must not be `Unconfined`.
# custom:
#   id: K011
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.6.2, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Set `seccompProfile.type: RuntimeDefault`.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
#       level:
#         default: all
#         description: '`restricted` leaves Windows pods out, as that level does; `all` does not.'
package govern.kubernetes.pss_seccomp_baseline

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

_pod_annotation := "seccomp.security.alpha.kubernetes.io/pod"

_container_prefix := "container.seccomp.security.alpha.kubernetes.io/"

deny contains result.at(msg, setting.path) if {
	pss.minor >= 19
	some setting in pss.settings(["seccompProfile", "type"])
	not pss.replaced(setting.pod)
	not setting.value in {null, "RuntimeDefault", "Localhost"}
	msg := sprintf("%s sets the seccomp profile %v; it must be RuntimeDefault or Localhost", [pss.label(setting), setting.value])
}

# Before 1.19 there were only annotations.
deny contains result.at(msg, array.concat(pod.metadata_path, ["annotations", key])) if {
	pss.minor < 19
	some pod in workloads.pods
	some key, profile in values.each(pod.metadata.annotations)
	_governs(key)
	not profile in {"runtime/default", "docker/default"}
	not startswith(profile, "localhost/")
	msg := sprintf("the annotation %s sets the seccomp profile %q; it must be runtime/default or localhost/…", [key, profile])
}

_governs(key) if key == _pod_annotation

_governs(key) if startswith(key, _container_prefix)

undecided contains problem if some problem in pss.problems
