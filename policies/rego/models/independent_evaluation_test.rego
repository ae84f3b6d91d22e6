# Written from the samples in independent_evaluation/ by `pytest tests/rego --update-golden`.
package govern.models.independent_evaluation_test

import data.govern.lib.testing
import data.govern.models.independent_evaluation

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"parties": {"provider": "Retention"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": null,
			"source": {"name": "Model Risk", "url": "https://acme.example/mr"},
			"verified": null,
			"date": null,
		},
	],
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := independent_evaluation.deny with input as _allowed
	found == set()
}

_document_of_allowed_low := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.93,
			"raw": "0.93",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": {"id": "churn-2026", "split": "test", "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"governance": {"risk_tier": "low"},
	"source": {"diagnostics": []},
}

_allowed_low := testing.card(_document_of_allowed_low, {})

test_allowed_low_deny if {
	found := independent_evaluation.deny with input as _allowed_low
	found == set()
}

_document_of_allowed_unknown := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": null,
			"source": {"name": "Model Risk", "url": null},
			"verified": null,
			"date": null,
		},
	],
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_allowed_unknown := testing.card(_document_of_allowed_unknown, {})

test_allowed_unknown_deny if {
	found := independent_evaluation.deny with input as _allowed_unknown
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"parties": {"provider": "Retention"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": null,
			"source": null,
			"verified": true,
			"date": null,
		},
		{
			"name": "f1",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": null,
			"source": {"name": "retention", "url": null},
			"verified": null,
			"date": null,
		},
	],
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := independent_evaluation.deny with input as _denied
	found == {
		{
			"msg": "churn-scorer is rated high, but none of its metrics comes from anybody else than its provider",
			"path": ["metrics"],
		},
	}
}

_document_of_denied_nobody := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "critical"},
	"source": {"diagnostics": []},
}

_denied_nobody := testing.card(_document_of_denied_nobody, {})

test_denied_nobody_deny if {
	found := independent_evaluation.deny with input as _denied_nobody
	found == {
		{
			"msg": "churn-scorer is rated critical, but none of its metrics comes from anybody else than its provider",
			"path": ["metrics"],
		},
	}
}

_document_of_denied_unsourced := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"parties": {"provider": "Retention"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.93,
			"raw": "0.93",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": {"id": "churn-2026", "split": "test", "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_denied_unsourced := testing.card(_document_of_denied_unsourced, {})

test_denied_unsourced_deny if {
	found := independent_evaluation.deny with input as _denied_unsourced
	found == {
		{
			"msg": "churn-scorer is rated high, but none of its metrics comes from anybody else than its provider",
			"path": ["metrics"],
		},
	}
}
