# Written from the samples in licence_inheritance/ by `pytest tests/rego --update-golden`.
package govern.models.licence_inheritance_test

import data.govern.lib.testing
import data.govern.models.licence_inheritance

_params := {"lineage": {"require_base_licence": false}}

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
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "apache-2.0",
			},
		],
	},
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := licence_inheritance.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_warn if {
	found := licence_inheritance.warn with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := licence_inheritance.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_base_known := {
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
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "apache-2.0",
			},
		],
	},
	"source": {"diagnostics": []},
}

_allowed_base_known := testing.card(_document_of_allowed_base_known, {})

_params_of_allowed_base_known := {"lineage": {"require_base_licence": true}}

test_allowed_base_known_deny if {
	found := licence_inheritance.deny with input as _allowed_base_known
		with data.params as _params_of_allowed_base_known
	found == set()
}

test_allowed_base_known_warn if {
	found := licence_inheritance.warn with input as _allowed_base_known
		with data.params as _params_of_allowed_base_known
	found == set()
}

test_allowed_base_known_undecided if {
	found := licence_inheritance.undecided with input as _allowed_base_known
		with data.params as _params_of_allowed_base_known
	found == set()
}

_document_of_allowed_custom := {
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
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "cc-by-nc-4.0",
			},
		],
	},
	"source": {"diagnostics": []},
}

_allowed_custom := testing.card(_document_of_allowed_custom, {})

test_allowed_custom_deny if {
	found := licence_inheritance.deny with input as _allowed_custom
		with data.params as _params
	found == set()
}

test_allowed_custom_warn if {
	found := licence_inheritance.warn with input as _allowed_custom
		with data.params as _params
	found == set()
}

test_allowed_custom_undecided if {
	found := licence_inheritance.undecided with input as _allowed_custom
		with data.params as _params
	found == set()
}

_document_of_allowed_same := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "gpl-3.0",
			"spdx": "GPL-3.0-only",
			"id": "gpl-3.0",
			"name": null,
			"url": null,
			"class": "copyleft",
			"conditions": ["disclose-source", "share-alike"],
		},
	],
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "gpl-3.0",
			},
		],
	},
	"source": {"diagnostics": []},
}

_allowed_same := testing.card(_document_of_allowed_same, {})

test_allowed_same_deny if {
	found := licence_inheritance.deny with input as _allowed_same
		with data.params as _params
	found == set()
}

test_allowed_same_warn if {
	found := licence_inheritance.warn with input as _allowed_same
		with data.params as _params
	found == set()
}

test_allowed_same_undecided if {
	found := licence_inheritance.undecided with input as _allowed_same
		with data.params as _params
	found == set()
}

_document_of_allowed_unclassed := {
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
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "gpl-3.0",
			},
		],
	},
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

_allowed_unclassed := testing.card(_document_of_allowed_unclassed, {})

test_allowed_unclassed_deny if {
	found := licence_inheritance.deny with input as _allowed_unclassed
		with data.params as _params
	found == set()
}

test_allowed_unclassed_warn if {
	found := licence_inheritance.warn with input as _allowed_unclassed
		with data.params as _params
	found == set()
}

test_allowed_unclassed_undecided if {
	found := licence_inheritance.undecided with input as _allowed_unclassed
		with data.params as _params
	found == set()
}

_document_of_allowed_unknown := {
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
	"lineage": {
		"base_models": [{"id": "acme/base", "revision": "0f8fad5b", "relation": "finetune", "license": null}],
	},
	"source": {"diagnostics": []},
}

_allowed_unknown := testing.card(_document_of_allowed_unknown, {})

test_allowed_unknown_deny if {
	found := licence_inheritance.deny with input as _allowed_unknown
		with data.params as _params
	found == set()
}

test_allowed_unknown_warn if {
	found := licence_inheritance.warn with input as _allowed_unknown
		with data.params as _params
	found == set()
}

test_allowed_unknown_undecided if {
	found := licence_inheritance.undecided with input as _allowed_unknown
		with data.params as _params
	found == set()
}

_document_of_denied := {
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
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "cc-by-nc-4.0",
			},
		],
	},
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := licence_inheritance.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the base model acme/base is under cc-by-nc-4.0, which allows no commercial use, but this model claims to",
			"path": ["lineage", "base_models", 0],
		},
	}
}

test_denied_warn if {
	found := licence_inheritance.warn with input as _denied
		with data.params as _params
	found == set()
}

test_denied_undecided if {
	found := licence_inheritance.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_alias := {
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
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "gnu gpl 3",
			},
		],
	},
	"source": {"diagnostics": []},
}

_denied_alias := testing.card(_document_of_denied_alias, {})

test_denied_alias_deny if {
	found := licence_inheritance.deny with input as _denied_alias
		with data.params as _params
	found == {
		{
			"msg": "the base model acme/base is under gpl-3.0, which asks for the same licence",
			"path": ["lineage", "base_models", 0],
		},
	}
}

test_denied_alias_warn if {
	found := licence_inheritance.warn with input as _denied_alias
		with data.params as _params
	found == set()
}

test_denied_alias_undecided if {
	found := licence_inheritance.undecided with input as _denied_alias
		with data.params as _params
	found == set()
}

_document_of_denied_copyleft := {
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
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "gpl-3.0",
			},
		],
	},
	"source": {"diagnostics": []},
}

_denied_copyleft := testing.card(_document_of_denied_copyleft, {})

test_denied_copyleft_deny if {
	found := licence_inheritance.deny with input as _denied_copyleft
		with data.params as _params
	found == {
		{
			"msg": "the base model acme/base is under gpl-3.0, which asks for the same licence",
			"path": ["lineage", "base_models", 0],
		},
	}
}

test_denied_copyleft_warn if {
	found := licence_inheritance.warn with input as _denied_copyleft
		with data.params as _params
	found == set()
}

test_denied_copyleft_undecided if {
	found := licence_inheritance.undecided with input as _denied_copyleft
		with data.params as _params
	found == set()
}

_document_of_denied_restricted := {
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
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "openrail",
			},
		],
	},
	"source": {"diagnostics": []},
}

_denied_restricted := testing.card(_document_of_denied_restricted, {})

test_denied_restricted_deny if {
	found := licence_inheritance.deny with input as _denied_restricted
		with data.params as _params
	found == {
		{
			"msg": "the base model acme/base is under openrail, whose restrictions of use must be passed on",
			"path": ["lineage", "base_models", 0],
		},
	}
}

test_denied_restricted_warn if {
	found := licence_inheritance.warn with input as _denied_restricted
		with data.params as _params
	found == set()
}

test_denied_restricted_undecided if {
	found := licence_inheritance.undecided with input as _denied_restricted
		with data.params as _params
	found == set()
}

_document_of_denied_spdx := {
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
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "CC-BY-NC-4.0",
			},
		],
	},
	"source": {"diagnostics": []},
}

_denied_spdx := testing.card(_document_of_denied_spdx, {})

test_denied_spdx_deny if {
	found := licence_inheritance.deny with input as _denied_spdx
		with data.params as _params
	found == {
		{
			"msg": "the base model acme/base is under cc-by-nc-4.0, which allows no commercial use, but this model claims to",
			"path": ["lineage", "base_models", 0],
		},
	}
}

test_denied_spdx_warn if {
	found := licence_inheritance.warn with input as _denied_spdx
		with data.params as _params
	found == set()
}

test_denied_spdx_undecided if {
	found := licence_inheritance.undecided with input as _denied_spdx
		with data.params as _params
	found == set()
}

_document_of_undecided := {
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
	"lineage": {
		"base_models": [{"id": "acme/base", "revision": "0f8fad5b", "relation": "finetune", "license": null}],
	},
	"source": {"diagnostics": []},
}

_undecided := testing.card(_document_of_undecided, {})

_params_of_undecided := {"lineage": {"require_base_licence": true}}

test_undecided_deny if {
	found := licence_inheritance.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_warn if {
	found := licence_inheritance.warn with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := licence_inheritance.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "the licence of the base model acme/base is not known, so what follows for churn-scorer is not either",
			"path": ["lineage", "base_models", 0],
		},
	}
}

_document_of_warned := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"licenses": [
		{
			"raw": "llama3.1",
			"spdx": null,
			"id": "llama3.1",
			"name": null,
			"url": null,
			"class": "use-restricted",
			"conditions": ["attribution", "acceptable-use-policy", "user-threshold", "naming"],
		},
	],
	"lineage": {
		"base_models": [
			{
				"id": "acme/base",
				"revision": "0f8fad5b",
				"relation": "finetune",
				"license": "llama3.1",
			},
		],
	},
	"source": {"diagnostics": []},
}

_warned := testing.card(_document_of_warned, {})

test_warned_deny if {
	found := licence_inheritance.deny with input as _warned
		with data.params as _params
	found == set()
}

test_warned_warn if {
	found := licence_inheritance.warn with input as _warned
		with data.params as _params
	found == {
		{
			"msg": "the licence of the base model acme/base follows this model: a separate licence is needed above a number of users",
			"path": ["lineage", "base_models", 0],
		},
		{
			"msg": "the licence of the base model acme/base follows this model: the model's name must carry the base's name",
			"path": ["lineage", "base_models", 0],
		},
	}
}

test_warned_undecided if {
	found := licence_inheritance.undecided with input as _warned
		with data.params as _params
	found == set()
}
