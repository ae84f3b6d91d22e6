# METADATA
# title: Workflows cannot undo what was reviewed
# description: >-
#   `podSpecPatch` is a text that is applied after every check of the template, so it can make a
#   pod privileged unseen. A workflow must also name its service account: the default one's rights
#   are nobody's decision.
# custom:
#   id: K036
#   severity: high
#   match:
#     kind: kubernetes
#     resources:
#       - ClusterWorkflowTemplate
#       - CronWorkflow
#       - Workflow
#       - WorkflowTemplate
#   controls: [pss:baseline, nist-800-53:AC-6]
#   remediation: >-
#     Write the settings into the template itself, and set `serviceAccountName`.
package govern.kubernetes.workflow_patches

import data.govern.lib.result
import data.govern.lib.values

deny contains result.at(msg, path) if {
	some path in _patch_paths
	not values.empty(values.at(input.document, path))
	msg := sprintf("%s uses podSpecPatch, which can undo any setting after it was checked", [_label])
}

deny contains result.at(msg, array.concat(_base, ["serviceAccountName"])) if {
	_runs
	values.at(input.document, array.concat(_base, ["serviceAccountName"])) in {null, "", "default"}
	msg := sprintf("%s runs as the default service account; name one of its own", [_label])
}

_base := ["spec", "workflowSpec"] if input.document.kind == "CronWorkflow"

_base := ["spec"] if input.document.kind != "CronWorkflow"

# A workflow that only points to a template leaves the account to it.
_runs if {
	input.document.kind in {"CronWorkflow", "Workflow"}
	values.at(input.document, array.concat(_base, ["workflowTemplateRef"])) == null
}

_patch_paths contains array.concat(_base, ["podSpecPatch"])

_patch_paths contains array.concat(_base, ["templateDefaults", "podSpecPatch"])

_patch_paths contains array.concat(_base, ["templates", index, "podSpecPatch"]) if {
	some index, _ in values.each(values.at(input.document, array.concat(_base, ["templates"])))
}

_label := sprintf("%s %q", [input.document.kind, name]) if {
	name := values.at(input.document, ["metadata", "name"])
	name != null
} else := input.document.kind
