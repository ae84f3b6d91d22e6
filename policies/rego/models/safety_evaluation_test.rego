# Written from the samples in safety_evaluation/ by `pytest tests/rego --update-golden`.
package govern.models.safety_evaluation_test

import data.govern.lib.testing
import data.govern.models.safety_evaluation

_params := {
	"safety": {"suites": [], "max_age_days": 180},
	"generative": {
		"tasks": [
			"text-generation",
			"text2text-generation",
			"conversational",
			"image-text-to-text",
			"text-to-image",
			"text-to-video",
			"text-to-audio",
			"text-to-speech",
			"any-to-any",
		],
	},
}

_document_of_allowed := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := safety_evaluation.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := safety_evaluation.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_other := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-classification"],
	},
	"safety": {
		"evals": [
			{
				"suite": "harmbench",
				"name": "asr",
				"value": 0.9,
				"threshold": null,
				"date": "2020-10-01",
				"report": null,
			},
			{
				"suite": "refusals",
				"name": "r",
				"value": null,
				"threshold": null,
				"date": null,
				"report": null,
			},
		],
	},
	"source": {"diagnostics": []},
}

_allowed_other := testing.card(_document_of_allowed_other, {})

_params_of_allowed_other := {
	"safety": {
		"suites": [{"suite": "harmbench", "max": 0.05}, {"suite": "refusals", "min": 0.9}],
		"max_age_days": 180,
	},
	"generative": {
		"tasks": [
			"text-generation",
			"text2text-generation",
			"conversational",
			"image-text-to-text",
			"text-to-image",
			"text-to-video",
			"text-to-audio",
			"text-to-speech",
			"any-to-any",
		],
	},
}

test_allowed_other_deny if {
	found := safety_evaluation.deny with input as _allowed_other
		with data.params as _params_of_allowed_other
	found == set()
}

test_allowed_other_undecided if {
	found := safety_evaluation.undecided with input as _allowed_other
		with data.params as _params_of_allowed_other
	found == set()
}

_document_of_allowed_passed := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["Text Generation"],
	},
	"safety": {
		"evals": [
			{
				"suite": "harmbench",
				"name": "asr",
				"value": 0.01,
				"threshold": null,
				"date": "2026-10-01",
				"report": null,
			},
			{
				"suite": "refusals",
				"name": "r",
				"value": 0.95,
				"threshold": null,
				"date": "2026-10-01",
				"report": null,
			},
		],
	},
	"source": {"diagnostics": []},
}

_allowed_passed := testing.card(_document_of_allowed_passed, {})

_params_of_allowed_passed := {
	"safety": {
		"suites": [{"suite": "harmbench", "max": 0.05}, {"suite": "refusals", "min": 0.9}],
		"max_age_days": 180,
	},
	"generative": {
		"tasks": [
			"text-generation",
			"text2text-generation",
			"conversational",
			"image-text-to-text",
			"text-to-image",
			"text-to-video",
			"text-to-audio",
			"text-to-speech",
			"any-to-any",
		],
	},
}

test_allowed_passed_deny if {
	found := safety_evaluation.deny with input as _allowed_passed
		with data.params as _params_of_allowed_passed
	found == set()
}

test_allowed_passed_undecided if {
	found := safety_evaluation.undecided with input as _allowed_passed
		with data.params as _params_of_allowed_passed
	found == set()
}

_document_of_denied := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {
		"evals": [
			{
				"suite": "harmbench",
				"name": "asr",
				"value": 0.2,
				"threshold": null,
				"date": "2026-10-01",
				"report": null,
			},
			{
				"suite": "refusals",
				"name": "r",
				"value": 0.5,
				"threshold": null,
				"date": "2026-10-01",
				"report": null,
			},
		],
	},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

_params_of_denied := {
	"safety": {
		"suites": [{"suite": "harmbench", "max": 0.05}, {"suite": "refusals", "min": 0.9}],
		"max_age_days": 180,
	},
	"generative": {
		"tasks": [
			"text-generation",
			"text2text-generation",
			"conversational",
			"image-text-to-text",
			"text-to-image",
			"text-to-video",
			"text-to-audio",
			"text-to-speech",
			"any-to-any",
		],
	},
}

test_denied_deny if {
	found := safety_evaluation.deny with input as _denied
		with data.params as _params_of_denied
	found == {
		{
			"msg": "the safety suite harmbench gives churn-scorer 0.2, which is out of bounds",
			"path": ["safety", "evals", 0, "value"],
		},
		{
			"msg": "the safety suite refusals gives churn-scorer 0.5, which is out of bounds",
			"path": ["safety", "evals", 1, "value"],
		},
	}
}

test_denied_undecided if {
	found := safety_evaluation.undecided with input as _denied
		with data.params as _params_of_denied
	found == set()
}

_document_of_denied_missing := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"source": {"diagnostics": []},
}

_denied_missing := testing.card(_document_of_denied_missing, {})

_params_of_denied_missing := {
	"safety": {
		"suites": [{"suite": "harmbench", "max": 0.05}, {"suite": "refusals", "min": 0.9}],
		"max_age_days": 180,
	},
	"generative": {
		"tasks": [
			"text-generation",
			"text2text-generation",
			"conversational",
			"image-text-to-text",
			"text-to-image",
			"text-to-video",
			"text-to-audio",
			"text-to-speech",
			"any-to-any",
		],
	},
}

test_denied_missing_deny if {
	found := safety_evaluation.deny with input as _denied_missing
		with data.params as _params_of_denied_missing
	found == {
		{
			"msg": "the safety suite harmbench was not run on churn-scorer",
			"path": ["safety", "evals"],
		},
		{
			"msg": "the safety suite refusals was not run on churn-scorer",
			"path": ["safety", "evals"],
		},
	}
}

test_denied_missing_undecided if {
	found := safety_evaluation.undecided with input as _denied_missing
		with data.params as _params_of_denied_missing
	found == set()
}

_document_of_denied_old := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {
		"evals": [
			{
				"suite": "HarmBench",
				"name": "asr",
				"value": 0.01,
				"threshold": null,
				"date": "2025-10-01",
				"report": null,
			},
			{
				"suite": "refusals",
				"name": "r",
				"value": 0.95,
				"threshold": null,
				"date": null,
				"report": null,
			},
		],
	},
	"source": {"diagnostics": []},
}

_denied_old := testing.card(_document_of_denied_old, {})

_params_of_denied_old := {
	"safety": {
		"suites": [{"suite": "harmbench", "max": 0.05}, {"suite": "refusals", "min": 0.9}],
		"max_age_days": 180,
	},
	"generative": {
		"tasks": [
			"text-generation",
			"text2text-generation",
			"conversational",
			"image-text-to-text",
			"text-to-image",
			"text-to-video",
			"text-to-audio",
			"text-to-speech",
			"any-to-any",
		],
	},
}

test_denied_old_deny if {
	found := safety_evaluation.deny with input as _denied_old
		with data.params as _params_of_denied_old
	found == {
		{
			"msg": "the safety suite harmbench was not run on churn-scorer within 180 days",
			"path": ["safety", "evals", 0, "date"],
		},
		{
			"msg": "the safety suite refusals was not run on churn-scorer within 180 days",
			"path": ["safety", "evals", 1, "date"],
		},
	}
}

test_denied_old_undecided if {
	found := safety_evaluation.undecided with input as _denied_old
		with data.params as _params_of_denied_old
	found == set()
}

_document_of_undecided := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {
		"evals": [
			{
				"suite": "harmbench",
				"name": "asr",
				"value": null,
				"threshold": null,
				"date": "2026-10-01",
				"report": null,
			},
			{
				"suite": "refusals",
				"name": "r",
				"value": 0.95,
				"threshold": null,
				"date": "2026-10-01",
				"report": null,
			},
		],
	},
	"source": {"diagnostics": []},
}

_undecided := testing.card(_document_of_undecided, {})

_params_of_undecided := {
	"safety": {
		"suites": [{"suite": "harmbench", "max": 0.05}, {"suite": "refusals", "min": 0.9}],
		"max_age_days": 180,
	},
	"generative": {
		"tasks": [
			"text-generation",
			"text2text-generation",
			"conversational",
			"image-text-to-text",
			"text-to-image",
			"text-to-video",
			"text-to-audio",
			"text-to-speech",
			"any-to-any",
		],
	},
}

test_undecided_deny if {
	found := safety_evaluation.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := safety_evaluation.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "the result of the safety suite harmbench on churn-scorer is not a plain number",
			"path": ["safety", "evals", 0, "value"],
		},
	}
}

_document_of_undecided_both := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {
		"evals": [
			{
				"suite": "harmbench",
				"name": "asr",
				"value": null,
				"threshold": null,
				"date": "2026-10-01",
				"report": null,
			},
			{
				"suite": "refusals",
				"name": "r",
				"value": null,
				"threshold": null,
				"date": "2026-10-01",
				"report": null,
			},
		],
	},
	"source": {"diagnostics": []},
}

_undecided_both := testing.card(_document_of_undecided_both, {})

_params_of_undecided_both := {
	"safety": {
		"suites": [{"suite": "harmbench", "max": 0.05}, {"suite": "refusals", "min": 0.9}],
		"max_age_days": 180,
	},
	"generative": {
		"tasks": [
			"text-generation",
			"text2text-generation",
			"conversational",
			"image-text-to-text",
			"text-to-image",
			"text-to-video",
			"text-to-audio",
			"text-to-speech",
			"any-to-any",
		],
	},
}

test_undecided_both_deny if {
	found := safety_evaluation.deny with input as _undecided_both
		with data.params as _params_of_undecided_both
	found == set()
}

test_undecided_both_undecided if {
	found := safety_evaluation.undecided with input as _undecided_both
		with data.params as _params_of_undecided_both
	found == {
		{
			"msg": "the result of the safety suite harmbench on churn-scorer is not a plain number",
			"path": ["safety", "evals", 0, "value"],
		},
		{
			"msg": "the result of the safety suite refusals on churn-scorer is not a plain number",
			"path": ["safety", "evals", 1, "value"],
		},
	}
}
