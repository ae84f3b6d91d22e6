# Written from the samples in eu_class/ by `pytest tests/rego --update-golden`.
package govern.models.eu_class_test

import data.govern.lib.testing
import data.govern.models.eu_class

_params := {
	"eu": {
		"require_class": false,
		"dates": {
			"prohibited": "2025-02-02",
			"gpai": "2025-08-02",
			"transparency": "2026-08-02",
			"annex_iii": "2027-12-02",
			"annex_i": "2028-08-02",
		},
	},
}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"eu_ai_act": {"class": "high", "annex_iii": "4 employment"}},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := eu_class.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_class := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"eu_ai_act": {"class": "minimal"}},
	"source": {"diagnostics": []},
}

_allowed_class := testing.card(_document_of_allowed_class, {})

_params_of_allowed_class := {
	"eu": {
		"require_class": true,
		"dates": {
			"prohibited": "2025-02-02",
			"gpai": "2025-08-02",
			"transparency": "2026-08-02",
			"annex_iii": "2027-12-02",
			"annex_i": "2028-08-02",
		},
	},
}

test_allowed_class_deny if {
	found := eu_class.deny with input as _allowed_class
		with data.params as _params_of_allowed_class
	found == set()
}

_document_of_allowed_early := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"eu_ai_act": {"class": "prohibited"}},
	"source": {"diagnostics": []},
}

_rest_of_allowed_early := {"context": {"now_ns": 1704067200000000000}}

_allowed_early := testing.card(_document_of_allowed_early, _rest_of_allowed_early)

test_allowed_early_deny if {
	found := eu_class.deny with input as _allowed_early
		with data.params as _params
	found == set()
}

_document_of_allowed_unset := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_allowed_unset := testing.card(_document_of_allowed_unset, {})

test_allowed_unset_deny if {
	found := eu_class.deny with input as _allowed_unset
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"eu_ai_act": {"class": "prohibited"}},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := eu_class.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "churn-scorer is a prohibited practice under the EU AI Act",
			"path": ["governance", "eu_ai_act", "class"],
		},
	}
}

_document_of_denied_area := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"eu_ai_act": {"class": "high"}},
	"source": {"diagnostics": []},
}

_denied_area := testing.card(_document_of_denied_area, {})

test_denied_area_deny if {
	found := eu_class.deny with input as _denied_area
		with data.params as _params
	found == {
		{
			"msg": "churn-scorer is a high-risk model, but the card does not name its area of Annex III",
			"path": ["governance", "eu_ai_act", "annex_iii"],
		},
	}
}

_document_of_denied_unset := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_denied_unset := testing.card(_document_of_denied_unset, {})

_params_of_denied_unset := {
	"eu": {
		"require_class": true,
		"dates": {
			"prohibited": "2025-02-02",
			"gpai": "2025-08-02",
			"transparency": "2026-08-02",
			"annex_iii": "2027-12-02",
			"annex_i": "2028-08-02",
		},
	},
}

test_denied_unset_deny if {
	found := eu_class.deny with input as _denied_unset
		with data.params as _params_of_denied_unset
	found == {
		{
			"msg": "the card of churn-scorer names no class under the EU AI Act",
			"path": ["governance", "eu_ai_act", "class"],
		},
	}
}
