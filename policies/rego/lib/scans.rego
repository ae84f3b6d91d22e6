# METADATA
# title: Vulnerability scans
# description: >-
#   Scans that were handed in or attested (fact `vulnerabilities`), and the answers that allowed
#   signers give to their findings as VEX.
package govern.lib.scans

import data.govern.lib.values

# METADATA
# description: >-
#   The findings of a list of scans that are rated urgently, or known to be exploited, and that
#   nobody answered; each with `why`, and once for each vulnerability in a package.
unanswered(scans) := {found |
	some scan in values.each(scans)
	some finding in values.each(scan.findings)
	why := _urgent(finding)
	not answered(finding.answer)
	found := {"id": finding.id, "package": _package(finding), "fix": _fix(finding), "why": why}
}

# METADATA
# scope: document
# description: >-
#   Whether an answer settles a vulnerability: fixed, or not affected with a reason.
answered(answer) if answer.status == "fixed"

answered(answer) if {
	answer.status == "not_affected"
	some key in ["justification", "detail"]
	not values.empty(object.get(answer, key, null))
}

_urgent(finding) := "known to be exploited" if _exploited(finding)

_urgent(finding) := sprintf("rated %s", [finding.severity]) if {
	not _exploited(finding)
	finding.severity in {severity | some severity in data.params.vulnerabilities.severities}
}

_exploited(finding) if finding.exploited == true

_exploited(finding) if {
	some name in array.concat([finding.id], finding.aliases)
	name in {id | some id in data.params.vulnerabilities.exploited}
}

_package(finding) := sprintf("%s %s", [finding.package, finding.version]) if {
	finding.package != null
	finding.version != null
} else := finding.package if {
	finding.package != null
} else := finding.purl if {
	finding.purl != null
} else := "a package that is not named"

_fix(finding) := sprintf("; fixed in %s", [concat(", ", finding.fixed_in)]) if count(finding.fixed_in) > 0

_fix(finding) := "" if count(finding.fixed_in) == 0
