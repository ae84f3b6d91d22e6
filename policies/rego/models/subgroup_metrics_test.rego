# Written from the samples in subgroup_metrics/ by `pytest tests/rego --update-golden`.
package govern.models.subgroup_metrics_test

import data.govern.lib.testing
import data.govern.models.subgroup_metrics

_params := {"fairness": {"dimensions": []}}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := subgroup_metrics.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_groups := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.9,
			"raw": "0.9",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": {"name": "gender", "value": "f"},
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
		{
			"name": "accuracy",
			"value": 0.9,
			"raw": "0.9",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": {"name": "gender", "value": "m"},
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_allowed_groups := testing.card(_document_of_allowed_groups, {})

_params_of_allowed_groups := {"fairness": {"dimensions": ["gender"]}}

test_allowed_groups_deny if {
	found := subgroup_metrics.deny with input as _allowed_groups
		with data.params as _params_of_allowed_groups
	found == set()
}

_document_of_denied := {
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
		{
			"name": "accuracy",
			"value": 0.9,
			"raw": "0.9",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": {"name": "gender", "value": "f"},
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

_params_of_denied := {"fairness": {"dimensions": ["gender"]}}

test_denied_deny if {
	found := subgroup_metrics.deny with input as _denied
		with data.params as _params_of_denied
	found == {
		{
			"msg": "the card of churn-scorer reports metrics for 1 groups of gender; at least 2 are needed",
			"path": ["metrics"],
		},
	}
}

_document_of_denied_other := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": {"name": "age", "value": "old"},
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
		{
			"name": "accuracy",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": {"name": "age", "value": "young"},
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_denied_other := testing.card(_document_of_denied_other, {})

_params_of_denied_other := {"fairness": {"dimensions": ["gender"]}}

test_denied_other_deny if {
	found := subgroup_metrics.deny with input as _denied_other
		with data.params as _params_of_denied_other
	found == {
		{
			"msg": "the card of churn-scorer reports metrics for 0 groups of gender; at least 2 are needed",
			"path": ["metrics"],
		},
	}
}

_document_of_denied_valueless := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.9,
			"raw": "0.9",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": {"name": "gender", "value": "f"},
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
		{
			"name": "accuracy",
			"value": null,
			"raw": "good",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": {"name": "gender", "value": "m"},
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_denied_valueless := testing.card(_document_of_denied_valueless, {})

_params_of_denied_valueless := {"fairness": {"dimensions": ["gender"]}}

test_denied_valueless_deny if {
	found := subgroup_metrics.deny with input as _denied_valueless
		with data.params as _params_of_denied_valueless
	found == {
		{
			"msg": "the card of churn-scorer reports metrics for 1 groups of gender; at least 2 are needed",
			"path": ["metrics"],
		},
	}
}
