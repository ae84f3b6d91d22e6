# METADATA
# title: The SBOM has the minimum elements
# description: >-
#   An inventory that leaves out who, what and when cannot be matched with vulnerabilities or
#   licences. Asked for are the elements that NTIA published in 2021: author and time of the SBOM,
#   and of each component its name, version, an identifier (package URL, CPE, SWID, OmniBOR or
#   SWHID) and its place in the dependencies. The supplier is asked of the described component;
#   `suppliers: all` asks it of every one. A document that lists vulnerabilities and no components
#   is no inventory and is let pass.
# custom:
#   id: S001
#   severity: high
#   match: {kind: sbom}
#   controls: [nist-800-53:SR-4, nist-800-53:CM-8, soc2:CC7.1, ssdf:PS.3.2, iso-27001:A.5.21]
#   remediation: >-
#     Let a generator that reads the package manager's lock file write the SBOM during the build,
#     and give it the name of the supplier and the root component.
#   parameters:
#     sbom:
#       suppliers:
#         default: main
#         description: >-
#           Whose supplier must be named; `main` (the described component) or `all`.
package govern.supply_chain.minimum_elements

import data.govern.lib.result
import data.govern.lib.sbom
import data.govern.lib.values

_elements := {
	"identifier": "identifier (such as a package URL)",
	"name": "name",
	"version": "version",
}

deny contains result.at("the SBOM does not say when it was made", ["metadata", "timestamp"]) if {
	_inventory
	_silent(["metadata", "timestamp"])
}

deny contains result.at("the SBOM does not say who or what made it", ["metadata"]) if {
	_inventory
	every key in ["authors", "manufacturer", "supplier", "tools"] {
		_silent(["metadata", key])
	}
}

deny contains result.at("the SBOM does not name the component that it describes", ["metadata"]) if {
	_inventory
	_silent(["metadata", "component"])
}

deny contains result.at("the SBOM lists no components", ["components"]) if {
	_inventory
	count(sbom.components) == 0
}

deny contains result.at(msg, lacking[0].path) if {
	_inventory
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
	_inventory
	data.params.sbom.suppliers == "main"
	not _silent(["metadata", "component"])
	_silent(["metadata", "supplier"])
	not _has(input.document.metadata.component, "supplier")
	msg := sprintf("the supplier of %s is not named", [sbom.label(input.document.metadata.component)])
}

deny contains result.at(msg, lacking[0].path) if {
	_inventory
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
	_silent(["dependencies"])
	msg := "the SBOM does not say which component depends on which"
}

default _inventory := false

_inventory if count(values.each(input.document.components)) > 0

_inventory if count(values.each(input.document.vulnerabilities)) == 0

_silent(path) if values.empty(values.at(input.document, path))

_has(body, "identifier") if {
	some key in ["cpe", "omnibor", "purl", "swhid", "swid"]
	not values.empty(object.get(body, key, null))
}

_has(body, "supplier") if {
	some key in ["manufacturer", "supplier"]
	not values.empty(object.get(body, key, null))
}

_has(body, key) if {
	not key in {"identifier", "supplier"}
	not values.empty(object.get(body, key, null))
}
