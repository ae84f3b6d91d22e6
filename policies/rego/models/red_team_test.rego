# Written from the samples in red_team/ by `pytest tests/rego --update-golden`.
package govern.models.red_team_test

import data.govern.lib.testing
import data.govern.models.red_team

_params := {
	"safety": {"max_age_days": 180},
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
	"safety": {"red_team": {"done": true, "date": "2026-09-01", "report": "RT-1"}},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := red_team.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_low := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {"red_team": {"done": false}},
	"governance": {"risk_tier": "low"},
	"source": {"diagnostics": []},
}

_allowed_low := testing.card(_document_of_allowed_low, {})

test_allowed_low_deny if {
	found := red_team.deny with input as _allowed_low
		with data.params as _params
	found == set()
}

_document_of_allowed_other := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["tabular-classification"],
	},
	"safety": {"red_team": {"done": false}},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_allowed_other := testing.card(_document_of_allowed_other, {})

test_allowed_other_deny if {
	found := red_team.deny with input as _allowed_other
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
	"safety": {"red_team": {"done": true}},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_allowed_tabular := testing.card(_document_of_allowed_tabular, {})

test_allowed_tabular_deny if {
	found := red_team.deny with input as _allowed_tabular
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {"red_team": {"done": false}},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := red_team.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "churn-scorer is generative and rated high, but was not red-teamed",
			"path": ["safety", "red_team"],
		},
	}
}

_document_of_denied_old := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {"red_team": {"done": true, "date": "2025-01-01", "report": "RT-1"}},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_denied_old := testing.card(_document_of_denied_old, {})

test_denied_old_deny if {
	found := red_team.deny with input as _denied_old
		with data.params as _params
	found == {
		{
			"msg": "churn-scorer was not red-teamed within 180 days",
			"path": ["safety", "red_team", "date"],
		},
	}
}

_document_of_denied_report := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {"red_team": {"done": true, "date": "2026-09-01"}},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_denied_report := testing.card(_document_of_denied_report, {})

test_denied_report_deny if {
	found := red_team.deny with input as _denied_report
		with data.params as _params
	found == {
		{
			"msg": "the card of churn-scorer refers to no red-team report",
			"path": ["safety", "red_team", "report"],
		},
	}
}

_document_of_denied_undated := {
	"model": {
		"id": "churn-scorer",
		"name": "churn-scorer",
		"version": "3",
		"task": ["text-generation"],
	},
	"safety": {"red_team": {"done": true, "report": "RT-1"}},
	"governance": {"risk_tier": "high"},
	"source": {"diagnostics": []},
}

_denied_undated := testing.card(_document_of_denied_undated, {})

test_denied_undated_deny if {
	found := red_team.deny with input as _denied_undated
		with data.params as _params
	found == {
		{
			"msg": "churn-scorer was not red-teamed within 180 days",
			"path": ["safety", "red_team", "date"],
		},
	}
}
