# Written from the samples in metric_threshold/ by `pytest tests/rego --update-golden`.
package govern.models.metric_threshold_test

import data.govern.lib.testing
import data.govern.models.metric_threshold

_params := {"metrics": {"thresholds": []}}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := metric_threshold.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := metric_threshold.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_reached := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-classification"],
	},
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
			"name": "Loss",
			"value": 0.4,
			"raw": "0.4",
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
	],
	"source": {"diagnostics": []},
}

_allowed_reached := testing.card(_document_of_allowed_reached, {})

_params_of_allowed_reached := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_allowed_reached_deny if {
	found := metric_threshold.deny with input as _allowed_reached
		with data.params as _params_of_allowed_reached
	found == set()
}

test_allowed_reached_undecided if {
	found := metric_threshold.undecided with input as _allowed_reached
		with data.params as _params_of_allowed_reached
	found == set()
}

_document_of_allowed_slice := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "loss",
			"value": 0.4,
			"raw": "0.4",
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
			"name": "loss",
			"value": 0.9,
			"raw": "0.9",
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
	],
	"source": {"diagnostics": []},
}

_allowed_slice := testing.card(_document_of_allowed_slice, {})

_params_of_allowed_slice := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_allowed_slice_deny if {
	found := metric_threshold.deny with input as _allowed_slice
		with data.params as _params_of_allowed_slice
	found == set()
}

test_allowed_slice_undecided if {
	found := metric_threshold.undecided with input as _allowed_slice
		with data.params as _params_of_allowed_slice
	found == set()
}

_document_of_allowed_task := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["summarization"],
	},
	"metrics": [
		{
			"name": "loss",
			"value": 0.4,
			"raw": "0.4",
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

_allowed_task := testing.card(_document_of_allowed_task, {})

_params_of_allowed_task := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_allowed_task_deny if {
	found := metric_threshold.deny with input as _allowed_task
		with data.params as _params_of_allowed_task
	found == set()
}

test_allowed_task_undecided if {
	found := metric_threshold.undecided with input as _allowed_task
		with data.params as _params_of_allowed_task
	found == set()
}

_document_of_denied := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-classification"],
	},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.81,
			"raw": "0.81",
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
		{
			"name": "loss",
			"value": 0.9,
			"raw": "0.9",
			"unit": "raw",
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

_denied := testing.card(_document_of_denied, {})

_params_of_denied := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_denied_deny if {
	found := metric_threshold.deny with input as _denied
		with data.params as _params_of_denied
	found == {
		{
			"msg": "the accuracy of churn-scorer is 0.81, but must be at least 0.9 (fraction)",
			"path": ["metrics", 0, "value"],
		},
		{
			"msg": "the loss of churn-scorer is 0.9, but must be at most 0.5 (raw)",
			"path": ["metrics", 1, "value"],
		},
	}
}

test_denied_undecided if {
	found := metric_threshold.undecided with input as _denied
		with data.params as _params_of_denied
	found == set()
}

_document_of_denied_missing := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.99,
			"raw": "0.99",
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

_denied_missing := testing.card(_document_of_denied_missing, {})

_params_of_denied_missing := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_denied_missing_deny if {
	found := metric_threshold.deny with input as _denied_missing
		with data.params as _params_of_denied_missing
	found == {
		{
			"msg": "the card of churn-scorer gives no overall loss, for which a threshold of at most 0.5 (raw) is set",
			"path": ["metrics"],
		},
	}
}

test_denied_missing_undecided if {
	found := metric_threshold.undecided with input as _denied_missing
		with data.params as _params_of_denied_missing
	found == set()
}

_document_of_undecided := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-classification"],
	},
	"metrics": [
		{
			"name": "accuracy",
			"value": 93,
			"raw": "93",
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
			"name": "loss",
			"value": null,
			"raw": "low",
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
	],
	"source": {"diagnostics": []},
}

_undecided := testing.card(_document_of_undecided, {})

_params_of_undecided := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_undecided_deny if {
	found := metric_threshold.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := metric_threshold.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "the accuracy of churn-scorer is 93 in unit unknown, which cannot be compared with at least 0.9 (fraction)",
			"path": ["metrics", 0],
		},
		{
			"msg": "the loss of churn-scorer is not a plain number, so it cannot be compared with at most 0.5 (raw)",
			"path": ["metrics", 1, "value"],
		},
	}
}

_document_of_undecided_low := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-classification"],
	},
	"metrics": [
		{
			"name": "loss",
			"value": 0.1,
			"raw": "0.1",
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
			"name": "accuracy",
			"value": 0.2,
			"raw": "0.2",
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
	],
	"source": {"diagnostics": []},
}

_undecided_low := testing.card(_document_of_undecided_low, {})

_params_of_undecided_low := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_undecided_low_deny if {
	found := metric_threshold.deny with input as _undecided_low
		with data.params as _params_of_undecided_low
	found == set()
}

test_undecided_low_undecided if {
	found := metric_threshold.undecided with input as _undecided_low
		with data.params as _params_of_undecided_low
	found == {
		{
			"msg": "the accuracy of churn-scorer is 0.2 in unit unknown, which cannot be compared with at least 0.9 (fraction)",
			"path": ["metrics", 1],
		},
	}
}

_document_of_undecided_raw := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "loss",
			"value": 0.9,
			"raw": "0.9",
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

_undecided_raw := testing.card(_document_of_undecided_raw, {})

_params_of_undecided_raw := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_undecided_raw_deny if {
	found := metric_threshold.deny with input as _undecided_raw
		with data.params as _params_of_undecided_raw
	found == set()
}

test_undecided_raw_undecided if {
	found := metric_threshold.undecided with input as _undecided_raw
		with data.params as _params_of_undecided_raw
	found == {
		{
			"msg": "the loss of churn-scorer is 0.9 in unit fraction, which cannot be compared with at most 0.5 (raw)",
			"path": ["metrics", 0],
		},
	}
}

_document_of_undecided_unit := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-classification"],
	},
	"metrics": [
		{
			"name": "accuracy",
			"value": 93,
			"raw": "93",
			"unit": "percent",
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
			"name": "loss",
			"value": 0.1,
			"raw": "0.1",
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
	],
	"source": {"diagnostics": []},
}

_undecided_unit := testing.card(_document_of_undecided_unit, {})

_params_of_undecided_unit := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_undecided_unit_deny if {
	found := metric_threshold.deny with input as _undecided_unit
		with data.params as _params_of_undecided_unit
	found == set()
}

test_undecided_unit_undecided if {
	found := metric_threshold.undecided with input as _undecided_unit
		with data.params as _params_of_undecided_unit
	found == {
		{
			"msg": "the accuracy of churn-scorer is 93 in unit percent, which cannot be compared with at least 0.9 (fraction)",
			"path": ["metrics", 0],
		},
	}
}

_document_of_undecided_word := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-classification"],
	},
	"metrics": [
		{
			"name": "loss",
			"value": null,
			"raw": "high",
			"unit": "raw",
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
			"name": "accuracy",
			"value": null,
			"raw": "high",
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

_undecided_word := testing.card(_document_of_undecided_word, {})

_params_of_undecided_word := {
	"metrics": {
		"thresholds": [
			{"task": "text-classification", "metric": "accuracy", "unit": "fraction", "min": 0.9},
			{"metric": "loss", "unit": "raw", "max": 0.5},
		],
	},
}

test_undecided_word_deny if {
	found := metric_threshold.deny with input as _undecided_word
		with data.params as _params_of_undecided_word
	found == set()
}

test_undecided_word_undecided if {
	found := metric_threshold.undecided with input as _undecided_word
		with data.params as _params_of_undecided_word
	found == {
		{
			"msg": "the accuracy of churn-scorer is not a plain number, so it cannot be compared with at least 0.9 (fraction)",
			"path": ["metrics", 1, "value"],
		},
		{
			"msg": "the loss of churn-scorer is not a plain number, so it cannot be compared with at most 0.5 (raw)",
			"path": ["metrics", 0, "value"],
		},
	}
}
