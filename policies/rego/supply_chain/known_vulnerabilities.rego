# METADATA
# title: No critical vulnerability is left unanswered
# description: >-
#   A vulnerability that the SBOM or VEX document rates as critical, or that is known to be
#   exploited, must be fixed or analysed: `resolved`, `false_positive`, or `not_affected` with a
#   justification. So must what a scan found (fact `vulnerabilities`), where only VEX of an allowed
#   signer is an answer. A document that lists no vulnerabilities, and was not scanned, says nothing
#   about them and passes; set `require_data` to leave the decision open then.
# custom:
#   id: S003
#   severity: critical
#   match: {kind: sbom}
#   controls: [nist-800-53:RA-5, nist-800-53:SI-2, soc2:CC7.1, ssdf:RV.1.1, iso-27001:A.8.8]
#   remediation: >-
#     Update the component to a fixed version. When the vulnerable code cannot be reached, publish
#     that analysis as VEX with a justification.
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
#       require_data:
#         default: false
#         description: >-
#           Leave the decision open when nothing is known of vulnerabilities: none are listed, and
#           no scan counts.
#       signed_answers:
#         default: false
#         description: >-
#           Of the document's own list too, count only VEX of an allowed signer as an answer.
package govern.supply_chain.known_vulnerabilities

import data.govern.lib.result
import data.govern.lib.sbom
import data.govern.lib.scans
import data.govern.lib.values

_answers := {"false_positive", "resolved", "resolved_with_pedigree"}

# CVSS v3 and v4 call a score critical, high, medium or low from these values on.
_scale := [["critical", 9.0], ["high", 7.0], ["medium", 4.0], ["low", 0.1]]

deny contains result.at(msg, ["vulnerabilities", index]) if {
	some index, vulnerability in _listed
	why := _urgent(vulnerability)
	not _answered_by_signer(vulnerability)
	not _own_state(vulnerability) in (_answers | {"not_affected"})
	msg := sprintf("%s%s is %s and its state is %q; fix it or publish why it does not apply", [
		_id(vulnerability),
		_where(vulnerability),
		why,
		_own_state(vulnerability),
	])
}

deny contains result.at(msg, ["vulnerabilities", index, "analysis"]) if {
	some index, vulnerability in _listed
	why := _urgent(vulnerability)
	not _answered_by_signer(vulnerability)
	_own_state(vulnerability) == "not_affected"
	values.empty(values.at(vulnerability, ["analysis", "justification"]))
	msg := sprintf("%s%s is %s and called not affected without a justification", [
		_id(vulnerability),
		_where(vulnerability),
		why,
	])
}

deny contains result.whole(msg) if {
	some found in scans.unanswered(object.get(input.facts, "vulnerabilities", []))
	msg := sprintf("%s in %s is %s and nobody answered it%s", [found.id, found.package, found.why, found.fix])
}

# A scan that was named and does not count must not look like one that found nothing.
undecided contains result.whole(error.message) if {
	some error in values.each(object.get(input.facts, "errors", []))
	error.fact in {"attestations", "vulnerabilities"}
}

undecided contains result.at(msg, ["vulnerabilities"]) if {
	data.params.vulnerabilities.require_data
	count(values.each(input.document.vulnerabilities)) == 0
	count(values.each(object.get(input.facts, "vulnerabilities", []))) == 0
	msg := "the document lists no vulnerabilities, so whether there are any is not known"
}

_listed := {index: vulnerability |
	some index, vulnerability in values.each(input.document.vulnerabilities)
	values.empty(object.get(vulnerability, "rejected", null))
}

_urgent(vulnerability) := "known to be exploited" if _exploited(vulnerability)

_urgent(vulnerability) := sprintf("rated %s", [concat(" and ", sort(matching))]) if {
	not _exploited(vulnerability)
	matching := _severities(vulnerability) & {severity | some severity in data.params.vulnerabilities.severities}
	count(matching) > 0
}

_exploited(vulnerability) if vulnerability.id in data.params.vulnerabilities.exploited

_severities(vulnerability) := {severity |
	some rating in values.each(vulnerability.ratings)
	severity := _severity(rating)
}

_severity(rating) := rating.severity if not _unrated(rating)

_severity(rating) := names[0] if {
	_unrated(rating)
	is_number(rating.score)
	names := [name | some [name, from] in _scale; rating.score >= from]
}

_unrated(rating) if object.get(rating, "severity", null) in {null, "", "none", "unknown"}

_state(vulnerability) := state if {
	state := values.at(vulnerability, ["analysis", "state"])
	state != null
} else := "not analysed"

# What the document itself says of a vulnerability, as far as that counts.
_own_state(vulnerability) := _state(vulnerability) if not data.params.vulnerabilities.signed_answers

_own_state(_) := "not answered by an allowed signer" if data.params.vulnerabilities.signed_answers

_answered_by_signer(vulnerability) if scans.answered(input.facts.answers[vulnerability.id])

_id(vulnerability) := vulnerability.id if vulnerability.id != null

_id(vulnerability) := "a vulnerability without an id" if vulnerability.id == null

_where(vulnerability) := sprintf(" in %s", [concat(", ", sort(names))]) if {
	names := _affected(vulnerability)
	count(names) > 0
}

_where(vulnerability) := "" if count(_affected(vulnerability)) == 0

_affected(vulnerability) := {sbom.label(component.body) |
	some affected in values.each(vulnerability.affects)
	some component in sbom.components
	component.body.ref == affected.ref
}
