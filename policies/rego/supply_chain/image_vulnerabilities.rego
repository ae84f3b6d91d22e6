# METADATA
# title: Images have no critical vulnerability that nobody answered
# description: >-
#   Looks at the scans of the images that run (fact `vulnerabilities`, or attested beside the
#   image), and asks of each urgent finding that it is fixed, or answered as VEX by an allowed
#   signer. An image that was not scanned passes; set `require_scan` to leave the decision open
#   then. A scan that was named and does not count leaves it open always.
# custom:
#   id: S006
#   severity: critical
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [nist-800-53:RA-5, nist-800-53:SI-2, soc2:CC7.1, ssdf:RV.1.1, iso-27001:A.8.8]
#   remediation: >-
#     Build the image anew from fixed packages and pin the new digest. When the vulnerable code
#     cannot be reached, publish that as signed VEX.
#   parameters:
#     vulnerabilities:
#       severities:
#         default: ["critical"]
#         description: >-
#           Ratings that must be answered.
#       exploited:
#         default: []
#         description: >-
#           Ids (CVE-…) that are known to be exploited; they must be answered at any rating.
#       require_scan:
#         default: false
#         description: >-
#           Leave the decision open for an image that no scan is about.
package govern.supply_chain.image_vulnerabilities

import data.govern.lib.result
import data.govern.lib.scans
import data.govern.lib.values
import data.govern.lib.workloads

deny contains result.at(msg, path) if {
	some container in workloads.containers
	some found in scans.unanswered(_scans(container.body.image))
	path := array.concat(container.path, ["image"])
	msg := sprintf("%s uses %q with %s in %s, which is %s and nobody answered%s", [
		workloads.label(container),
		container.body.image,
		found.id,
		found.package,
		found.why,
		found.fix,
	])
}

undecided contains result.at(msg, path) if {
	data.params.vulnerabilities.require_scan
	some container in workloads.containers
	count(_scans(container.body.image)) == 0
	path := array.concat(container.path, ["image"])
	msg := sprintf("%s uses %q, and no scan is about it", [
		workloads.label(container),
		container.body.image,
	])
}

# A scan that was named and does not count must not look like one that found nothing.
undecided contains result.whole(error.message) if {
	some error in values.each(object.get(input.facts, "errors", []))
	error.fact in {"attestations", "vulnerabilities"}
}

_scans(reference) := array.concat(_given(reference), _attested(reference))

_given(reference) := [scan |
	some scan in values.each(object.get(input.facts, "vulnerabilities", []))
	reference in scan.about
]

_attested(reference) := [scan |
	some scan in values.each(object.get(input.facts, ["images", reference, "vulnerabilities"], []))
]
