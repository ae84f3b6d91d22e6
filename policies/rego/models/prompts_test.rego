# Written from the samples in prompts/ by `pytest tests/rego --update-golden`.
package govern.models.prompts_test

import data.govern.lib.testing
import data.govern.models.prompts

_params := {
	"prompts": {"require": false},
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
	"safety": {
		"prompts": [
			{
				"name": "system",
				"version": "4",
				"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
			},
		],
	},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := prompts.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_listed := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {
		"prompts": [
			{
				"name": "system",
				"version": "4",
				"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
			},
		],
	},
	"source": {"diagnostics": []},
}

_allowed_listed := testing.card(_document_of_allowed_listed, {})

_params_of_allowed_listed := {
	"prompts": {"require": true},
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

test_allowed_listed_deny if {
	found := prompts.deny with input as _allowed_listed
		with data.params as _params_of_allowed_listed
	found == set()
}

_document_of_allowed_none := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"source": {"diagnostics": []},
}

_allowed_none := testing.card(_document_of_allowed_none, {})

test_allowed_none_deny if {
	found := prompts.deny with input as _allowed_none
		with data.params as _params
	found == set()
}

_document_of_allowed_tabular := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["tabular-classification"],
	},
	"source": {"diagnostics": []},
}

_allowed_tabular := testing.card(_document_of_allowed_tabular, {})

_params_of_allowed_tabular := {
	"prompts": {"require": true},
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

test_allowed_tabular_deny if {
	found := prompts.deny with input as _allowed_tabular
		with data.params as _params_of_allowed_tabular
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"safety": {
		"prompts": [
			{"name": "system", "version": null, "sha256": null},
			{"name": "chat", "version": "1", "sha256": null},
		],
	},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := prompts.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the prompt \"chat\" of churn-scorer has no sha256",
			"path": ["safety", "prompts", 1],
		},
		{
			"msg": "the prompt \"system\" of churn-scorer has no version and no sha256",
			"path": ["safety", "prompts", 0],
		},
	}
}

_document_of_denied_none := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"source": {"diagnostics": []},
}

_denied_none := testing.card(_document_of_denied_none, {})

_params_of_denied_none := {
	"prompts": {"require": true},
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

test_denied_none_deny if {
	found := prompts.deny with input as _denied_none
		with data.params as _params_of_denied_none
	found == {
		{"msg": "the card of churn-scorer lists no prompts", "path": ["safety", "prompts"]},
	}
}
