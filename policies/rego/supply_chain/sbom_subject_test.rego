# Written from the samples in sbom_subject/ by `pytest tests/rego --update-golden`.
package govern.supply_chain.sbom_subject_test

import data.govern.lib.testing
import data.govern.supply_chain.sbom_subject

_params := {"signing": {"identities": []}}

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
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_rest_of_allowed := {
	"facts": {
		"sbom": {
			"subject": "sha256:abababababababababababababababababababababababababababababababab",
			"deployed": "sha256:abababababababababababababababababababababababababababababababab",
			"signatures": [{"issuer": "key", "identity": "SHA256:q1"}],
		},
	},
}

_allowed := testing.bom(_document_of_allowed, _rest_of_allowed)

test_allowed_deny if {
	found := sbom_subject.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := sbom_subject.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_denied := {
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
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_rest_of_denied := {
	"facts": {
		"sbom": {
			"subject": "sha256:abababababababababababababababababababababababababababababababab",
			"deployed": "sha256:cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
			"signatures": [],
		},
	},
}

_denied := testing.bom(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := sbom_subject.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the SBOM describes sha256:abababababababababababababababababababababababababababababababab, but sha256:cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd is deployed",
			"path": [],
		},
		{"msg": "the SBOM has no verified signature", "path": []},
	}
}

test_denied_undecided if {
	found := sbom_subject.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_undecided := {
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
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_undecided := testing.bom(_document_of_undecided, {})

test_undecided_deny if {
	found := sbom_subject.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := sbom_subject.undecided with input as _undecided
		with data.params as _params
	found == {
		{"msg": "who made the SBOM, and for what, could not be verified", "path": []},
	}
}

_document_of_undecided_error := {
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
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_rest_of_undecided_error := {"facts": {"sbom": {"error": "the registry did not answer"}}}

_undecided_error := testing.bom(_document_of_undecided_error, _rest_of_undecided_error)

test_undecided_error_deny if {
	found := sbom_subject.deny with input as _undecided_error
		with data.params as _params
	found == set()
}

test_undecided_error_undecided if {
	found := sbom_subject.undecided with input as _undecided_error
		with data.params as _params
	found == {
		{
			"msg": "who made the SBOM, and for what, could not be verified: the registry did not answer",
			"path": [],
		},
	}
}
