# Written from the samples in evaluation_overlap/ by `pytest tests/rego --update-golden`.
package govern.models.evaluation_overlap_test

import data.govern.lib.testing
import data.govern.models.evaluation_overlap

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "churn-2026",
			"role": "train",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "unknown",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {},
		},
	],
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
	found := evaluation_overlap.deny with input as _allowed
	found == set()
}

_document_of_allowed_held_out := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "churn",
			"role": "train",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "unknown",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {},
		},
	],
	"metrics": [
		{
			"name": "f1",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": {"id": "churn-test", "split": null, "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_allowed_held_out := testing.card(_document_of_allowed_held_out, {})

test_allowed_held_out_deny if {
	found := evaluation_overlap.deny with input as _allowed_held_out
	found == set()
}

_document_of_allowed_test_set := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "churn",
			"role": "train",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "unknown",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {},
		},
		{
			"name": "churn-test",
			"role": "test",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "unknown",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {},
		},
	],
	"metrics": [
		{
			"name": "f1",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": {"id": "churn-test", "split": null, "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_allowed_test_set := testing.card(_document_of_allowed_test_set, {})

test_allowed_test_set_deny if {
	found := evaluation_overlap.deny with input as _allowed_test_set
	found == set()
}

_document_of_allowed_two := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "a",
			"role": "train",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "unknown",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {},
		},
		{
			"name": "b",
			"role": "test",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "unknown",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {},
		},
	],
	"source": {"diagnostics": []},
}

_allowed_two := testing.card(_document_of_allowed_two, {})

test_allowed_two_deny if {
	found := evaluation_overlap.deny with input as _allowed_two
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "accuracy",
			"value": 0.99,
			"raw": "0.99",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": {"id": "churn-2026", "split": "train", "revision": null},
			"source": null,
			"verified": null,
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
			"dataset": {"id": null, "split": "training", "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := evaluation_overlap.deny with input as _denied
	found == {
		{
			"msg": "the accuracy of churn-scorer was measured on the training split of churn-2026",
			"path": ["metrics", 0, "dataset"],
		},
		{
			"msg": "the f1 of churn-scorer was measured on the training split of its dataset",
			"path": ["metrics", 1, "dataset"],
		},
	}
}

_document_of_denied_same := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "Churn",
			"role": "train",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "unknown",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {},
		},
	],
	"metrics": [
		{
			"name": "f1",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": {"id": "churn", "split": null, "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_denied_same := testing.card(_document_of_denied_same, {})

test_denied_same_deny if {
	found := evaluation_overlap.deny with input as _denied_same
	found == {
		{
			"msg": "the f1 of churn-scorer was measured on the training data Churn, and no split is named",
			"path": ["metrics", 0, "dataset"],
		},
	}
}

_document_of_denied_unnamed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"metrics": [
		{
			"name": "f1",
			"value": 0.9,
			"raw": "0.9",
			"unit": null,
			"higher_is_better": null,
			"ci": null,
			"slice": null,
			"task": null,
			"dataset": {"id": null, "split": "training", "revision": null},
			"source": null,
			"verified": null,
			"date": null,
		},
	],
	"source": {"diagnostics": []},
}

_denied_unnamed := testing.card(_document_of_denied_unnamed, {})

test_denied_unnamed_deny if {
	found := evaluation_overlap.deny with input as _denied_unnamed
	found == {
		{
			"msg": "the f1 of churn-scorer was measured on the training split of its dataset",
			"path": ["metrics", 0, "dataset"],
		},
	}
}
