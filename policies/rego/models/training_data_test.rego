# Written from the samples in training_data/ by `pytest tests/rego --update-golden`.
package govern.models.training_data_test

import data.govern.lib.testing
import data.govern.models.training_data

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "churn-2026",
			"role": "train",
			"url": null,
			"revision": null,
			"license": "proprietary",
			"classification": null,
			"pii": "unknown",
			"sensitive": [],
			"provenance": "CRM export",
			"collected": null,
			"size": null,
			"governance": {},
		},
		{
			"name": "eval",
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

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := training_data.deny with input as _allowed
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "eval",
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

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := training_data.deny with input as _denied
	found == {
		{"msg": "the card of churn-scorer names no training data", "path": ["datasets"]},
	}
}

_document_of_denied_bare := {
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
		{
			"name": "web",
			"role": "unknown",
			"url": null,
			"revision": null,
			"license": "mit",
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

_denied_bare := testing.card(_document_of_denied_bare, {})

test_denied_bare_deny if {
	found := training_data.deny with input as _denied_bare
	found == {
		{
			"msg": "the card of churn-scorer does not give the licence and the origin of the training dataset churn-2026",
			"path": ["datasets", 0],
		},
		{
			"msg": "the card of churn-scorer does not give the origin of the training dataset web",
			"path": ["datasets", 1],
		},
	}
}
