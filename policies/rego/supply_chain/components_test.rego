# Written from the samples in components/ by `pytest tests/rego --update-golden`.
package govern.supply_chain.components_test

import data.govern.lib.testing
import data.govern.supply_chain.components

_params := {"components": {"denied": [], "require_hashes": false}}

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
		{
			"type": "machine-learning-model",
			"name": "fraud",
			"ref": "fraud",
			"version": "3",
			"purl": "pkg:npm/fraud@3",
			"hashes": [
				{
					"alg": "SHA-256",
					"content": "abababababababababababababababababababababababababababababababab",
				},
			],
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a", "fraud"]}],
}

_allowed := testing.bom(_document_of_allowed, {})

test_allowed_deny if {
	found := components.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_file := {
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
	"components": [{"type": "data", "name": "d", "ref": "d"}],
	"dependencies": [{"ref": "app", "depends_on": ["d"]}],
}

_allowed_file := testing.bom(_document_of_allowed_file, {})

_params_of_allowed_file := {"components": {"denied": [], "require_hashes": true}}

test_allowed_file_deny if {
	found := components.deny with input as _allowed_file
		with data.params as _params_of_allowed_file
	found == set()
}

_document_of_allowed_list := {
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
		{"type": "library", "name": "none", "ref": "none", "version": "1.2.3"},
	],
	"dependencies": [{"ref": "app", "depends_on": ["express", "none"]}],
}

_allowed_list := testing.bom(_document_of_allowed_list, {})

_params_of_allowed_list := {"components": {"denied": ["pkg:npm/left-pad@*"], "require_hashes": false}}

test_allowed_list_deny if {
	found := components.deny with input as _allowed_list
		with data.params as _params_of_allowed_list
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
			"version": "^1.2",
			"purl": "pkg:npm/a@^1.2",
		},
		{
			"type": "library",
			"name": "b",
			"ref": "b",
			"version": "latest",
			"purl": "pkg:npm/b@latest",
		},
		{
			"type": "machine-learning-model",
			"name": "fraud",
			"ref": "fraud",
			"version": "3",
			"purl": "pkg:npm/fraud@3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a", "b", "fraud"]}],
}

_denied := testing.bom(_document_of_denied, {})

test_denied_deny if {
	found := components.deny with input as _denied
		with data.params as _params
	found == {
		{"msg": "a is not pinned: \"^1.2\" is a range", "path": ["components", 0, "version"]},
		{"msg": "b is not pinned: \"latest\" is a range", "path": ["components", 1, "version"]},
		{
			"msg": "fraud 3 has no digest, so nothing says which content is meant",
			"path": ["components", 2],
		},
	}
}

_document_of_denied_hash := {
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

_denied_hash := testing.bom(_document_of_denied_hash, {})

_params_of_denied_hash := {"components": {"denied": [], "require_hashes": true}}

test_denied_hash_deny if {
	found := components.deny with input as _denied_hash
		with data.params as _params_of_denied_hash
	found == {
		{
			"msg": "a 1.2.3 has no digest, so nothing says which content is meant",
			"path": ["components", 0],
		},
	}
}

_document_of_denied_list := {
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
			"name": "left-pad",
			"ref": "left-pad",
			"version": "1.0.0",
			"purl": "pkg:npm/left-pad@1.0.0",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["left-pad"]}],
}

_denied_list := testing.bom(_document_of_denied_list, {})

_params_of_denied_list := {"components": {"denied": ["pkg:npm/left-pad@*"], "require_hashes": false}}

test_denied_list_deny if {
	found := components.deny with input as _denied_list
		with data.params as _params_of_denied_list
	found == {
		{"msg": "left-pad 1.0.0 is on the list of denied components", "path": ["components", 0]},
	}
}
