# Written from the samples in human_oversight/ by `pytest tests/rego --update-golden`.
package govern.models.human_oversight_test

import data.govern.lib.testing
import data.govern.models.human_oversight

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"use": {"human_oversight": "A clerk confirms each rejection."},
	"governance": {"risk_tier": "high", "tags": {"monitoring_plan": "MP-1"}},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := human_oversight.deny with input as _allowed
	found == set()
}

_document_of_allowed_low := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "medium"},
	"source": {"diagnostics": []},
}

_allowed_low := testing.card(_document_of_allowed_low, {})

test_allowed_low_deny if {
	found := human_oversight.deny with input as _allowed_low
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "critical"},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := human_oversight.deny with input as _denied
	found == {
		{
			"msg": "churn-scorer is rated critical, but its card does not describe human oversight",
			"path": ["use", "human_oversight"],
		},
		{
			"msg": "churn-scorer is rated critical, but its card does not refer to a monitoring plan",
			"path": ["governance", "tags", "monitoring_plan"],
		},
	}
}
