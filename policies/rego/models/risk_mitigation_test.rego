# Written from the samples in risk_mitigation/ by `pytest tests/rego --update-golden`.
package govern.models.risk_mitigation_test

import data.govern.lib.testing
import data.govern.models.risk_mitigation

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"fairness": [
		{
			"group": "new customers",
			"benefit": null,
			"harm": "worse scores",
			"mitigation": "manual review",
		},
	],
	"risks": [{"name": "Stale features", "category": null, "mitigation": "Daily drift check"}],
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := risk_mitigation.deny with input as _allowed
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := risk_mitigation.deny with input as _denied
	found == {
		{"msg": "the card of churn-scorer names no bias or ethical risks", "path": ["risks"]},
	}
}

_document_of_denied_open := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"fairness": [
		{"group": "new customers", "benefit": null, "harm": "worse scores", "mitigation": null},
	],
	"risks": [{"name": "Stale features", "category": null, "mitigation": null}],
	"source": {"diagnostics": []},
}

_denied_open := testing.card(_document_of_denied_open, {})

test_denied_open_deny if {
	found := risk_mitigation.deny with input as _denied_open
	found == {
		{
			"msg": "the card of churn-scorer says nothing of what is done about \"Stale features\"",
			"path": ["risks", 0],
		},
		{
			"msg": "the card of churn-scorer says nothing of what is done about \"new customers\"",
			"path": ["fairness", 0],
		},
	}
}
