# Written from the samples in owner/ by `pytest tests/rego --update-golden`.
package govern.models.owner_test

import data.govern.lib.testing
import data.govern.models.owner

_params := {"owners": {"directory": []}}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"parties": {"owners": [{"name": null, "contact": "retention@acme.example", "team": "retention"}]},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := owner.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_directory := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"parties": {
		"owners": [{"name": null, "contact": null, "team": "risk-models"}],
		"contact": "https://acme.example/oncall",
	},
	"source": {"diagnostics": []},
}

_allowed_directory := testing.card(_document_of_allowed_directory, {})

_params_of_allowed_directory := {"owners": {"directory": ["risk-*"]}}

test_allowed_directory_deny if {
	found := owner.deny with input as _allowed_directory
		with data.params as _params_of_allowed_directory
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := owner.deny with input as _denied
		with data.params as _params
	found == {
		{"msg": "the card of churn-scorer names no owner", "path": ["parties", "owners"]},
	}
}

_document_of_denied_contact := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"parties": {
		"owners": [
			{"name": "Ada", "contact": null, "team": null},
			{"name": null, "contact": "call me", "team": null},
		],
	},
	"source": {"diagnostics": []},
}

_denied_contact := testing.card(_document_of_denied_contact, {})

test_denied_contact_deny if {
	found := owner.deny with input as _denied_contact
		with data.params as _params
	found == {
		{
			"msg": "the owner Ada of churn-scorer has no contact that can be reached",
			"path": ["parties", "owners", 0],
		},
		{
			"msg": "the owner without a name of churn-scorer has no contact that can be reached",
			"path": ["parties", "owners", 1],
		},
	}
}

_document_of_denied_directory := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"parties": {
		"owners": [{"name": null, "contact": null, "team": "retention"}],
		"contact": "#retention",
	},
	"source": {"diagnostics": []},
}

_denied_directory := testing.card(_document_of_denied_directory, {})

_params_of_denied_directory := {"owners": {"directory": ["risk-*"]}}

test_denied_directory_deny if {
	found := owner.deny with input as _denied_directory
		with data.params as _params_of_denied_directory
	found == {
		{
			"msg": "the owner retention of churn-scorer is not in the directory of teams",
			"path": ["parties", "owners", 0],
		},
	}
}

_document_of_denied_directory_contact := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"parties": {"owners": [{"name": null, "contact": null, "team": "retention"}]},
	"source": {"diagnostics": []},
}

_denied_directory_contact := testing.card(_document_of_denied_directory_contact, {})

_params_of_denied_directory_contact := {"owners": {"directory": ["risk-*"]}}

test_denied_directory_contact_deny if {
	found := owner.deny with input as _denied_directory_contact
		with data.params as _params_of_denied_directory_contact
	found == {
		{
			"msg": "the owner retention of churn-scorer has no contact that can be reached",
			"path": ["parties", "owners", 0],
		},
	}
}

_document_of_denied_person := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"parties": {"owners": [{"name": "Ada", "contact": null, "team": "retention"}]},
	"source": {"diagnostics": []},
}

_denied_person := testing.card(_document_of_denied_person, {})

test_denied_person_deny if {
	found := owner.deny with input as _denied_person
		with data.params as _params
	found == {
		{
			"msg": "the owner retention of churn-scorer has no contact that can be reached",
			"path": ["parties", "owners", 0],
		},
	}
}
