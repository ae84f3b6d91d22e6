# Written from the samples in minimum_elements/ by `pytest tests/rego --update-golden`.
package govern.supply_chain.minimum_elements_test

import data.govern.lib.testing
import data.govern.supply_chain.minimum_elements

_params := {"sbom": {"suppliers": "main"}}

_document_of_allowed := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "express",
			"ref": "express",
			"version": "1.2.3",
			"purl": "pkg:npm/express@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["express"]}],
}

_allowed := testing.bom(_document_of_allowed, {})

test_allowed_deny if {
	found := minimum_elements.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_main := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1",
			"purl": "pkg:generic/api@1",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_allowed_main := testing.bom(_document_of_allowed_main, {})

test_allowed_main_deny if {
	found := minimum_elements.deny with input as _allowed_main
		with data.params as _params
	found == set()
}

_document_of_allowed_suppliers := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"authors": [{"name": "ci"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1",
			"cpe": "cpe:2.3:a:acme:api:1:*:*:*:*:*:*:*",
			"manufacturer": {"name": "Acme"},
		},
	},
	"components": [
		{
			"type": "library",
			"name": "qs",
			"ref": "qs",
			"version": "1.2.3",
			"purl": "pkg:npm/qs@1.2.3",
			"supplier": {"name": "ljharb"},
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["qs"]}],
}

_allowed_suppliers := testing.bom(_document_of_allowed_suppliers, {})

_params_of_allowed_suppliers := {"sbom": {"suppliers": "all"}}

test_allowed_suppliers_deny if {
	found := minimum_elements.deny with input as _allowed_suppliers
		with data.params as _params_of_allowed_suppliers
	found == set()
}

_document_of_allowed_tools := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"manufacturer": {"name": "Acme"},
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1",
			"purl": "pkg:generic/api@1",
			"supplier": {"name": "Acme"},
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_allowed_tools := testing.bom(_document_of_allowed_tools, {})

test_allowed_tools_deny if {
	found := minimum_elements.deny with input as _allowed_tools
		with data.params as _params
	found == set()
}

_document_of_allowed_vex := {
	"metadata": {"component": {"type": "application", "name": "api"}},
	"vulnerabilities": [
		{
			"id": "CVE-2026-1",
			"analysis": {"state": "in_triage"},
			"affects": [{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#x"}],
		},
	],
}

_allowed_vex := testing.bom(_document_of_allowed_vex, {})

test_allowed_vex_deny if {
	found := minimum_elements.deny with input as _allowed_vex
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"metadata": {"component": {"type": "application", "name": "api", "ref": "app", "version": "1"}},
	"components": [
		{"type": "library", "name": "express", "ref": "express", "version": "1.2.3"},
		{"type": "library", "name": "left-pad", "ref": "left-pad"},
		{"type": "library", "name": "a", "ref": "a"},
		{"type": "library", "name": "b", "ref": "b"},
	],
}

_denied := testing.bom(_document_of_denied, {})

test_denied_deny if {
	found := minimum_elements.deny with input as _denied
		with data.params as _params
	found == {
		{"msg": "3 of 5 components have no version: left-pad, a, b", "path": ["components", 1]},
		{
			"msg": "5 of 5 components have no identifier (such as a package URL): api 1, express 1.2.3, left-pad and 2 more",
			"path": ["metadata", "component"],
		},
		{"msg": "the SBOM does not say when it was made", "path": ["metadata", "timestamp"]},
		{
			"msg": "the SBOM does not say which component depends on which",
			"path": ["dependencies"],
		},
		{"msg": "the SBOM does not say who or what made it", "path": ["metadata"]},
		{"msg": "the supplier of api 1 is not named", "path": ["metadata", "component"]},
	}
}

_document_of_denied_both := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"vulnerabilities": [{"id": "CVE-2026-1"}],
}

_denied_both := testing.bom(_document_of_denied_both, {})

test_denied_both_deny if {
	found := minimum_elements.deny with input as _denied_both
		with data.params as _params
	found == {
		{
			"msg": "the SBOM does not say which component depends on which",
			"path": ["dependencies"],
		},
	}
}

_document_of_denied_empty := {}

_denied_empty := testing.bom(_document_of_denied_empty, {})

test_denied_empty_deny if {
	found := minimum_elements.deny with input as _denied_empty
		with data.params as _params
	found == {
		{"msg": "the SBOM does not name the component that it describes", "path": ["metadata"]},
		{"msg": "the SBOM does not say when it was made", "path": ["metadata", "timestamp"]},
		{"msg": "the SBOM does not say who or what made it", "path": ["metadata"]},
		{"msg": "the SBOM lists no components", "path": ["components"]},
	}
}

_document_of_denied_suppliers := {
	"metadata": {
		"timestamp": "2026-11-01T10:00:00Z",
		"supplier": {"name": "Acme"},
		"tools": [{"name": "cdxgen"}],
		"component": {
			"type": "application",
			"name": "api",
			"ref": "app",
			"version": "1.0.0",
			"purl": "pkg:generic/api@1.0.0",
		},
	},
	"components": [
		{
			"type": "library",
			"name": "express",
			"ref": "express",
			"version": "1.2.3",
			"purl": "pkg:npm/express@1.2.3",
		},
		{
			"type": "library",
			"name": "qs",
			"ref": "qs",
			"version": "1.2.3",
			"purl": "pkg:npm/qs@1.2.3",
			"supplier": {"name": "ljharb"},
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["express", "qs"]}],
}

_denied_suppliers := testing.bom(_document_of_denied_suppliers, {})

_params_of_denied_suppliers := {"sbom": {"suppliers": "all"}}

test_denied_suppliers_deny if {
	found := minimum_elements.deny with input as _denied_suppliers
		with data.params as _params_of_denied_suppliers
	found == {
		{
			"msg": "2 of 3 components have no supplier: api 1.0.0, express 1.2.3",
			"path": ["metadata", "component"],
		},
	}
}
