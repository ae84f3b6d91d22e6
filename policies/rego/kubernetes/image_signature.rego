# METADATA
# title: Images are signed by somebody we trust
# description: >-
#   A digest says that the image is the one that was meant; a signature says who made it. The
#   signatures are verified before the rules run; this rule asks whether one of them is by an
#   allowed signer, and whether the image has all that `[[trust.images]]` of govern.toml demands of
#   it. Where that is attestations alone (`threshold = 0`), each of them has to be by an allowed
#   signer. An image that could not be looked at leaves the decision open.
# custom:
#   id: K022
#   severity: critical
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [cis-k8s:5.5.1, nist-800-53:SI-7, nist-800-53:SR-4, ssdf:PS.2.1, iso-27001:A.5.21]
#   remediation: >-
#     Sign the image in the pipeline that builds it, by digest, and name that signer in
#     `[[trust.images]]`. `govern verify image` says what is missing.
#   parameters:
#     signing:
#       identities:
#         default: []
#         description: >-
#           Who may sign: a list of `{issuer, identity}`; `*` in either stands for any characters.
#           Keys have the issuer `key` and their fingerprint as identity. Empty: any verified
#           signer.
package govern.kubernetes.image_signature

import data.govern.lib.image_trust
import data.govern.lib.result
import data.govern.lib.workloads

deny contains result.at(msg, path) if {
	some container in workloads.containers
	some wrong in image_trust.wrongs(container.body.image)
	path := array.concat(container.path, ["image"])
	msg := _said(container, wrong)
}

undecided contains result.at(msg, path) if {
	some container in workloads.containers
	why := image_trust.unknown(container.body.image)
	path := array.concat(container.path, ["image"])
	msg := _said(container, why)
}

_said(container, what) := sprintf("%s uses %q, %s", [workloads.label(container), container.body.image, what])
