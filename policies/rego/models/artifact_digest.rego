# METADATA
# title: Every model file is known by its digest
# description: >-
#   A file without a digest can be swapped. Each file that the card lists must have its sha256,
#   and it must be the one that the registry or the signature (fact `artifacts`) names.
# custom:
#   id: MC024
#   severity: critical
#   match: {kind: model_card}
#   controls: [nist-800-53:SI-7, nist-800-53:SR-11, soc2:CC6.8, eu-ai-act:15]
#   remediation: >-
#     Put the weights beside the card, so that they are hashed, or declare the sha256 in the
#     sidecar (`artifacts[].sha256`).
package govern.models.artifact_digest

import data.govern.lib.artifacts
import data.govern.lib.model
import data.govern.lib.result

deny contains result.at(msg, ["artifacts", index]) if {
	some index, artifact in input.document.artifacts
	artifact.sha256 == null
	msg := sprintf("the file %s of %s has no sha256", [artifacts.name(artifact), model.name])
}

deny contains result.at(msg, ["artifacts", index, "sha256"]) if {
	some index, artifact in input.document.artifacts
	expected := input.facts.artifacts[artifacts.name(artifact)].sha256
	artifact.sha256 != null
	lower(artifact.sha256) != lower(expected)
	msg := sprintf("the file %s of %s is not the one that was registered: its sha256 differs", [
		artifacts.name(artifact),
		model.name,
	])
}
