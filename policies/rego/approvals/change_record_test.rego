# Written from the samples in change_record/ by `pytest tests/rego --update-golden`.
package govern.approvals.change_record_test

import data.govern.approvals.change_record
import data.govern.lib.testing

_params := {"change": {"ticket": "^[A-Z][A-Z0-9]+-[0-9]+$|^(CHG|RFC)[0-9]+$", "freezes": []}}

_document_of_allowed := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_allowed := {"facts": {"promotion": {"ticket": "ML-42"}}}

_allowed := testing.change(_document_of_allowed, _rest_of_allowed)

test_allowed_deny if {
	found := change_record.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := change_record.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_after := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_allowed_after := {"facts": {"promotion": {"ticket": "CHG0042"}}}

_allowed_after := testing.change(_document_of_allowed_after, _rest_of_allowed_after)

_params_of_allowed_after := {
	"change": {
		"ticket": "^[A-Z][A-Z0-9]+-[0-9]+$|^(CHG|RFC)[0-9]+$",
		"freezes": [
			{"from": "2026-11-01", "until": "2026-11-20"},
			{"from": "2026-12-20", "until": "2027-01-05"},
		],
	},
}

test_allowed_after_deny if {
	found := change_record.deny with input as _allowed_after
		with data.params as _params_of_allowed_after
	found == set()
}

test_allowed_after_undecided if {
	found := change_record.undecided with input as _allowed_after
		with data.params as _params_of_allowed_after
	found == set()
}

_document_of_denied := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_denied := {"facts": {"promotion": {"ticket": "see chat"}}}

_denied := testing.change(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := change_record.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the promotion names no change ticket of the form ^[A-Z][A-Z0-9]+-[0-9]+$|^(CHG|RFC)[0-9]+$",
			"path": [],
		},
	}
}

test_denied_undecided if {
	found := change_record.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_freeze := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_denied_freeze := {"facts": {"promotion": {"ticket": "CHG0042"}}}

_denied_freeze := testing.change(_document_of_denied_freeze, _rest_of_denied_freeze)

_params_of_denied_freeze := {
	"change": {
		"ticket": "^[A-Z][A-Z0-9]+-[0-9]+$|^(CHG|RFC)[0-9]+$",
		"freezes": [{"from": "2026-11-20", "until": "2026-12-01"}],
	},
}

test_denied_freeze_deny if {
	found := change_record.deny with input as _denied_freeze
		with data.params as _params_of_denied_freeze
	found == {
		{"msg": "changes are frozen from 2026-11-20 until 2026-12-01", "path": []},
	}
}

test_denied_freeze_undecided if {
	found := change_record.undecided with input as _denied_freeze
		with data.params as _params_of_denied_freeze
	found == set()
}

_document_of_denied_silent := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_rest_of_denied_silent := {"facts": {"promotion": {"to": "prod"}}}

_denied_silent := testing.change(_document_of_denied_silent, _rest_of_denied_silent)

test_denied_silent_deny if {
	found := change_record.deny with input as _denied_silent
		with data.params as _params
	found == {
		{
			"msg": "the promotion names no change ticket of the form ^[A-Z][A-Z0-9]+-[0-9]+$|^(CHG|RFC)[0-9]+$",
			"path": [],
		},
	}
}

test_denied_silent_undecided if {
	found := change_record.undecided with input as _denied_silent
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"verdict": "allowed",
	"tier": "high",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [],
}

_undecided := testing.change(_document_of_undecided, {})

test_undecided_deny if {
	found := change_record.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := change_record.undecided with input as _undecided
		with data.params as _params
	found == {
		{"msg": "the promotion and its ticket are not known", "path": []},
	}
}
