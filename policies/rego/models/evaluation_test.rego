# Written from the samples in evaluation/ by `pytest tests/rego --update-golden`.
package govern.models.evaluation_test

import data.govern.lib.testing
import data.govern.models.evaluation

_document_of_allowed := {
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
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := evaluation.deny with input as _allowed
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := evaluation.deny with input as _denied
	found == {
		{"msg": "the card of churn-scorer reports no evaluation", "path": ["metrics"]},
	}
}

_document_of_denied_bare := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.93,
			"raw": "0.93",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": null,
			"source": null,
			"verified": null,
			"date": null,
		},
		{
			"name": "f1",
			"value": null,
			"raw": "high",
			"unit": null,
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
	"source": {"diagnostics": []},
}

_denied_bare := testing.card(_document_of_denied_bare, {})

test_denied_bare_deny if {
	found := evaluation.deny with input as _denied_bare
	found == {
		{
			"msg": "none of the 2 metrics of churn-scorer is a number with its dataset and split",
			"path": ["metrics", 0],
		},
	}
}

_document_of_denied_no_dataset := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.93,
			"raw": "0.93",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": {"id": null, "split": "test", "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_denied_no_dataset := testing.card(_document_of_denied_no_dataset, {})

test_denied_no_dataset_deny if {
	found := evaluation.deny with input as _denied_no_dataset
	found == {
		{
			"msg": "none of the 1 metrics of churn-scorer is a number with its dataset and split",
			"path": ["metrics", 0],
		},
	}
}

_document_of_denied_no_split := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.93,
			"raw": "0.93",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": {"id": "churn-2026", "split": null, "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_denied_no_split := testing.card(_document_of_denied_no_split, {})

test_denied_no_split_deny if {
	found := evaluation.deny with input as _denied_no_split
	found == {
		{
			"msg": "none of the 1 metrics of churn-scorer is a number with its dataset and split",
			"path": ["metrics", 0],
		},
	}
}
