# Written from the samples in banned_licences/ by `pytest tests/rego --update-golden`.
package govern.supply_chain.banned_licences_test

import data.govern.lib.testing
import data.govern.supply_chain.banned_licences

_params := {
	"banned_licences": {"ids": ["BUSL-1.1", "CC-BY-NC-*", "PolyForm-Noncommercial-*"], "require": false},
}

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
			"licenses": [
				{
					"expression": "MIT OR CC-BY-NC-4.0",
					"operands": ["MIT", "CC-BY-NC-4.0"],
					"any_of": [["MIT"], ["CC-BY-NC-4.0"]],
					"spdx": true,
				},
			],
		},
		{
			"type": "library",
			"name": "b",
			"ref": "b",
			"version": "1.2.3",
			"purl": "pkg:npm/b@1.2.3",
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a", "b"]}],
}

_allowed := testing.bom(_document_of_allowed, {})

test_allowed_deny if {
	found := banned_licences.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := banned_licences.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_silent := {
	"metadata": {"timestamp": "2026-11-01T10:00:00Z"},
	"components": [
		{
			"type": "library",
			"name": "a",
			"ref": "a",
			"version": "1.2.3",
			"purl": "pkg:npm/a@1.2.3",
			"licenses": [{"expression": "MIT", "operands": ["MIT"], "any_of": [["MIT"]], "spdx": true}],
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_allowed_silent := testing.bom(_document_of_allowed_silent, {})

_params_of_allowed_silent := {
	"banned_licences": {"ids": ["BUSL-1.1", "CC-BY-NC-*", "PolyForm-Noncommercial-*"], "require": true},
}

test_allowed_silent_deny if {
	found := banned_licences.deny with input as _allowed_silent
		with data.params as _params_of_allowed_silent
	found == set()
}

test_allowed_silent_undecided if {
	found := banned_licences.undecided with input as _allowed_silent
		with data.params as _params_of_allowed_silent
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
			"licenses": [
				{
					"expression": "MIT AND BUSL-1.1",
					"operands": ["BUSL-1.1", "MIT"],
					"any_of": [["BUSL-1.1", "MIT"]],
					"spdx": true,
				},
			],
		},
		{
			"type": "library",
			"name": "b",
			"ref": "b",
			"version": "1.2.3",
			"purl": "pkg:npm/b@1.2.3",
			"licenses": [
				{
					"id": "CC-BY-NC-4.0",
					"operands": ["CC-BY-NC-4.0"],
					"any_of": [["CC-BY-NC-4.0"]],
					"spdx": true,
				},
			],
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a", "b"]}],
}

_denied := testing.bom(_document_of_denied, {})

test_denied_deny if {
	found := banned_licences.deny with input as _denied
		with data.params as _params
	found == {
		{"msg": "a 1.2.3 is under BUSL-1.1, which is banned", "path": ["components", 0]},
		{"msg": "b 1.2.3 is under CC-BY-NC-4.0, which is banned", "path": ["components", 1]},
	}
}

test_denied_undecided if {
	found := banned_licences.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_all := {
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
			"licenses": [
				{
					"expression": "BUSL-1.1 OR CC-BY-NC-4.0",
					"operands": ["BUSL-1.1", "CC-BY-NC-4.0"],
					"any_of": [["BUSL-1.1"], ["CC-BY-NC-4.0"]],
					"spdx": true,
				},
			],
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_denied_all := testing.bom(_document_of_denied_all, {})

test_denied_all_deny if {
	found := banned_licences.deny with input as _denied_all
		with data.params as _params
	found == {
		{
			"msg": "a 1.2.3 is under BUSL-1.1 and CC-BY-NC-4.0, which is banned",
			"path": ["components", 0],
		},
	}
}

test_denied_all_undecided if {
	found := banned_licences.undecided with input as _denied_all
		with data.params as _params
	found == set()
}

_document_of_denied_silent := {
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

_denied_silent := testing.bom(_document_of_denied_silent, {})

_params_of_denied_silent := {
	"banned_licences": {"ids": ["BUSL-1.1", "CC-BY-NC-*", "PolyForm-Noncommercial-*"], "require": true},
}

test_denied_silent_deny if {
	found := banned_licences.deny with input as _denied_silent
		with data.params as _params_of_denied_silent
	found == {
		{"msg": "a 1.2.3 states no licence", "path": ["components", 0]},
		{"msg": "api 1.0.0 states no licence", "path": ["metadata", "component"]},
	}
}

test_denied_silent_undecided if {
	found := banned_licences.undecided with input as _denied_silent
		with data.params as _params_of_denied_silent
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
			"licenses": [
				{
					"expression": "MIT AND OR",
					"spdx": false,
					"problem": "a licence is missing before 'OR'",
				},
			],
		},
	],
	"dependencies": [{"ref": "app", "depends_on": ["a"]}],
}

_undecided := testing.bom(_document_of_undecided, {})

test_undecided_deny if {
	found := banned_licences.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := banned_licences.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "the licence of a 1.2.3 cannot be read: a licence is missing before 'OR'",
			"path": ["components", 0],
		},
	}
}
