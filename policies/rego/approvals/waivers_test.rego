# Written from the samples in waivers/ by `pytest tests/rego --update-golden`.
package govern.approvals.waivers_test

import data.govern.approvals.waivers
import data.govern.lib.testing

_params := {
	"waivers": {
		"max_days": 90,
		"signed_tiers": ["high", "critical"],
		"max_days_of_tier": {"critical": 14, "high": 30},
	},
	"production": {"environments": ["prod", "production"]},
}

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
	"waivers": [
		{
			"id": "W-1",
			"reason": "vendor fix due",
			"owner": "ada",
			"approved_by": ["grace"],
			"expires": "2026-12-10",
			"severity": "high",
			"signed": true,
		},
	],
}

_allowed := testing.change(_document_of_allowed, {})

test_allowed_deny if {
	found := waivers.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := waivers.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_critical := {
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
	"waivers": [
		{
			"id": "W-1",
			"reason": "vendor fix due",
			"owner": "ada",
			"approved_by": ["grace"],
			"expires": "2026-12-10",
			"severity": "critical",
			"signed": true,
		},
	],
}

_allowed_critical := testing.change(_document_of_allowed_critical, {})

test_allowed_critical_deny if {
	found := waivers.deny with input as _allowed_critical
		with data.params as _params
	found == set()
}

test_allowed_critical_undecided if {
	found := waivers.undecided with input as _allowed_critical
		with data.params as _params
	found == set()
}

_document_of_allowed_none := {
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

_allowed_none := testing.change(_document_of_allowed_none, {})

test_allowed_none_deny if {
	found := waivers.deny with input as _allowed_none
		with data.params as _params
	found == set()
}

test_allowed_none_undecided if {
	found := waivers.undecided with input as _allowed_none
		with data.params as _params
	found == set()
}

_document_of_allowed_prod := {
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
	"waivers": [
		{
			"id": "W-1",
			"reason": "vendor fix due",
			"owner": "ada",
			"approved_by": ["grace"],
			"expires": "2026-12-10",
			"severity": "high",
			"signed": true,
		},
	],
}

_rest_of_allowed_prod := {"context": {"environment": "prod"}}

_allowed_prod := testing.change(_document_of_allowed_prod, _rest_of_allowed_prod)

test_allowed_prod_deny if {
	found := waivers.deny with input as _allowed_prod
		with data.params as _params
	found == set()
}

test_allowed_prod_undecided if {
	found := waivers.undecided with input as _allowed_prod
		with data.params as _params
	found == set()
}

_document_of_allowed_unsigned_medium := {
	"verdict": "allowed",
	"tier": "medium",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [
		{
			"id": "W-1",
			"reason": "vendor fix due",
			"owner": "ada",
			"approved_by": ["grace"],
			"expires": "2027-02-10",
			"severity": "high",
			"signed": false,
		},
	],
}

_allowed_unsigned_medium := testing.change(_document_of_allowed_unsigned_medium, {})

test_allowed_unsigned_medium_deny if {
	found := waivers.deny with input as _allowed_unsigned_medium
		with data.params as _params
	found == set()
}

test_allowed_unsigned_medium_undecided if {
	found := waivers.undecided with input as _allowed_unsigned_medium
		with data.params as _params
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
	"waivers": [
		{
			"id": "W-1",
			"reason": "vendor fix due",
			"owner": "ada",
			"approved_by": ["grace"],
			"expires": "2026-12-10",
			"severity": "critical",
			"signed": true,
		},
	],
}

_rest_of_denied := {"context": {"environment": "prod"}}

_denied := testing.change(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := waivers.deny with input as _denied
		with data.params as _params
	found == {
		{"msg": "the waiver W-1 covers a critical rule in production", "path": []},
	}
}

test_denied_undecided if {
	found := waivers.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_bare := {
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
	"waivers": [{"id": "W-2", "severity": "low", "signed": true}],
}

_denied_bare := testing.change(_document_of_denied_bare, {})

test_denied_bare_deny if {
	found := waivers.deny with input as _denied_bare
		with data.params as _params
	found == {
		{"msg": "the waiver W-2 gives no reason", "path": []},
		{"msg": "the waiver W-2 has no end", "path": []},
		{"msg": "the waiver W-2 has no owner", "path": []},
	}
}

test_denied_bare_undecided if {
	found := waivers.undecided with input as _denied_bare
		with data.params as _params
	found == set()
}

_document_of_denied_long := {
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
	"waivers": [
		{
			"id": "W-1",
			"reason": "vendor fix due",
			"owner": "ada",
			"approved_by": ["grace"],
			"expires": "2028-01-01",
			"severity": "high",
			"signed": true,
		},
	],
}

_denied_long := testing.change(_document_of_denied_long, {})

test_denied_long_deny if {
	found := waivers.deny with input as _denied_long
		with data.params as _params
	found == {
		{"msg": "the waiver W-1 ends too far in the future", "path": []},
	}
}

test_denied_long_undecided if {
	found := waivers.undecided with input as _denied_long
		with data.params as _params
	found == set()
}

_document_of_denied_long_for_tier := {
	"verdict": "allowed",
	"tier": "critical",
	"policy_revision": "1212121212121212121212121212121212121212121212121212121212121212",
	"inputs": [
		{
			"path": "model/README.md",
			"kind": "model_card",
			"sha256": "0101010101010101010101010101010101010101010101010101010101010101",
		},
	],
	"waivers": [
		{
			"id": "W-1",
			"reason": "vendor fix due",
			"owner": "ada",
			"approved_by": ["grace"],
			"expires": "2026-12-10",
			"severity": "high",
			"signed": true,
		},
	],
}

_denied_long_for_tier := testing.change(_document_of_denied_long_for_tier, {})

test_denied_long_for_tier_deny if {
	found := waivers.deny with input as _denied_long_for_tier
		with data.params as _params
	found == {
		{"msg": "the waiver W-1 ends too far in the future", "path": []},
	}
}

test_denied_long_for_tier_undecided if {
	found := waivers.undecided with input as _denied_long_for_tier
		with data.params as _params
	found == set()
}

_document_of_denied_self := {
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
	"waivers": [
		{
			"id": "W-1",
			"reason": "vendor fix due",
			"owner": "ada",
			"approved_by": ["ada"],
			"expires": "2026-12-10",
			"severity": "high",
			"signed": true,
		},
	],
}

_denied_self := testing.change(_document_of_denied_self, {})

test_denied_self_deny if {
	found := waivers.deny with input as _denied_self
		with data.params as _params
	found == {
		{"msg": "the waiver W-1 is approved by nobody but its owner", "path": []},
	}
}

test_denied_self_undecided if {
	found := waivers.undecided with input as _denied_self
		with data.params as _params
	found == set()
}

_document_of_denied_unsigned := {
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
	"waivers": [
		{
			"id": "W-1",
			"reason": "vendor fix due",
			"owner": "ada",
			"approved_by": ["grace"],
			"expires": "2026-12-10",
			"severity": "high",
			"signed": false,
		},
	],
}

_denied_unsigned := testing.change(_document_of_denied_unsigned, {})

test_denied_unsigned_deny if {
	found := waivers.deny with input as _denied_unsigned
		with data.params as _params
	found == {
		{"msg": "the waiver W-1 is not signed, which the tier high needs", "path": []},
	}
}

test_denied_unsigned_undecided if {
	found := waivers.undecided with input as _denied_unsigned
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
	"waivers": null,
}

_undecided := testing.change(_document_of_undecided, {})

test_undecided_deny if {
	found := waivers.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := waivers.undecided with input as _undecided
		with data.params as _params
	found == {
		{"msg": "the waivers that this decision uses are not known", "path": []},
	}
}
