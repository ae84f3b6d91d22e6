# Written from the samples in lineage/ by `pytest tests/rego --update-golden`.
package govern.models.lineage_test

import data.govern.lib.testing
import data.govern.models.lineage

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "mit",
			"spdx": "MIT",
			"id": "mit",
			"name": null,
			"url": null,
			"class": "permissive",
			"conditions": ["attribution"],
		},
	],
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "apache-2.0",
			},
		],
	},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := lineage.deny with input as _allowed
	found == set()
}

_document_of_allowed_merge := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"lineage": {
		"base_models": [
			{"id": "a/b", "revision": "abc", "relation": "merge", "license": null},
			{"id": "a/c", "revision": "abc", "relation": "merge", "license": null},
		],
		"merged": true,
	},
	"source": {"diagnostics": []},
}

_allowed_merge := testing.card(_document_of_allowed_merge, {})

test_allowed_merge_deny if {
	found := lineage.deny with input as _allowed_merge
	found == set()
}

_document_of_allowed_scratch := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_allowed_scratch := testing.card(_document_of_allowed_scratch, {})

test_allowed_scratch_deny if {
	found := lineage.deny with input as _allowed_scratch
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"lineage": {
		"base_models": [{"id": "acme/base", "revision": null, "relation": null, "license": null}],
	},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := lineage.deny with input as _denied
	found == {
		{
			"msg": "churn-scorer is derived from acme/base, but the card does not say how it was used and its revision",
			"path": ["lineage", "base_models", 0],
		},
	}
}

_document_of_denied_merge := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"lineage": {
		"base_models": [{"id": "a/b", "revision": "abc", "relation": "merge", "license": null}],
		"merged": true,
	},
	"source": {"diagnostics": []},
}

_denied_merge := testing.card(_document_of_denied_merge, {})

test_denied_merge_deny if {
	found := lineage.deny with input as _denied_merge
	found == {
		{
			"msg": "churn-scorer is a merge, but the card does not name the models that were merged",
			"path": ["lineage", "base_models"],
		},
	}
}
