# METADATA
# title: Workloads name the team that owns them
# description: Whoever is called at night must know whom to call next.
# custom:
#   id: ORG001
#   severity: medium
#   match: {kind: kubernetes, resources: [workloads]}
#   remediation: Add the label `team` with your team's name to the object's metadata.
package org.kubernetes.team_label

deny contains {"msg": msg, "path": ["metadata"]} if {
	not has_team
	msg := sprintf("%s has no label `team`", [input.document.kind])
}

has_team if input.document.metadata.labels.team != ""
