# Written from the samples in regression/ by `pytest tests/rego --update-golden`.
package govern.models.regression_test

import data.govern.lib.testing
import data.govern.models.regression

_params := {
	"metrics": {
		"tolerance": {},
		"lower_is_better": [
			"brier-score",
			"cer",
			"cross-entropy",
			"eer",
			"fid",
			"loss",
			"mae",
			"mape",
			"mse",
			"perplexity",
			"rmse",
			"wer",
		],
		"require_incumbent": false,
	},
}

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
	found := regression.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := regression.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_better := {
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

_rest_of_allowed_better := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "accuracy",
					"value": 0.9,
					"unit": "fraction",
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_allowed_better := testing.card(_document_of_allowed_better, _rest_of_allowed_better)

test_allowed_better_deny if {
	found := regression.deny with input as _allowed_better
		with data.params as _params
	found == set()
}

test_allowed_better_undecided if {
	found := regression.undecided with input as _allowed_better
		with data.params as _params
	found == set()
}

_document_of_allowed_higher_loss := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "loss",
			"value": 5,
			"raw": "5",
			"unit": null,
			"higher_is_better": true,
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

_rest_of_allowed_higher_loss := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "loss",
					"value": 4,
					"unit": null,
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_allowed_higher_loss := testing.card(_document_of_allowed_higher_loss, _rest_of_allowed_higher_loss)

test_allowed_higher_loss_deny if {
	found := regression.deny with input as _allowed_higher_loss
		with data.params as _params
	found == set()
}

test_allowed_higher_loss_undecided if {
	found := regression.undecided with input as _allowed_higher_loss
		with data.params as _params
	found == set()
}

_document_of_allowed_known := {
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

_rest_of_allowed_known := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "accuracy",
					"value": 0.9,
					"unit": "fraction",
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_allowed_known := testing.card(_document_of_allowed_known, _rest_of_allowed_known)

_params_of_allowed_known := {
	"metrics": {
		"tolerance": {},
		"lower_is_better": [
			"brier-score",
			"cer",
			"cross-entropy",
			"eer",
			"fid",
			"loss",
			"mae",
			"mape",
			"mse",
			"perplexity",
			"rmse",
			"wer",
		],
		"require_incumbent": true,
	},
}

test_allowed_known_deny if {
	found := regression.deny with input as _allowed_known
		with data.params as _params_of_allowed_known
	found == set()
}

test_allowed_known_undecided if {
	found := regression.undecided with input as _allowed_known
		with data.params as _params_of_allowed_known
	found == set()
}

_document_of_allowed_old_slices := {
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

_rest_of_allowed_old_slices := {
	"facts": {
		"incumbent": {
			"metrics": [
				{
					"name": "auc",
					"value": 0.9,
					"unit": null,
					"slice": {"name": "gender", "value": "f"},
					"dataset": null,
					"higher_is_better": null,
				},
				{
					"name": "f1",
					"value": null,
					"unit": null,
					"slice": null,
					"dataset": null,
					"higher_is_better": null,
				},
			],
		},
	},
}

_allowed_old_slices := testing.card(_document_of_allowed_old_slices, _rest_of_allowed_old_slices)

test_allowed_old_slices_deny if {
	found := regression.deny with input as _allowed_old_slices
		with data.params as _params
	found == set()
}

test_allowed_old_slices_undecided if {
	found := regression.undecided with input as _allowed_old_slices
		with data.params as _params
	found == set()
}

_document_of_allowed_slices := {
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
			"value": 0.5,
			"raw": "0.5",
			"unit": "fraction",
			"higher_is_better": null,
			"ci": null,
			"slice": {"name": "gender", "value": "f"},
			"task": null,
			"dataset": {"id": "churn-2026", "split": "test", "revision": null},
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
			"dataset": {"id": "other", "split": "test", "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
		{
			"name": "auc",
			"value": 0.1,
			"raw": "0.1",
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

_rest_of_allowed_slices := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "accuracy",
					"value": 0.9,
					"unit": "fraction",
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_allowed_slices := testing.card(_document_of_allowed_slices, _rest_of_allowed_slices)

test_allowed_slices_deny if {
	found := regression.deny with input as _allowed_slices
		with data.params as _params
	found == set()
}

test_allowed_slices_undecided if {
	found := regression.undecided with input as _allowed_slices
		with data.params as _params
	found == set()
}

_document_of_allowed_tolerated := {
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

_rest_of_allowed_tolerated := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "accuracy",
					"value": 0.94,
					"unit": "fraction",
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_allowed_tolerated := testing.card(_document_of_allowed_tolerated, _rest_of_allowed_tolerated)

_params_of_allowed_tolerated := {
	"metrics": {
		"tolerance": {"accuracy": 0.02},
		"lower_is_better": [
			"brier-score",
			"cer",
			"cross-entropy",
			"eer",
			"fid",
			"loss",
			"mae",
			"mape",
			"mse",
			"perplexity",
			"rmse",
			"wer",
		],
		"require_incumbent": false,
	},
}

test_allowed_tolerated_deny if {
	found := regression.deny with input as _allowed_tolerated
		with data.params as _params_of_allowed_tolerated
	found == set()
}

test_allowed_tolerated_undecided if {
	found := regression.undecided with input as _allowed_tolerated
		with data.params as _params_of_allowed_tolerated
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
			"name": "loss",
			"value": 0.5,
			"raw": "0.5",
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

_rest_of_denied := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "accuracy",
					"value": 0.95,
					"unit": "fraction",
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
				{
					"name": "loss",
					"value": 0.4,
					"unit": null,
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_denied := testing.card(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := regression.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the accuracy of churn-scorer is 0.93, worse than the 0.95 of the version in use",
			"path": ["metrics", 0, "value"],
		},
		{
			"msg": "the loss of churn-scorer is 0.5, worse than the 0.4 of the version in use",
			"path": ["metrics", 1, "value"],
		},
	}
}

test_denied_undecided if {
	found := regression.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_declared := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "score",
			"value": 5,
			"raw": "5",
			"unit": null,
			"higher_is_better": false,
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

_rest_of_denied_declared := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "score",
					"value": 4,
					"unit": null,
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_denied_declared := testing.card(_document_of_denied_declared, _rest_of_denied_declared)

test_denied_declared_deny if {
	found := regression.deny with input as _denied_declared
		with data.params as _params
	found == {
		{
			"msg": "the score of churn-scorer is 5, worse than the 4 of the version in use",
			"path": ["metrics", 0, "value"],
		},
	}
}

test_denied_declared_undecided if {
	found := regression.undecided with input as _denied_declared
		with data.params as _params
	found == set()
}

_document_of_denied_lower := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "score",
			"value": 3,
			"raw": "3",
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

_rest_of_denied_lower := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "score",
					"value": 4,
					"unit": null,
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_denied_lower := testing.card(_document_of_denied_lower, _rest_of_denied_lower)

test_denied_lower_deny if {
	found := regression.deny with input as _denied_lower
		with data.params as _params
	found == {
		{
			"msg": "the score of churn-scorer is 3, worse than the 4 of the version in use",
			"path": ["metrics", 0, "value"],
		},
	}
}

test_denied_lower_undecided if {
	found := regression.undecided with input as _denied_lower
		with data.params as _params
	found == set()
}

_document_of_denied_missing := {
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

_rest_of_denied_missing := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "auc",
					"value": 0.9,
					"unit": "fraction",
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_denied_missing := testing.card(_document_of_denied_missing, _rest_of_denied_missing)

test_denied_missing_deny if {
	found := regression.deny with input as _denied_missing
		with data.params as _params
	found == {
		{
			"msg": "the card of churn-scorer no longer reports the auc that the version in use reports",
			"path": ["metrics"],
		},
	}
}

test_denied_missing_undecided if {
	found := regression.undecided with input as _denied_missing
		with data.params as _params
	found == set()
}

_document_of_denied_unit := {
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

_rest_of_denied_unit := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "accuracy",
					"value": 90,
					"unit": "percent",
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_denied_unit := testing.card(_document_of_denied_unit, _rest_of_denied_unit)

test_denied_unit_deny if {
	found := regression.deny with input as _denied_unit
		with data.params as _params
	found == {
		{
			"msg": "the card of churn-scorer no longer reports the accuracy that the version in use reports",
			"path": ["metrics"],
		},
	}
}

test_denied_unit_undecided if {
	found := regression.undecided with input as _denied_unit
		with data.params as _params
	found == set()
}

_document_of_denied_unreadable := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": null,
			"raw": "high",
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

_rest_of_denied_unreadable := {
	"facts": {
		"incumbent": {
			"version": "2",
			"metrics": [
				{
					"name": "accuracy",
					"value": 0.9,
					"unit": "fraction",
					"slice": null,
					"dataset": {"id": "churn-2026", "split": "test", "revision": null},
					"higher_is_better": null,
				},
			],
		},
	},
}

_denied_unreadable := testing.card(_document_of_denied_unreadable, _rest_of_denied_unreadable)

test_denied_unreadable_deny if {
	found := regression.deny with input as _denied_unreadable
		with data.params as _params
	found == {
		{
			"msg": "the card of churn-scorer no longer reports the accuracy that the version in use reports",
			"path": ["metrics"],
		},
	}
}

test_denied_unreadable_undecided if {
	found := regression.undecided with input as _denied_unreadable
		with data.params as _params
	found == set()
}

_document_of_undecided := {
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

_undecided := testing.card(_document_of_undecided, {})

_params_of_undecided := {
	"metrics": {
		"tolerance": {},
		"lower_is_better": [
			"brier-score",
			"cer",
			"cross-entropy",
			"eer",
			"fid",
			"loss",
			"mae",
			"mape",
			"mse",
			"perplexity",
			"rmse",
			"wer",
		],
		"require_incumbent": true,
	},
}

test_undecided_deny if {
	found := regression.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := regression.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "the metrics of the version that churn-scorer replaces are not known",
			"path": ["metrics"],
		},
	}
}
