# METADATA
# title: Containers are not given the user 0 (PSS restricted)
# description: >-
#   User 0 is root, whatever `runAsNonRoot` says of the image. From 1.35 on, pods with a user namespace
#   of their own are exempt.
# custom:
#   id: K016
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [pss:restricted, cis-k8s:5.2.7, nist-800-53:AC-6, nist-800-53:CM-6, soc2:CC6.1]
#   remediation: >-
#     Set `runAsUser` to a number above 0, or leave it to the image.
#   parameters:
#     pss:
#       version:
#         default: latest
#         description: The Kubernetes version to judge by, such as "1.34", or `latest`.
package govern.kubernetes.pss_run_as_user

import data.govern.lib.pss
import data.govern.lib.result

deny contains result.at(msg, setting.path) if {
	pss.minor >= 23
	some setting in pss.settings(["runAsUser"])
	setting.value == 0
	not pss.own_users(setting.pod)
	msg := sprintf("%s runs as user 0, which is root", [pss.label(setting)])
}

undecided contains problem if some problem in pss.problems
