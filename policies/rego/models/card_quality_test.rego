# Written from the samples in card_quality/ by `pytest tests/rego --update-golden`.
package govern.models.card_quality_test

import data.govern.lib.testing
import data.govern.models.card_quality

_params := {"model_card": {"accepted_diagnostics": []}}

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
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := card_quality.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_accepted := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {
		"diagnostics": [
			{
				"code": "unreadable-value",
				"path": "/compute/hours",
				"msg": "'a few' is not a plain number",
			},
		],
	},
}

_allowed_accepted := testing.card(_document_of_allowed_accepted, {})

_params_of_allowed_accepted := {"model_card": {"accepted_diagnostics": ["unreadable-value"]}}

test_allowed_accepted_deny if {
	found := card_quality.deny with input as _allowed_accepted
		with data.params as _params_of_allowed_accepted
	found == set()
}

_document_of_allowed_version := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_rest_of_allowed_version := {"facts": {"registry": {"version": "3"}}}

_allowed_version := testing.card(_document_of_allowed_version, _rest_of_allowed_version)

test_allowed_version_deny if {
	found := card_quality.deny with input as _allowed_version
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {
		"diagnostics": [
			{
				"code": "unreadable-value",
				"path": "/compute/hours",
				"msg": "'a few' is not a plain number",
			},
		],
	},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := card_quality.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the card of churn-scorer: 'a few' is not a plain number",
			"path": ["compute", "hours"],
		},
	}
}

_document_of_denied_placeholder_md := {
	"model": {"id": "Churn", "name": "Churn", "task": ["text-classification"]},
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
	"use": {"limitations": ["Known to be weak on new customers."]},
	"sections": {
		"intended-use": {"title": "Uses", "text": "[More Information Needed]", "words": 3, "placeholder": true},
		"limitations": {
			"title": "Limitations",
			"text": "Known to be weak on new customers.",
			"words": 7,
			"placeholder": false,
		},
	},
	"source": {
		"diagnostics": [
			{
				"code": "placeholder",
				"path": "/sections/intended-use",
				"msg": "the section 'Uses' has not been written",
			},
		],
	},
}

_denied_placeholder_md := testing.card(_document_of_denied_placeholder_md, {})

test_denied_placeholder_md_deny if {
	found := card_quality.deny with input as _denied_placeholder_md
		with data.params as _params
	found == {
		{
			"msg": "the card of Churn: the section 'Uses' has not been written",
			"path": ["sections", "intended-use"],
		},
		{
			"msg": "the section \"Uses\" of the card of Churn holds a placeholder only",
			"path": ["sections", "intended-use"],
		},
	}
}

_document_of_denied_version := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_rest_of_denied_version := {"facts": {"registry": {"version": "4"}}}

_denied_version := testing.card(_document_of_denied_version, _rest_of_denied_version)

test_denied_version_deny if {
	found := card_quality.deny with input as _denied_version
		with data.params as _params
	found == {
		{
			"msg": "the card of churn-scorer is of version 3, but the registered version is 4",
			"path": ["model", "version"],
		},
	}
}
