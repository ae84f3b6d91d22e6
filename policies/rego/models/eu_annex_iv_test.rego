# Written from the samples in eu_annex_iv/ by `pytest tests/rego --update-golden`.
package govern.models.eu_annex_iv_test

import data.govern.lib.testing
import data.govern.models.eu_annex_iv

_params := {
	"eu": {
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
	"governance": {
		"eu_ai_act": {
			"class": "high",
			"annex_iii": "4",
			"annex_iv": {
				"p1": {"status": "done", "ref": "DOC-1"},
				"p2": {"status": "done", "ref": "DOC-2"},
				"p3": {"status": "done", "ref": "DOC-3"},
				"p4": {"status": "done", "ref": "DOC-4"},
				"p5": {"status": "done", "ref": "DOC-5"},
				"p6": {"status": "done", "ref": "DOC-6"},
				"p7": {"status": "done", "ref": "DOC-7"},
				"p8": {"status": "done", "ref": "DOC-8"},
				"p9": {"status": "done", "ref": "DOC-9"},
			},
		},
	},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := eu_annex_iv.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_warn if {
	found := eu_annex_iv.warn with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_minimal := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"eu_ai_act": {"class": "minimal"}},
	"source": {"diagnostics": []},
}

_allowed_minimal := testing.card(_document_of_allowed_minimal, {})

test_allowed_minimal_deny if {
	found := eu_annex_iv.deny with input as _allowed_minimal
		with data.params as _params
	found == set()
}

test_allowed_minimal_warn if {
	found := eu_annex_iv.warn with input as _allowed_minimal
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {
		"eu_ai_act": {
			"class": "high",
			"annex_iii": "4",
			"annex_iv": {
				"p1": {"status": "done", "ref": "DOC-1"},
				"p2": {"status": "done", "ref": "DOC-2"},
				"p3": {"status": "done", "ref": "DOC-3"},
				"p4": {"status": "done", "ref": "DOC-4"},
				"p5": {"status": "done", "ref": "DOC-5"},
				"p6": {"status": "done", "ref": "DOC-6"},
				"p7": {"status": "done", "ref": "DOC-7"},
			},
		},
	},
	"source": {"diagnostics": []},
}

_rest_of_denied := {"context": {"now_ns": 1830297600000000000}}

_denied := testing.card(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := eu_annex_iv.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the technical documentation of churn-scorer lacks point 8 of Annex IV (declaration of conformity): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p8"],
		},
		{
			"msg": "the technical documentation of churn-scorer lacks point 9 of Annex IV (post-market monitoring plan): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p9"],
		},
	}
}

test_denied_warn if {
	found := eu_annex_iv.warn with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_half := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {
		"eu_ai_act": {"class": "high", "annex_iv": {"p1": {"status": "done"}, "p2": {"ref": "DOC-2"}}},
	},
	"source": {"diagnostics": []},
}

_rest_of_denied_half := {"context": {"now_ns": 1830297600000000000}}

_denied_half := testing.card(_document_of_denied_half, _rest_of_denied_half)

test_denied_half_deny if {
	found := eu_annex_iv.deny with input as _denied_half
		with data.params as _params
	found == {
		{
			"msg": "the technical documentation of churn-scorer lacks point 1 of Annex IV (general description): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p1"],
		},
		{
			"msg": "the technical documentation of churn-scorer lacks point 2 of Annex IV (elements and development process): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p2"],
		},
		{
			"msg": "the technical documentation of churn-scorer lacks point 3 of Annex IV (monitoring, functioning and control): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p3"],
		},
		{
			"msg": "the technical documentation of churn-scorer lacks point 4 of Annex IV (appropriateness of the metrics): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p4"],
		},
		{
			"msg": "the technical documentation of churn-scorer lacks point 5 of Annex IV (risk management): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p5"],
		},
		{
			"msg": "the technical documentation of churn-scorer lacks point 6 of Annex IV (changes over the lifecycle): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p6"],
		},
		{
			"msg": "the technical documentation of churn-scorer lacks point 7 of Annex IV (standards applied): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p7"],
		},
		{
			"msg": "the technical documentation of churn-scorer lacks point 8 of Annex IV (declaration of conformity): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p8"],
		},
		{
			"msg": "the technical documentation of churn-scorer lacks point 9 of Annex IV (post-market monitoring plan): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p9"],
		},
	}
}

test_denied_half_warn if {
	found := eu_annex_iv.warn with input as _denied_half
		with data.params as _params
	found == set()
}

_document_of_warned := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {
		"eu_ai_act": {
			"class": "high",
			"annex_iii": "4",
			"annex_iv": {
				"p1": {"status": "done", "ref": "DOC-1"},
				"p2": {"status": "done", "ref": "DOC-2"},
				"p3": {"status": "done", "ref": "DOC-3"},
				"p4": {"status": "done", "ref": "DOC-4"},
				"p5": {"status": "done", "ref": "DOC-5"},
				"p6": {"status": "done", "ref": "DOC-6"},
				"p7": {"status": "done", "ref": "DOC-7"},
				"p8": {"status": "done", "ref": "DOC-8"},
			},
		},
	},
	"source": {"diagnostics": []},
}

_warned := testing.card(_document_of_warned, {})

test_warned_deny if {
	found := eu_annex_iv.deny with input as _warned
		with data.params as _params
	found == set()
}

test_warned_warn if {
	found := eu_annex_iv.warn with input as _warned
		with data.params as _params
	found == {
		{
			"msg": "the technical documentation of churn-scorer lacks point 9 of Annex IV (post-market monitoring plan): status and reference",
			"path": ["governance", "eu_ai_act", "annex_iv", "p9"],
		},
	}
}
