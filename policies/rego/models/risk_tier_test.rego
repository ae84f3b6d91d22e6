# Written from the samples in risk_tier/ by `pytest tests/rego --update-golden`.
package govern.models.risk_tier_test

import data.govern.lib.testing
import data.govern.models.risk_tier

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "high", "impact_assessment": "IA-3"},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := risk_tier.deny with input as _allowed
	found == set()
}

_document_of_allowed_low := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "low"},
	"source": {"diagnostics": []},
}

_allowed_low := testing.card(_document_of_allowed_low, {})

test_allowed_low_deny if {
	found := risk_tier.deny with input as _allowed_low
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := risk_tier.deny with input as _denied
	found == {
		{
			"msg": "the card of churn-scorer rates no risk tier",
			"path": ["governance", "risk_tier"],
		},
	}
}

_document_of_denied_assessment := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"governance": {"risk_tier": "critical"},
	"source": {"diagnostics": []},
}

_denied_assessment := testing.card(_document_of_denied_assessment, {})

test_denied_assessment_deny if {
	found := risk_tier.deny with input as _denied_assessment
	found == {
		{
			"msg": "churn-scorer is rated critical, but the card refers to no impact assessment",
			"path": ["governance", "impact_assessment"],
		},
	}
}
