# Written from the samples in waivers/ by `pytest tests/rego --update-golden`.
package govern.approvals.waivers_test

import data.govern.approvals.waivers
import data.govern.lib.testing

_params := {"waivers": {"max_days": 90}, "production": {"environments": ["prod", "production"]}}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_allowed := {
	"facts": {
		"waivers": [
			{
				"id": "W-1",
				"reason": "vendor fix due",
				"owner": "ada",
				"approved_by": ["grace"],
				"expires": "2027-01-01",
				"severity": "high",
			},
		],
	},
}

_allowed := testing.card(_document_of_allowed, _rest_of_allowed)

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
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_allowed_critical := {
	"facts": {
		"waivers": [
			{
				"id": "W-1",
				"reason": "vendor fix due",
				"owner": "ada",
				"approved_by": ["grace"],
				"expires": "2027-01-01",
				"severity": "critical",
			},
		],
	},
}

_allowed_critical := testing.card(_document_of_allowed_critical, _rest_of_allowed_critical)

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
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_allowed_none := {"facts": {"waivers": []}}

_allowed_none := testing.card(_document_of_allowed_none, _rest_of_allowed_none)

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
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_allowed_prod := {
	"facts": {
		"waivers": [
			{
				"id": "W-1",
				"reason": "vendor fix due",
				"owner": "ada",
				"approved_by": ["grace"],
				"expires": "2027-01-01",
				"severity": "high",
			},
		],
	},
	"context": {"environment": "prod"},
}

_allowed_prod := testing.card(_document_of_allowed_prod, _rest_of_allowed_prod)

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

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied := {
	"facts": {
		"waivers": [
			{
				"id": "W-1",
				"reason": "vendor fix due",
				"owner": "ada",
				"approved_by": ["grace"],
				"expires": "2027-01-01",
				"severity": "critical",
			},
		],
	},
	"context": {"environment": "prod"},
}

_denied := testing.card(_document_of_denied, _rest_of_denied)

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
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_bare := {"facts": {"waivers": [{"id": "W-2", "severity": "low"}]}}

_denied_bare := testing.card(_document_of_denied_bare, _rest_of_denied_bare)

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
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_long := {
	"facts": {
		"waivers": [
			{
				"id": "W-1",
				"reason": "vendor fix due",
				"owner": "ada",
				"approved_by": ["grace"],
				"expires": "2028-01-01",
				"severity": "high",
			},
		],
	},
}

_denied_long := testing.card(_document_of_denied_long, _rest_of_denied_long)

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

_document_of_denied_self := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_rest_of_denied_self := {
	"facts": {
		"waivers": [
			{
				"id": "W-1",
				"reason": "vendor fix due",
				"owner": "ada",
				"approved_by": ["ada"],
				"expires": "2027-01-01",
				"severity": "high",
			},
		],
	},
}

_denied_self := testing.card(_document_of_denied_self, _rest_of_denied_self)

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

_document_of_undecided := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_undecided := testing.card(_document_of_undecided, {})

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
