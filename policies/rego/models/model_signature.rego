# METADATA
# title: The model is signed by somebody we trust
# description: >-
#   A digest says that the files are the ones that were meant; a signature says who made them. The
#   signature must be verified and its signer allowed. Where nothing was verified the decision
#   stays open.
# custom:
#   id: MC025
#   severity: critical
#   match: {kind: model_card}
#   controls: [nist-800-53:SI-7, nist-800-53:SR-4, soc2:CC8.1, nist-ai-rmf:MANAGE-3.1, ssdf:PS.2.1]
#   remediation: >-
#     Sign the model directory in the pipeline that trains it, and allow that identity in
#     `[params.signing] identities`.
#   parameters:
#     signing:
#       identities:
#         default: []
#         description: >-
#           Who may sign: a list of `{issuer, identity}`; `*` in either stands for any characters.
#           Keys have the issuer `key` and their fingerprint as identity. Empty: any verified
#           signer.
package govern.models.model_signature

import data.govern.lib.model
import data.govern.lib.result
import data.govern.lib.signatures

deny contains result.at(msg, ["artifacts", index, "signed"]) if {
	some index, artifact in input.document.artifacts
	artifact.signed.verified == false
	msg := sprintf("the signature of %s (%s) does not hold", [_name(artifact), model.name])
}

deny contains result.at(msg, ["artifacts", index, "signed"]) if {
	some index, artifact in input.document.artifacts
	artifact.signed.verified == true
	signer := {"issuer": _text(artifact.signed.issuer), "identity": _text(artifact.signed.signer)}
	not signatures.allowed(signer)
	msg := sprintf("%s (%s) is signed by %q, who is not allowed to", [_name(artifact), model.name, signer.identity])
}

undecided contains result.at(msg, ["artifacts", index, "signed"]) if {
	some index, artifact in input.document.artifacts
	artifact.signed.verified == null
	msg := sprintf("no signature of %s (%s) was verified", [_name(artifact), model.name])
}

undecided contains result.at(msg, ["artifacts"]) if {
	count(input.document.artifacts) == 0
	msg := sprintf("the card of %s lists no files, so no signature was verified", [model.name])
}

_name(artifact) := artifact.path if artifact.path != null

_name(artifact) := artifact.uri if artifact.path == null

_text(value) := value if value != null

_text(value) := "" if value == null
