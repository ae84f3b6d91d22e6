# METADATA
# title: Pods do not get a token they do not use
# description: >-
#   Kubernetes mounts a token for its API into every pod unless told otherwise; whoever takes over
#   the container can use it. With the namespace's default service account nobody decided what
#   that token may do.
# custom:
#   id: K026
#   severity: medium
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [cis-k8s:5.1.5, cis-k8s:5.1.6, nist-800-53:AC-6]
#   remediation: >-
#     Set `automountServiceAccountToken: false`, or name a service account of its own when the pod
#     does call the API.
package govern.kubernetes.service_account_token

import data.govern.lib.result
import data.govern.lib.workloads

deny contains result.at(msg, array.concat(pod.path, ["automountServiceAccountToken"])) if {
	some pod in workloads.pods
	count(pod.containers) > 0
	object.get(pod.spec, "automountServiceAccountToken", null) != false
	object.get(pod.spec, "serviceAccountName", null) in {null, "", "default"}
	msg := "the pod gets the token of the default service account; switch the mount off or name an account of its own"
}
