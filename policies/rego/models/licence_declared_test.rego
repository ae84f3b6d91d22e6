# Written from the samples in licence_declared/ by `pytest tests/rego --update-golden`.
package govern.models.licence_declared_test

import data.govern.lib.testing
import data.govern.models.licence_declared

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "apache-2.0",
			"spdx": "Apache-2.0",
			"id": "apache-2.0",
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
	found := licence_declared.deny with input as _allowed
	found == set()
}

_document_of_allowed_family := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "openmdw-1.0",
			"spdx": null,
			"id": "openmdw-1.0",
			"name": null,
			"url": null,
			"class": "permissive",
			"conditions": ["attribution"],
		},
	],
	"source": {"diagnostics": []},
}

_allowed_family := testing.card(_document_of_allowed_family, {})

test_allowed_family_deny if {
	found := licence_declared.deny with input as _allowed_family
	found == set()
}

_document_of_allowed_other := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "other",
			"spdx": null,
			"id": "other",
			"name": "Acme Model Terms",
			"url": "https://acme.example/terms",
			"class": "custom",
			"conditions": ["read-the-text"],
		},
	],
	"source": {"diagnostics": []},
}

_allowed_other := testing.card(_document_of_allowed_other, {})

test_allowed_other_deny if {
	found := licence_declared.deny with input as _allowed_other
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := licence_declared.deny with input as _denied
	found == {
		{"msg": "the card of churn-scorer declares no licence", "path": ["licenses"]},
	}
}

_document_of_denied_named := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "Acme House Licence",
			"spdx": null,
			"id": null,
			"name": "Acme House Licence",
			"url": null,
			"class": null,
			"conditions": [],
		},
	],
	"source": {
		"diagnostics": [
			{
				"code": "unknown-license",
				"path": "/licenses/0",
				"msg": "'Acme House Licence' is not in the licence table",
			},
		],
	},
}

_denied_named := testing.card(_document_of_denied_named, {})

test_denied_named_deny if {
	found := licence_declared.deny with input as _denied_named
	found == {
		{
			"msg": "the licence \"Acme House Licence\" of churn-scorer is not known by id; declare a known id, or `other` with a name and a link",
			"path": ["licenses", 0],
		},
	}
}

_document_of_denied_other := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "other",
			"spdx": null,
			"id": "other",
			"name": null,
			"url": null,
			"class": "custom",
			"conditions": ["read-the-text"],
		},
	],
	"source": {"diagnostics": []},
}

_denied_other := testing.card(_document_of_denied_other, {})

test_denied_other_deny if {
	found := licence_declared.deny with input as _denied_other
	found == {
		{
			"msg": "the licence \"other\" of churn-scorer needs a name and a link to its text",
			"path": ["licenses", 0],
		},
	}
}

_document_of_denied_unknown := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "acme-house-licence",
			"spdx": null,
			"id": null,
			"name": null,
			"url": null,
			"class": null,
			"conditions": [],
		},
	],
	"source": {
		"diagnostics": [
			{
				"code": "unknown-license",
				"path": "/licenses/0",
				"msg": "'acme-house-licence' is not in the licence table",
			},
		],
	},
}

_denied_unknown := testing.card(_document_of_denied_unknown, {})

test_denied_unknown_deny if {
	found := licence_declared.deny with input as _denied_unknown
	found == {
		{
			"msg": "the licence \"acme-house-licence\" of churn-scorer is not known by id; declare a known id, or `other` with a name and a link",
			"path": ["licenses", 0],
		},
	}
}

_document_of_denied_unlinked := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "other",
			"spdx": null,
			"id": "other",
			"name": "Acme Model Terms",
			"url": null,
			"class": "custom",
			"conditions": ["read-the-text"],
		},
	],
	"source": {"diagnostics": []},
}

_denied_unlinked := testing.card(_document_of_denied_unlinked, {})

test_denied_unlinked_deny if {
	found := licence_declared.deny with input as _denied_unlinked
	found == {
		{
			"msg": "the licence \"other\" of churn-scorer needs a name and a link to its text",
			"path": ["licenses", 0],
		},
	}
}

_document_of_denied_unnamed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "other",
			"spdx": null,
			"id": "other",
			"name": null,
			"url": "https://acme.example/terms",
			"class": "custom",
			"conditions": ["read-the-text"],
		},
	],
	"source": {"diagnostics": []},
}

_denied_unnamed := testing.card(_document_of_denied_unnamed, {})

test_denied_unnamed_deny if {
	found := licence_declared.deny with input as _denied_unnamed
	found == {
		{
			"msg": "the licence \"other\" of churn-scorer needs a name and a link to its text",
			"path": ["licenses", 0],
		},
	}
}
