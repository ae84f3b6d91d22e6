# METADATA
# title: AppArmor is not switched off (PSS baseline)
# description: >-
#   Where nodes have AppArmor, the runtime's profile applies by default. A pod may choose it or a
#   profile of the node, but not `Unconfined`.
# custom:
#   id: K008
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:baseline, cis-k8s:5.6.3, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Remove the profile, or set `appArmorProfile.type: RuntimeDefault`.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_apparmor

import data.govern.lib.pss
import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

_prefix := "container.apparmor.security.beta.kubernetes.io/"

deny contains result.at(msg, setting.path) if {
	some setting in pss.settings(["appArmorProfile", "type"])
	not setting.value in {null, "RuntimeDefault", "Localhost"}
	msg := sprintf("%s sets the AppArmor profile %v; it must be RuntimeDefault or Localhost", [pss.label(setting), setting.value])
}

deny contains result.at(msg, array.concat(pod.metadata_path, ["annotations", key])) if {
	some pod in workloads.pods
	some key, profile in values.each(pod.metadata.annotations)
	startswith(key, _prefix)
	not profile in {null, "", "runtime/default"}
	not startswith(profile, "localhost/")
	msg := sprintf("container %q gets the AppArmor profile %q by annotation; it must be runtime/default or localhost/…", [
		trim_prefix(key, _prefix),
		profile,
	])
}

undecided contains problem if some problem in pss.problems
