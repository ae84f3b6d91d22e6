# METADATA
# title: The SBOM has the minimum elements
# description: >-
#   An inventory that leaves out who, what and when cannot be matched with vulnerabilities or
#   licences. Asked for are the elements that NTIA published in 2021: the author and the time of the SBOM, and of
#   each component its name, version, an identifier (package URL or CPE) and its place in
#   the dependencies. The supplier is asked for the described component; `suppliers: all` asks
#   it of every component.
# custom:
#   id: S001
#   severity: high
#   match: {kind: sbom}
#   controls: [nist-800-53:SR-4, nist-800-53:CM-8, soc2:CC7.1]
#   remediation: >-
#     Let a generator that reads the package manager's lock file write the SBOM during the build, and
#     give it the name of the supplier and the root component.
#   parameters:
#     sbom:
#       suppliers:
#         default: main
#         description: Whose supplier must be named; `main` (the described component) or `all`.
package govern.supply_chain.minimum_elements

import data.govern.lib.result
import data.govern.lib.sbom

_elements := {
	"name": "name",
	"version": "version",
	"identifier": "identifier (package URL or CPE)",
}

deny contains result.at("the SBOM does not say when it was made", ["metadata", "timestamp"]) if {
	not _said(["metadata", "timestamp"])
}

deny contains result.at("the SBOM does not say who or what made it", ["metadata"]) if {
	not _said(["metadata", "authors"])
	not _said(["metadata", "tools"])
	not _said(["metadata", "supplier"])
}

deny contains result.at("the SBOM does not name the component that it describes", ["metadata"]) if {
	not _said(["metadata", "component"])
}

deny contains result.at("the SBOM lists no components", ["components"]) if count(sbom.components) == 0

deny contains result.at(msg, lacking[0].path) if {
	some element, words in _elements
	lacking := [component | some component in sbom.released; not _has(component.body, element)]
	count(lacking) > 0
	msg := sprintf("%d of %d components have no %s: %s", [
		count(lacking),
		count(sbom.released),
		words,
		sbom.first_names(lacking),
	])
}

deny contains result.at(msg, ["metadata", "component"]) if {
	data.params.sbom.suppliers == "main"
	_said(["metadata", "component"])
	not _said(["metadata", "supplier"])
	not _said(["metadata", "component", "supplier"])
	msg := sprintf("the supplier of %s is not named", [sbom.label(input.document.metadata.component)])
}

deny contains result.at(msg, lacking[0].path) if {
	data.params.sbom.suppliers == "all"
	lacking := [component | some component in sbom.released; not _has(component.body, "supplier")]
	count(lacking) > 0
	msg := sprintf("%d of %d components have no supplier: %s", [
		count(lacking),
		count(sbom.released),
		sbom.first_names(lacking),
	])
}

deny contains result.at(msg, ["dependencies"]) if {
	count(input.document.components) > 0
	count(input.document.dependencies) == 0
	msg := "the SBOM does not say which component depends on which"
}

_said(path) if not object.get(input.document, path, null) in {null, "", []}

_has(body, "identifier") if object.get(body, "purl", null) != null

_has(body, "identifier") if object.get(body, "cpe", null) != null

_has(body, key) if {
	key != "identifier"
	not object.get(body, key, null) in {null, ""}
}
