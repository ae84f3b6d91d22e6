# Written from the samples in safe_serialization/ by `pytest tests/rego --update-golden`.
package govern.models.safe_serialization_test

import data.govern.lib.testing
import data.govern.models.safe_serialization

_params := {
	"serialization": {
		"allowed_globals": [
			"collections.OrderedDict",
			"torch._utils._rebuild_parameter",
			"torch._utils._rebuild_tensor_v2",
			"torch.BFloat16Storage",
			"torch.BoolStorage",
			"torch.ByteStorage",
			"torch.CharStorage",
			"torch.DoubleStorage",
			"torch.FloatStorage",
			"torch.HalfStorage",
			"torch.IntStorage",
			"torch.LongStorage",
			"torch.ShortStorage",
			"numpy.core.multiarray._reconstruct",
			"numpy._core.multiarray._reconstruct",
			"numpy.dtype",
			"numpy.ndarray",
		],
		"safe_formats": ["gguf", "numpy", "onnx", "safetensors", "tflite"],
	},
}

_document_of_allowed := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.safetensors",
			"uri": null,
			"format": "safetensors",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_allowed := testing.card(_document_of_allowed, {})

test_allowed_deny if {
	found := safe_serialization.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := safe_serialization.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_globals := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.pkl",
			"uri": null,
			"format": "pickle",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": true, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_allowed_globals := {"facts": {"artifacts": {"model.pkl": {"globals": ["collections.OrderedDict"]}}}}

_allowed_globals := testing.card(_document_of_allowed_globals, _rest_of_allowed_globals)

test_allowed_globals_deny if {
	found := safe_serialization.deny with input as _allowed_globals
		with data.params as _params
	found == set()
}

test_allowed_globals_undecided if {
	found := safe_serialization.undecided with input as _allowed_globals
		with data.params as _params
	found == set()
}

_document_of_allowed_pickle := {
	"model": {"id": "allowed_pickle", "name": "Churn", "library": "sklearn"},
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
	"artifacts": [
		{
			"path": "model.pkl",
			"uri": null,
			"format": "pickle",
			"sha256": "802bc2c6242f89cf85d91230329de6e3144f341dd7ba6ad313eee6115d49fc11",
			"size": 45,
			"pinned": true,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": true, "globals": ["collections.OrderedDict"]},
		},
	],
	"source": {"diagnostics": []},
}

_allowed_pickle := testing.card(_document_of_allowed_pickle, {})

test_allowed_pickle_deny if {
	found := safe_serialization.deny with input as _allowed_pickle
		with data.params as _params
	found == set()
}

test_allowed_pickle_undecided if {
	found := safe_serialization.undecided with input as _allowed_pickle
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.pkl",
			"uri": null,
			"format": "pickle",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": true, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_denied := testing.card(_document_of_denied, {})

test_denied_deny if {
	found := safe_serialization.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the file model.pkl of churn-scorer (pickle) can run code when it is loaded, and what it calls is not known",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_undecided if {
	found := safe_serialization.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_globals := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.pkl",
			"uri": null,
			"format": "pickle",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": true, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_denied_globals := {
	"facts": {"artifacts": {"model.pkl": {"globals": ["collections.OrderedDict", "os.system"]}}},
}

_denied_globals := testing.card(_document_of_denied_globals, _rest_of_denied_globals)

test_denied_globals_deny if {
	found := safe_serialization.deny with input as _denied_globals
		with data.params as _params
	found == {
		{
			"msg": "the file model.pkl of churn-scorer (pickle) calls os.system when it is loaded",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_globals_undecided if {
	found := safe_serialization.undecided with input as _denied_globals
		with data.params as _params
	found == set()
}

_document_of_denied_pickle := {
	"model": {"id": "denied_pickle", "name": "Churn", "library": "sklearn"},
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
	"artifacts": [
		{
			"path": "model.pkl",
			"uri": null,
			"format": "pickle",
			"sha256": "12a89c5d79d3bca67928d85e5e4959b0f82d9ba214cde0638e51f3bc2a5a6e20",
			"size": 37,
			"pinned": true,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": true, "globals": ["builtins.eval"]},
		},
	],
	"source": {"diagnostics": []},
}

_denied_pickle := testing.card(_document_of_denied_pickle, {})

test_denied_pickle_deny if {
	found := safe_serialization.deny with input as _denied_pickle
		with data.params as _params
	found == {
		{
			"msg": "the file model.pkl of denied_pickle (pickle) calls builtins.eval when it is loaded",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_pickle_undecided if {
	found := safe_serialization.undecided with input as _denied_pickle
		with data.params as _params
	found == set()
}

_document_of_denied_remote_code := {
	"model": {
		"id": "denied_remote_code",
		"name": "Churn",
		"model_type": "churn",
		"library": "transformers",
	},
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
	"artifacts": [
		{
			"path": "modeling_churn.py",
			"uri": null,
			"format": "python",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": true, "globals": ["modeling_churn.ChurnModel"]},
		},
	],
	"source": {
		"diagnostics": [
			{
				"code": "remote-code",
				"path": "/artifacts/0",
				"msg": "loading this model runs the code of modeling_churn.py (auto_map, trust_remote_code)",
			},
		],
	},
}

_denied_remote_code := testing.card(_document_of_denied_remote_code, {})

test_denied_remote_code_deny if {
	found := safe_serialization.deny with input as _denied_remote_code
		with data.params as _params
	found == {
		{
			"msg": "the file modeling_churn.py of denied_remote_code (python) calls modeling_churn.ChurnModel when it is loaded",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_remote_code_undecided if {
	found := safe_serialization.undecided with input as _denied_remote_code
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "weights.dat",
			"uri": null,
			"format": "acme-blob",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": null, "globals": null},
		},
		{
			"path": "x.dat",
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
	found := safe_serialization.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := safe_serialization.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "whether loading weights.dat of churn-scorer (acme-blob) runs code is not known",
			"path": ["artifacts", 0],
		},
		{
			"msg": "whether loading x.dat of churn-scorer (unknown format) runs code is not known",
			"path": ["artifacts", 1],
		},
	}
}
