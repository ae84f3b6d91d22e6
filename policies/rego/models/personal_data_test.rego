# Written from the samples in personal_data/ by `pytest tests/rego --update-golden`.
package govern.models.personal_data_test

import data.govern.lib.testing
import data.govern.models.personal_data

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "churn-2026",
			"role": "unknown",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "yes",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {"legal_basis": "contract", "dpia": "DPIA-7"},
		},
		{
			"name": "weather",
			"role": "unknown",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "no",
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
	found := personal_data.deny with input as _allowed
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "churn-2026",
			"role": "unknown",
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
	found := personal_data.deny with input as _denied
	found == {
		{
			"msg": "the card of churn-scorer does not say whether churn-2026 holds personal data",
			"path": ["datasets", 0, "pii"],
		},
	}
}

_document_of_denied_basis := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"datasets": [
		{
			"name": "churn-2026",
			"role": "unknown",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "yes",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {"dpia": "DPIA-7"},
		},
		{
			"name": "crm",
			"role": "unknown",
			"url": null,
			"revision": null,
			"license": null,
			"classification": null,
			"pii": "yes",
			"sensitive": [],
			"provenance": null,
			"collected": null,
			"size": null,
			"governance": {},
		},
	],
	"source": {"diagnostics": []},
}

_denied_basis := testing.card(_document_of_denied_basis, {})

test_denied_basis_deny if {
	found := personal_data.deny with input as _denied_basis
	found == {
		{
			"msg": "churn-2026 holds personal data, but the card does not name the legal basis",
			"path": ["datasets", 0, "governance"],
		},
		{
			"msg": "crm holds personal data, but the card does not name the impact assessment and the legal basis",
			"path": ["datasets", 1, "governance"],
		},
	}
}

_document_of_denied_silent := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_denied_silent := testing.card(_document_of_denied_silent, {})

test_denied_silent_deny if {
	found := personal_data.deny with input as _denied_silent
	found == {
		{
			"msg": "the card of churn-scorer names no data, so whether it is personal is not declared",
			"path": ["datasets"],
		},
	}
}
