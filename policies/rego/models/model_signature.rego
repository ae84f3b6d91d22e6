# METADATA
# title: The model is signed by somebody we trust
# description: >-
#   A digest says that the files are the ones that were meant; a signature says who made them.
#   Signatures are verified before the rules run (fact `artifacts`); what the card itself says of
#   them is no proof. A file whose signatures were not looked at leaves the decision open.
# custom:
#   id: MC025
#   severity: critical
#   match: {kind: model_card}
#   controls: [nist-800-53:SI-7, nist-800-53:SR-4, soc2:CC8.1, nist-ai-rmf:MANAGE-3.1, ssdf:PS.2.1]
#   remediation: >-
#     Sign the model directory in the pipeline that trains it, and name that signer in
#     `[[trust.models]]`.
#   parameters:
#     signing:
#       identities:
#         default: []
#         description: >-
#           Who may sign: a list of `{issuer, identity}`; `*` in either stands for any characters.
#           Keys have the issuer `key` and their fingerprint as identity. Empty: any verified
#           signer.
package govern.models.model_signature

import data.govern.lib.artifacts
import data.govern.lib.model
import data.govern.lib.result
import data.govern.lib.signatures
import data.govern.lib.values

deny contains result.at(msg, ["artifacts", index]) if {
	some index, artifact in input.document.artifacts
	found := input.facts.artifacts[artifacts.name(artifact)].signatures
	not signatures.trusted(found)
	msg := sprintf("the file %s of %s %s", [artifacts.name(artifact), model.name, signatures.told(found)])
}

deny contains result.at(msg, ["artifacts", index]) if {
	some index, artifact in input.document.artifacts
	fact := input.facts.artifacts[artifacts.name(artifact)]
	signatures.trusted(fact.signatures)
	some missing in values.each(object.get(fact, "unmet", []))
	msg := sprintf("the file %s of %s is not trusted enough: %s", [artifacts.name(artifact), model.name, missing])
}

undecided contains result.at(msg, ["artifacts", index]) if {
	some index, artifact in input.document.artifacts
	not _looked_at(artifacts.name(artifact))
	msg := sprintf("no signature of %s (%s) could be verified%s", [
		artifacts.name(artifact),
		model.name,
		_why(artifacts.name(artifact)),
	])
}

undecided contains result.at(msg, ["artifacts"]) if {
	count(input.document.artifacts) == 0
	msg := sprintf("the card of %s lists no files, so no signature was verified", [model.name])
}

_looked_at(name) if {
	fact := input.facts.artifacts[name]
	not fact.error
}

_why(name) := sprintf(": %s", [input.facts.artifacts[name].error])

_why(name) := "" if not input.facts.artifacts[name].error
