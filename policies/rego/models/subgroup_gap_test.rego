# Written from the samples in subgroup_gap/ by `pytest tests/rego --update-golden`.
package govern.models.subgroup_gap_test

import data.govern.lib.testing
import data.govern.models.subgroup_gap

_params := {"fairness": {"max_gap": {"fraction": 0.1, "percent": 10}, "min_ratio": 0}}

_document_of_allowed := {
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
			"value": 0.95,
			"raw": "0.95",
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

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := subgroup_gap.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := subgroup_gap.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_apart := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.5,
			"raw": "0.5",
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
			"value": 0.55,
			"raw": "0.55",
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
		{
			"name": "recall",
			"value": 0.95,
			"raw": "0.95",
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
		{
			"name": "recall",
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
			"value": 0.99,
			"raw": "0.99",
			"unit": "fraction",
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
			"value": 0.98,
			"raw": "0.98",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": {"name": "age", "value": "new"},
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
		{
			"name": "accuracy",
			"value": 0.1,
			"raw": "0.1",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_allowed_apart := testing.card(_document_of_allowed_apart, {})

test_allowed_apart_deny if {
	found := subgroup_gap.deny with input as _allowed_apart
		with data.params as _params
	found == set()
}

test_allowed_apart_undecided if {
	found := subgroup_gap.undecided with input as _allowed_apart
		with data.params as _params
	found == set()
}

_document_of_allowed_no_ratio := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": -0.05,
			"raw": "-0.05",
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
			"value": -0.01,
			"raw": "-0.01",
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

_allowed_no_ratio := testing.card(_document_of_allowed_no_ratio, {})

test_allowed_no_ratio_deny if {
	found := subgroup_gap.deny with input as _allowed_no_ratio
		with data.params as _params
	found == set()
}

test_allowed_no_ratio_undecided if {
	found := subgroup_gap.undecided with input as _allowed_no_ratio
		with data.params as _params
	found == set()
}

_document_of_allowed_ratio := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "selection-rate",
			"value": 0.09,
			"raw": "0.09",
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
			"name": "selection-rate",
			"value": 0.1,
			"raw": "0.1",
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

_allowed_ratio := testing.card(_document_of_allowed_ratio, {})

_params_of_allowed_ratio := {"fairness": {"max_gap": {"fraction": 0.1, "percent": 10}, "min_ratio": 0.8}}

test_allowed_ratio_deny if {
	found := subgroup_gap.deny with input as _allowed_ratio
		with data.params as _params_of_allowed_ratio
	found == set()
}

test_allowed_ratio_undecided if {
	found := subgroup_gap.undecided with input as _allowed_ratio
		with data.params as _params_of_allowed_ratio
	found == set()
}

_document_of_allowed_same := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.7,
			"raw": "0.7",
			"unit": null,
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
			"value": 0.7,
			"raw": "0.7",
			"unit": null,
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

_allowed_same := testing.card(_document_of_allowed_same, {})

test_allowed_same_deny if {
	found := subgroup_gap.deny with input as _allowed_same
		with data.params as _params
	found == set()
}

test_allowed_same_undecided if {
	found := subgroup_gap.undecided with input as _allowed_same
		with data.params as _params
	found == set()
}

_document_of_allowed_units := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.95,
			"raw": "0.95",
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
			"value": 96,
			"raw": "96",
			"unit": "percent",
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

_allowed_units := testing.card(_document_of_allowed_units, {})

test_allowed_units_deny if {
	found := subgroup_gap.deny with input as _allowed_units
		with data.params as _params
	found == set()
}

test_allowed_units_undecided if {
	found := subgroup_gap.undecided with input as _allowed_units
		with data.params as _params
	found == set()
}

_document_of_allowed_word := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.95,
			"raw": "0.95",
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

_allowed_word := testing.card(_document_of_allowed_word, {})

test_allowed_word_deny if {
	found := subgroup_gap.deny with input as _allowed_word
		with data.params as _params
	found == set()
}

test_allowed_word_undecided if {
	found := subgroup_gap.undecided with input as _allowed_word
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.7,
			"raw": "0.7",
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
			"value": 0.95,
			"raw": "0.95",
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

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := subgroup_gap.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the accuracy of churn-scorer differs by 0.25 between gender \"f\" and \"m\"; at most 0.1 is allowed",
			"path": ["metrics", 0, "value"],
		},
	}
}

test_denied_undecided if {
	found := subgroup_gap.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_negative := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "gain",
			"value": -5,
			"raw": "-5",
			"unit": "raw",
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
			"name": "gain",
			"value": 5,
			"raw": "5",
			"unit": "raw",
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

_denied_negative := testing.card(_document_of_denied_negative, {})

_params_of_denied_negative := {"fairness": {"max_gap": {"raw": 1}, "min_ratio": 0}}

test_denied_negative_deny if {
	found := subgroup_gap.deny with input as _denied_negative
		with data.params as _params_of_denied_negative
	found == {
		{
			"msg": "the gain of churn-scorer differs by 10 between gender \"f\" and \"m\"; at most 1 is allowed",
			"path": ["metrics", 0, "value"],
		},
	}
}

test_denied_negative_undecided if {
	found := subgroup_gap.undecided with input as _denied_negative
		with data.params as _params_of_denied_negative
	found == set()
}

_document_of_denied_overlap := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 70,
			"raw": "70",
			"unit": "percent",
			"higher_is_better": null,
			"ci": {"low": 60, "high": 85},
			"slice": {"name": "gender", "value": "f"},
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
		{
			"name": "accuracy",
			"value": 95,
			"raw": "95",
			"unit": "percent",
			"higher_is_better": null,
			"ci": {"low": 80, "high": 99},
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

_denied_overlap := testing.card(_document_of_denied_overlap, {})

test_denied_overlap_deny if {
	found := subgroup_gap.deny with input as _denied_overlap
		with data.params as _params
	found == {
		{
			"msg": "the accuracy of churn-scorer differs by 25 between gender \"f\" and \"m\"; at most 10 is allowed (their confidence intervals overlap)",
			"path": ["metrics", 0, "value"],
		},
	}
}

test_denied_overlap_undecided if {
	found := subgroup_gap.undecided with input as _denied_overlap
		with data.params as _params
	found == set()
}

_document_of_denied_ratio := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "selection-rate",
			"value": 0.05,
			"raw": "0.05",
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
			"name": "selection-rate",
			"value": 0.1,
			"raw": "0.1",
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

_denied_ratio := testing.card(_document_of_denied_ratio, {})

_params_of_denied_ratio := {"fairness": {"max_gap": {"fraction": 0.1, "percent": 10}, "min_ratio": 0.8}}

test_denied_ratio_deny if {
	found := subgroup_gap.deny with input as _denied_ratio
		with data.params as _params_of_denied_ratio
	found == {
		{
			"msg": "the selection-rate of churn-scorer for gender \"f\" is less than 0.8 of that for \"m\"",
			"path": ["metrics", 0, "value"],
		},
	}
}

test_denied_ratio_undecided if {
	found := subgroup_gap.undecided with input as _denied_ratio
		with data.params as _params_of_denied_ratio
	found == set()
}

_document_of_undecided := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.7,
			"raw": "0.7",
			"unit": null,
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
			"value": 0.95,
			"raw": "0.95",
			"unit": null,
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

_undecided := testing.card(_document_of_undecided, {})

test_undecided_deny if {
	found := subgroup_gap.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := subgroup_gap.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "the accuracy of churn-scorer differs between the groups of gender, but its unit is not declared",
			"path": ["metrics", 0],
		},
	}
}
