# Written from the samples in eu_gpai/ by `pytest tests/rego --update-golden`.
package govern.models.eu_gpai_test

import data.govern.lib.testing
import data.govern.models.eu_gpai

_params := {
	"eu": {
		"systemic_flops": 1e+25,
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
	"use": {"acceptable_use_policy": "https://acme.example/aup"},
	"governance": {
		"eu_ai_act": {"class": "gpai", "gpai_form": "FORM-1"},
		"tags": {"training_content_summary": "https://acme.example/data"},
	},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := eu_gpai.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_warn if {
	found := eu_gpai.warn with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_other := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_allowed_other := testing.card(_document_of_allowed_other, {})

test_allowed_other_deny if {
	found := eu_gpai.deny with input as _allowed_other
		with data.params as _params
	found == set()
}

test_allowed_other_warn if {
	found := eu_gpai.warn with input as _allowed_other
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"compute": {"flops": 3e+25},
	"governance": {"eu_ai_act": {"class": "gpai"}},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := eu_gpai.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "churn-scorer is a general-purpose model, but the card refers to no acceptable use policy",
			"path": ["use", "acceptable_use_policy"],
		},
		{
			"msg": "churn-scorer is a general-purpose model, but the card refers to no documentation form",
			"path": ["governance", "eu_ai_act", "gpai_form"],
		},
		{
			"msg": "churn-scorer is a general-purpose model, but the card refers to no summary of the training content",
			"path": ["governance", "tags", "training_content_summary"],
		},
		{
			"msg": "churn-scorer was trained with more compute than `systemic_flops`, so its class must be gpai-systemic",
			"path": ["governance", "eu_ai_act", "class"],
		},
	}
}

test_denied_warn if {
	found := eu_gpai.warn with input as _denied
		with data.params as _params
	found == set()
}

_document_of_warned := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"eu_ai_act": {"class": "gpai"}},
	"source": {"diagnostics": []},
}

_rest_of_warned := {"context": {"now_ns": 1704067200000000000}}

_warned := testing.card(_document_of_warned, _rest_of_warned)

test_warned_deny if {
	found := eu_gpai.deny with input as _warned
		with data.params as _params
	found == set()
}

test_warned_warn if {
	found := eu_gpai.warn with input as _warned
		with data.params as _params
	found == {
		{
			"msg": "churn-scorer is a general-purpose model, but the card refers to no acceptable use policy",
			"path": ["use", "acceptable_use_policy"],
		},
		{
			"msg": "churn-scorer is a general-purpose model, but the card refers to no documentation form",
			"path": ["governance", "eu_ai_act", "gpai_form"],
		},
		{
			"msg": "churn-scorer is a general-purpose model, but the card refers to no summary of the training content",
			"path": ["governance", "tags", "training_content_summary"],
		},
	}
}
