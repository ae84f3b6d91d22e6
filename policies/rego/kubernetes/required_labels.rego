# METADATA
# title: Workloads carry the labels of the organisation
# description: >-
#   Cost, ownership and handling of data are looked up by labels. They must be on the workload and
#   on its pods, since pods are what runs and what is billed. Without required labels there is
#   nothing to check.
# custom:
#   id: K025
#   severity: medium
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [nist-800-53:CM-8, nist-800-53:PM-5, soc2:CC6.1]
#   remediation: >-
#     Add the labels to the metadata of the workload and of its pod template.
#   parameters:
#     labels:
#       required:
#         default: []
#         description: >-
#           Labels that each workload must carry.
#       values:
#         default: {}
#         description: >-
#           Allowed values by label, as `{label: [values]}`.
package govern.kubernetes.required_labels

import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

deny contains result.at(msg, ["metadata", "labels"]) if {
	missing := _missing(values.at(input.document, ["metadata"]))
	count(missing) > 0
	msg := sprintf("the %s lacks the labels %s", [input.document.kind, concat(", ", missing)])
}

deny contains result.at(msg, array.concat(pod.metadata_path, ["labels"])) if {
	some pod in workloads.pods
	pod.metadata_path != ["metadata"]
	missing := _missing(pod.metadata)
	count(missing) > 0
	msg := sprintf("the pods of the %s lack the labels %s", [input.document.kind, concat(", ", missing)])
}

deny contains result.at(msg, ["metadata", "labels", name]) if {
	some name, allowed in data.params.labels.values
	value := values.at(input.document, ["metadata", "labels", name])
	value != null
	not value in allowed
	msg := sprintf("the label %s is %q, but must be one of %s", [name, value, concat(", ", allowed)])
}

_missing(metadata) := [name |
	some name in data.params.labels.required
	values.empty(values.at(metadata, ["labels", name]))
]
