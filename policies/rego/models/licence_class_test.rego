# Written from the samples in licence_class/ by `pytest tests/rego --update-golden`.
package govern.models.licence_class_test

import data.govern.lib.testing
import data.govern.models.licence_class

_params := {
	"licences": {
		"denied": {
			"*": [],
			"prod": ["noncommercial", "use-restricted", "custom"],
			"production": ["noncommercial", "use-restricted", "custom"],
		},
		"accepted": [],
	},
}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "cc-by-nc-4.0",
			"spdx": "CC-BY-NC-4.0",
			"id": "cc-by-nc-4.0",
			"name": null,
			"url": null,
			"class": "noncommercial",
			"conditions": ["attribution", "non-commercial"],
		},
	],
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := licence_class.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := licence_class.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_accepted := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "cc-by-nc-4.0",
			"spdx": "CC-BY-NC-4.0",
			"id": "cc-by-nc-4.0",
			"name": null,
			"url": null,
			"class": "noncommercial",
			"conditions": ["attribution", "non-commercial"],
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_allowed_accepted := {"context": {"environment": "prod"}}

_allowed_accepted := testing.card(_document_of_allowed_accepted, _rest_of_allowed_accepted)

_params_of_allowed_accepted := {
	"licences": {
		"denied": {
			"*": [],
			"prod": ["noncommercial", "use-restricted", "custom"],
			"production": ["noncommercial", "use-restricted", "custom"],
		},
		"accepted": ["cc-by-nc-4.0"],
	},
}

test_allowed_accepted_deny if {
	found := licence_class.deny with input as _allowed_accepted
		with data.params as _params_of_allowed_accepted
	found == set()
}

test_allowed_accepted_undecided if {
	found := licence_class.undecided with input as _allowed_accepted
		with data.params as _params_of_allowed_accepted
	found == set()
}

_document_of_allowed_known := {
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

_rest_of_allowed_known := {"context": {"environment": "prod"}}

_allowed_known := testing.card(_document_of_allowed_known, _rest_of_allowed_known)

_params_of_allowed_known := {
	"licences": {
		"denied": {
			"*": [],
			"prod": ["noncommercial", "use-restricted", "custom"],
			"production": ["noncommercial", "use-restricted", "custom"],
		},
		"accepted": ["acme-1", "acme-house-licence"],
	},
}

test_allowed_known_deny if {
	found := licence_class.deny with input as _allowed_known
		with data.params as _params_of_allowed_known
	found == set()
}

test_allowed_known_undecided if {
	found := licence_class.undecided with input as _allowed_known
		with data.params as _params_of_allowed_known
	found == set()
}

_document_of_allowed_prod := {
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

_rest_of_allowed_prod := {"context": {"environment": "prod"}}

_allowed_prod := testing.card(_document_of_allowed_prod, _rest_of_allowed_prod)

test_allowed_prod_deny if {
	found := licence_class.deny with input as _allowed_prod
		with data.params as _params
	found == set()
}

test_allowed_prod_undecided if {
	found := licence_class.undecided with input as _allowed_prod
		with data.params as _params
	found == set()
}

_document_of_allowed_unlisted := {
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

_allowed_unlisted := testing.card(_document_of_allowed_unlisted, {})

test_allowed_unlisted_deny if {
	found := licence_class.deny with input as _allowed_unlisted
		with data.params as _params
	found == set()
}

test_allowed_unlisted_undecided if {
	found := licence_class.undecided with input as _allowed_unlisted
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "cc-by-nc-4.0",
			"spdx": "CC-BY-NC-4.0",
			"id": "cc-by-nc-4.0",
			"name": null,
			"url": null,
			"class": "noncommercial",
			"conditions": ["attribution", "non-commercial"],
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_denied := {"context": {"environment": "prod"}}

_denied := testing.card(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := licence_class.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the licence cc-by-nc-4.0 of churn-scorer is noncommercial, which is not allowed in prod",
			"path": ["licenses", 0],
		},
	}
}

test_denied_undecided if {
	found := licence_class.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_anywhere := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "openrail",
			"spdx": null,
			"id": "openrail",
			"name": null,
			"url": null,
			"class": "use-restricted",
			"conditions": ["use-restrictions", "terms-not-stated"],
		},
	],
	"source": {"diagnostics": []},
}

_denied_anywhere := testing.card(_document_of_denied_anywhere, {})

_params_of_denied_anywhere := {"licences": {"denied": {"*": ["use-restricted"]}, "accepted": []}}

test_denied_anywhere_deny if {
	found := licence_class.deny with input as _denied_anywhere
		with data.params as _params_of_denied_anywhere
	found == {
		{
			"msg": "the licence openrail of churn-scorer is use-restricted, which is not allowed",
			"path": ["licenses", 0],
		},
	}
}

test_denied_anywhere_undecided if {
	found := licence_class.undecided with input as _denied_anywhere
		with data.params as _params_of_denied_anywhere
	found == set()
}

_document_of_undecided := {
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

_rest_of_undecided := {"context": {"environment": "prod"}}

_undecided := testing.card(_document_of_undecided, _rest_of_undecided)

test_undecided_deny if {
	found := licence_class.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := licence_class.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "whether the licence acme-house-licence of churn-scorer is allowed in prod is not known",
			"path": ["licenses", 0],
		},
	}
}
