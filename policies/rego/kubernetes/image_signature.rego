# METADATA
# title: Images are signed by somebody we trust
# description: >-
#   A digest says that the image is the one that was meant; a signature says who made it. The
#   signatures are verified before the rules run; this rule asks whether one of them is by an
#   allowed signer, and whether the image has all that `[[trust.images]]` of govern.toml demands of
#   it. An image that could not be looked at leaves the decision open.
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

import data.govern.lib.result
import data.govern.lib.signatures
import data.govern.lib.values
import data.govern.lib.workloads

deny contains result.at(msg, path) if {
	some container in workloads.containers
	reference := container.body.image
	found := input.facts.images[reference].signatures
	not signatures.trusted(found)
	path := array.concat(container.path, ["image"])
	msg := sprintf("%s uses %q, which %s%s", [
		workloads.label(container),
		reference,
		signatures.told(found),
		_refused(reference),
	])
}

deny contains result.at(msg, path) if {
	some container in workloads.containers
	reference := container.body.image
	fact := input.facts.images[reference]
	signatures.trusted(fact.signatures)
	some missing in values.each(object.get(fact, "unmet", []))
	path := array.concat(container.path, ["image"])
	msg := sprintf("%s uses %q, which is not trusted enough: %s", [
		workloads.label(container),
		reference,
		missing,
	])
}

undecided contains result.at(msg, path) if {
	some container in workloads.containers
	reference := container.body.image
	not _looked_at(reference)
	path := array.concat(container.path, ["image"])
	msg := sprintf("%s uses %q, whose signatures could not be verified%s", [
		workloads.label(container),
		reference,
		_why(reference),
	])
}

_looked_at(reference) if {
	fact := input.facts.images[reference]
	not fact.error
}

_why(reference) := sprintf(": %s", [input.facts.images[reference].error])

_why(reference) := " (nobody looked: run with --verify)" if not input.facts.images[reference].error

# What is attached to the image and does not count, by the words for it.
_refused(reference) := sprintf(" (%s)", [concat(", ", sort(_reasons(reference)))]) if count(_reasons(reference)) > 0

_refused(reference) := "" if count(_reasons(reference)) == 0

_reasons(reference) := {error.reason |
	some error in values.each(object.get(input.facts, "errors", []))
	error.about == reference
}
