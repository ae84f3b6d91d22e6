# METADATA
# title: No component is under a banned licence
# description: >-
#   Reads SPDX expressions as they are meant: of `MIT OR GPL-3.0-only` one may choose, of `MIT AND
#   GPL-3.0-only` not. A component is denied when every choice needs a banned licence. An
#   expression that cannot be read leaves the decision open. By default only licences that forbid
#   commercial or production use are banned.
# custom:
#   id: S002
#   severity: high
#   match: {kind: sbom}
#   controls: [nist-800-53:SR-3, soc2:CC9.2]
#   remediation: >-
#     Replace the component, obtain another licence for it, or have the licence allowed by review.
#   parameters:
#     banned_licences:
#       ids:
#         default: ["BUSL-1.1", "CC-BY-NC-*", "PolyForm-Noncommercial-*"]
#         description: >-
#           Banned SPDX identifiers, as patterns.
#       require:
#         default: false
#         description: >-
#           Demand that every component states a licence.
package govern.supply_chain.banned_licences

import data.govern.lib.patterns
import data.govern.lib.result
import data.govern.lib.sbom
import data.govern.lib.values

deny contains result.at(msg, component.path) if {
	some component in sbom.components
	some licence in values.each(component.body.licenses)
	count(licence.any_of) > 0
	banned := {name |
		some choice in licence.any_of
		some name in choice
		_banned(name)
	}
	every choice in licence.any_of {
		some name in choice
		_banned(name)
	}
	msg := sprintf("%s is under %s, which is banned", [
		sbom.label(component.body),
		concat(" and ", sort(banned)),
	])
}

deny contains result.at(msg, component.path) if {
	data.params.banned_licences.require
	some component in sbom.released
	count(values.each(component.body.licenses)) == 0
	msg := sprintf("%s states no licence", [sbom.label(component.body)])
}

undecided contains result.at(msg, component.path) if {
	some component in sbom.components
	some licence in values.each(component.body.licenses)
	licence.problem != null
	msg := sprintf("the licence of %s cannot be read: %s", [sbom.label(component.body), licence.problem])
}

_banned(name) if patterns.any_matches(data.params.banned_licences.ids, name)
