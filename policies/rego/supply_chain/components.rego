# METADATA
# title: Components are allowed, pinned and known by digest
# description: >-
#   A version such as `latest` or `^1.2` is no version: what was scanned is not what runs. A model
#   in an ML-BOM must have a digest, since its name says nothing of its weights. Components of the
#   deny list are denied, by package URL.
# custom:
#   id: S004
#   severity: high
#   match: {kind: sbom}
#   controls: [nist-800-53:SI-7, nist-800-53:CM-7, ssdf:PW.4.1]
#   remediation: >-
#     Write the SBOM from the resolved build, with digests; replace banned components.
#   parameters:
#     components:
#       denied:
#         default: []
#         description: >-
#           Package URLs that are denied, as patterns (`pkg:npm/left-pad@*`).
#       require_hashes:
#         default: false
#         description: >-
#           Demand a digest of every library, framework, container and file.
package govern.supply_chain.components

import data.govern.lib.patterns
import data.govern.lib.result
import data.govern.lib.sbom
import data.govern.lib.values

deny contains result.at(msg, component.path) if {
	some component in sbom.components
	component.body.purl != null
	patterns.any_matches(data.params.components.denied, component.body.purl)
	msg := sprintf("%s is on the list of denied components", [sbom.label(component.body)])
}

deny contains result.at(msg, array.concat(component.path, ["version"])) if {
	some component in sbom.released
	version := component.body.version
	is_string(version)
	regex.match(`^(latest|main|master|HEAD|[*x])$|^[~^<>=]|[.][*x]$`, version)
	msg := sprintf("%s is not pinned: %q is a range", [component.body.name, version])
}

deny contains result.at(msg, component.path) if {
	some component in sbom.components
	_needs_digest(component.body)
	values.empty(component.body.hashes)
	msg := sprintf("%s has no digest, so nothing says which content is meant", [sbom.label(component.body)])
}

_needs_digest(body) if body.type == "machine-learning-model"

_needs_digest(body) if {
	data.params.components.require_hashes
	body.type in {"container", "file", "firmware", "framework", "library", "package"}
}
