# Written from the samples in model_signature/ by `pytest tests/rego --update-golden`.
package govern.models.model_signature_test

import data.govern.lib.testing
import data.govern.models.model_signature

_params := {"signing": {"identities": []}}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_allowed := {
	"facts": {
		"artifacts": {
			"model.safetensors": {
				"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
				"signatures": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/acme/train@refs/heads/main",
					},
				],
			},
		},
	},
}

_allowed := testing.card(_document_of_allowed, _rest_of_allowed)

_params_of_allowed := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_allowed_deny if {
	found := model_signature.deny with input as _allowed
		with data.params as _params_of_allowed
	found == set()
}

test_allowed_undecided if {
	found := model_signature.undecided with input as _allowed
		with data.params as _params_of_allowed
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_denied := {
	"facts": {
		"artifacts": {
			"model.safetensors": {
				"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
				"signatures": [],
			},
		},
	},
}

_denied := testing.card(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := model_signature.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the file model.safetensors of churn-scorer has no verified signature",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_undecided if {
	found := model_signature.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_signer := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_denied_signer := {
	"facts": {
		"artifacts": {
			"model.safetensors": {
				"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
				"signatures": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/mallory/train",
					},
				],
			},
		},
	},
}

_denied_signer := testing.card(_document_of_denied_signer, _rest_of_denied_signer)

_params_of_denied_signer := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_denied_signer_deny if {
	found := model_signature.deny with input as _denied_signer
		with data.params as _params_of_denied_signer
	found == {
		{
			"msg": "the file model.safetensors of churn-scorer is signed only by https://github.com/mallory/train, who is not allowed to",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_signer_undecided if {
	found := model_signature.undecided with input as _denied_signer
		with data.params as _params_of_denied_signer
	found == set()
}

_document_of_denied_signer_unmet := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_denied_signer_unmet := {
	"facts": {
		"artifacts": {
			"model.safetensors": {
				"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
				"signatures": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/mallory/train",
					},
				],
				"unmet": ["1 of 2 signers"],
			},
		},
	},
}

_denied_signer_unmet := testing.card(_document_of_denied_signer_unmet, _rest_of_denied_signer_unmet)

_params_of_denied_signer_unmet := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_denied_signer_unmet_deny if {
	found := model_signature.deny with input as _denied_signer_unmet
		with data.params as _params_of_denied_signer_unmet
	found == {
		{
			"msg": "the file model.safetensors of churn-scorer is signed only by https://github.com/mallory/train, who is not allowed to",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_signer_unmet_undecided if {
	found := model_signature.undecided with input as _denied_signer_unmet
		with data.params as _params_of_denied_signer_unmet
	found == set()
}

_document_of_denied_unmet := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_denied_unmet := {
	"facts": {
		"artifacts": {
			"model.safetensors": {
				"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
				"signatures": [
					{
						"issuer": "https://token.actions.githubusercontent.com",
						"identity": "https://github.com/acme/train@refs/heads/main",
					},
				],
				"unmet": ["1 of at least 2 trusted signers signed it"],
			},
		},
	},
}

_denied_unmet := testing.card(_document_of_denied_unmet, _rest_of_denied_unmet)

_params_of_denied_unmet := {
	"signing": {
		"identities": [
			{
				"issuer": "https://token.actions.githubusercontent.com",
				"identity": "https://github.com/acme/*",
			},
		],
	},
}

test_denied_unmet_deny if {
	found := model_signature.deny with input as _denied_unmet
		with data.params as _params_of_denied_unmet
	found == {
		{
			"msg": "the file model.safetensors of churn-scorer is not trusted enough: 1 of at least 2 trusted signers signed it",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_unmet_undecided if {
	found := model_signature.undecided with input as _denied_unmet
		with data.params as _params_of_denied_unmet
	found == set()
}

_document_of_undecided := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_undecided := testing.card(_document_of_undecided, {})

test_undecided_deny if {
	found := model_signature.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := model_signature.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "no signature of model.safetensors (churn-scorer) could be verified",
			"path": ["artifacts", 0],
		},
	}
}

_document_of_undecided_error := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_undecided_error := {"facts": {"artifacts": {"model.safetensors": {"error": "the bundle has expired"}}}}

_undecided_error := testing.card(_document_of_undecided_error, _rest_of_undecided_error)

test_undecided_error_deny if {
	found := model_signature.deny with input as _undecided_error
		with data.params as _params
	found == set()
}

test_undecided_error_undecided if {
	found := model_signature.undecided with input as _undecided_error
		with data.params as _params
	found == {
		{
			"msg": "no signature of model.safetensors (churn-scorer) could be verified: the bundle has expired",
			"path": ["artifacts", 0],
		},
	}
}

_document_of_undecided_none := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_undecided_none := testing.card(_document_of_undecided_none, {})

test_undecided_none_deny if {
	found := model_signature.deny with input as _undecided_none
		with data.params as _params
	found == set()
}

test_undecided_none_undecided if {
	found := model_signature.undecided with input as _undecided_none
		with data.params as _params
	found == {
		{
			"msg": "the card of churn-scorer lists no files, so no signature was verified",
			"path": ["artifacts"],
		},
	}
}
