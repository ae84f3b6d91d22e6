# METADATA
# title: The SBOM is signed and describes what is deployed
# description: >-
#   An SBOM of another build is worse than none. Its subject must have the digest of what is
#   deployed, and it must be signed by an allowed signer (fact `sbom`). What was not verified
#   leaves the decision open.
# custom:
#   id: S005
#   severity: critical
#   match: {kind: sbom}
#   controls: [nist-800-53:SI-7, nist-800-53:SR-4, ssdf:PS.3.2]
#   remediation: >-
#     Attach the SBOM to the image or model as a signed attestation in the same build.
#   parameters:
#     signing:
#       identities:
#         default: []
#         description: >-
#           Who may sign: a list of `{issuer, identity}`; `*` in either stands for any characters.
#           Keys have the issuer `key` and their fingerprint as identity. Empty: any verified
#           signer.
package govern.supply_chain.sbom_subject

import data.govern.lib.result
import data.govern.lib.signatures

deny contains result.whole(msg) if {
	_verified
	input.facts.sbom.subject != input.facts.sbom.deployed
	msg := sprintf("the SBOM describes %s, but %s is deployed", [
		input.facts.sbom.subject,
		input.facts.sbom.deployed,
	])
}

deny contains result.whole(msg) if {
	_verified
	not signatures.trusted(input.facts.sbom.signatures)
	msg := sprintf("the SBOM %s", [signatures.told(input.facts.sbom.signatures)])
}

undecided contains result.whole(msg) if {
	not _verified
	msg := sprintf("who made the SBOM, and for what, could not be verified%s", [_why])
}

_verified if {
	input.facts.sbom
	not input.facts.sbom.error
}

_why := sprintf(": %s", [input.facts.sbom.error])

_why := "" if not input.facts.sbom.error
