# Written from the samples in artifact_digest/ by `pytest tests/rego --update-golden`.
package govern.models.artifact_digest_test

import data.govern.lib.testing
import data.govern.models.artifact_digest

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
			"size": null,
			"pinned": true,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := artifact_digest.deny with input as _allowed
	found == set()
}

_document_of_allowed_equal := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
			"size": null,
			"pinned": true,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_allowed_equal := {
	"facts": {
		"artifacts": {
			"model.safetensors": {"sha256": "0F8FAD5BD9CB469FA16570867728950E0F8FAD5BD9CB469FA16570867728950E"},
		},
	},
}

_allowed_equal := testing.card(_document_of_allowed_equal, _rest_of_allowed_equal)

test_allowed_equal_deny if {
	found := artifact_digest.deny with input as _allowed_equal
	found == set()
}

_document_of_allowed_none := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"source": {"diagnostics": []},
}

_allowed_none := testing.card(_document_of_allowed_none, {})

test_allowed_none_deny if {
	found := artifact_digest.deny with input as _allowed_none
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
		{
			"path": null,
			"uri": "s3://acme/model.onnx",
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

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := artifact_digest.deny with input as _denied
	found == {
		{
			"msg": "the file model.safetensors of churn-scorer has no sha256",
			"path": ["artifacts", 0],
		},
		{
			"msg": "the file s3://acme/model.onnx of churn-scorer has no sha256",
			"path": ["artifacts", 1],
		},
	}
}

_document_of_denied_nameless := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": null,
			"uri": null,
			"format": "onnx",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_denied_nameless := testing.card(_document_of_denied_nameless, {})

test_denied_nameless_deny if {
	found := artifact_digest.deny with input as _denied_nameless
	found == {
		{
			"msg": "the file without a name of churn-scorer has no sha256",
			"path": ["artifacts", 0],
		},
	}
}

_document_of_denied_other := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": null,
			"sha256": "0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e",
			"size": null,
			"pinned": true,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_denied_other := {
	"facts": {
		"artifacts": {
			"model.safetensors": {"sha256": "abababababababababababababababababababababababababababababababab"},
		},
	},
}

_denied_other := testing.card(_document_of_denied_other, _rest_of_denied_other)

test_denied_other_deny if {
	found := artifact_digest.deny with input as _denied_other
	found == {
		{
			"msg": "the file model.safetensors of churn-scorer is not the one that was registered: its sha256 differs",
			"path": ["artifacts", 0, "sha256"],
		},
	}
}
