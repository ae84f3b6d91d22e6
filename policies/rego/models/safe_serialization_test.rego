# Written from the samples in safe_serialization/ by `pytest tests/rego --update-golden`.
package govern.models.safe_serialization_test

import data.govern.lib.testing
import data.govern.models.safe_serialization

_params := {
	"serialization": {
		"allowed_globals": [
			"_codecs.encode",
			"builtins.bytearray",
			"builtins.complex",
			"builtins.set",
			"collections.OrderedDict",
			"numpy._core.multiarray._reconstruct",
			"numpy._core.multiarray.scalar",
			"numpy._core.numeric._frombuffer",
			"numpy.core.multiarray._reconstruct",
			"numpy.core.multiarray.scalar",
			"numpy.core.numeric._frombuffer",
			"numpy.dtype",
			"numpy.ndarray",
			"torch.BFloat16Storage",
			"torch.BoolStorage",
			"torch.ByteStorage",
			"torch.CharStorage",
			"torch.ComplexDoubleStorage",
			"torch.ComplexFloatStorage",
			"torch.DoubleStorage",
			"torch.FloatStorage",
			"torch.HalfStorage",
			"torch.IntStorage",
			"torch.LongStorage",
			"torch.ShortStorage",
			"torch.Size",
			"torch._utils._rebuild_parameter",
			"torch._utils._rebuild_tensor",
			"torch._utils._rebuild_tensor_v2",
			"torch.device",
			"torch.storage.UntypedStorage",
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

_document_of_allowed_keras := {
	"model": {"id": "allowed_keras", "name": "Churn", "library": "keras"},
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
			"path": "model.keras",
			"uri": null,
			"format": "keras",
			"sha256": "d8c27f89077e14b8bcb068508587402794ea7d8ce7eb84714b6aafa01ade0f94",
			"size": 957,
			"pinned": true,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {
				"format": true,
				"globals": [
					"keras.Sequential",
					"keras.initializers.GlorotUniform",
					"keras.layers.Dense",
					"keras.layers.InputLayer",
				],
			},
		},
	],
	"source": {"diagnostics": []},
}

_allowed_keras := testing.card(_document_of_allowed_keras, {})

test_allowed_keras_deny if {
	found := safe_serialization.deny with input as _allowed_keras
		with data.params as _params
	found == set()
}

test_allowed_keras_undecided if {
	found := safe_serialization.undecided with input as _allowed_keras
		with data.params as _params
	found == set()
}

_document_of_allowed_keras_names := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.keras",
			"uri": null,
			"format": "keras",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": true, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_allowed_keras_names := {
	"facts": {
		"artifacts": {
			"model.keras": {
				"globals": [
					"builtins.relu",
					"keras.Functional",
					"keras.initializers.GlorotUniform",
					"keras.layers.Dense",
					"keras.layers.InputLayer",
				],
			},
		},
	},
}

_allowed_keras_names := testing.card(_document_of_allowed_keras_names, _rest_of_allowed_keras_names)

test_allowed_keras_names_deny if {
	found := safe_serialization.deny with input as _allowed_keras_names
		with data.params as _params
	found == set()
}

test_allowed_keras_names_undecided if {
	found := safe_serialization.undecided with input as _allowed_keras_names
		with data.params as _params
	found == set()
}

_document_of_allowed_numpy := {
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

_rest_of_allowed_numpy := {
	"facts": {
		"artifacts": {
			"model.pkl": {
				"globals": [
					"_codecs.encode",
					"numpy._core.multiarray._reconstruct",
					"numpy._core.multiarray.scalar",
					"numpy.dtype",
					"numpy.ndarray",
				],
			},
		},
	},
}

_allowed_numpy := testing.card(_document_of_allowed_numpy, _rest_of_allowed_numpy)

test_allowed_numpy_deny if {
	found := safe_serialization.deny with input as _allowed_numpy
		with data.params as _params
	found == set()
}

test_allowed_numpy_undecided if {
	found := safe_serialization.undecided with input as _allowed_numpy
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

_document_of_denied_keras := {
	"model": {"id": "denied_keras", "name": "Churn", "library": "keras"},
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
			"path": "model.keras",
			"uri": null,
			"format": "keras",
			"sha256": "b402157a030e49c9a07389866199184ad25af23e4d5f07507044d402bd310da2",
			"size": 892,
			"pinned": true,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {
				"format": true,
				"globals": [
					"keras.Sequential",
					"keras.layers.InputLayer",
					"keras.layers.Lambda",
					"keras.layers.__lambda__",
				],
			},
		},
	],
	"source": {"diagnostics": []},
}

_denied_keras := testing.card(_document_of_denied_keras, {})

test_denied_keras_deny if {
	found := safe_serialization.deny with input as _denied_keras
		with data.params as _params
	found == {
		{
			"msg": "the file model.keras of denied_keras (keras) calls keras.layers.Lambda, keras.layers.__lambda__ when it is loaded",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_keras_undecided if {
	found := safe_serialization.undecided with input as _denied_keras
		with data.params as _params
	found == set()
}

_document_of_denied_keras_function := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.keras",
			"uri": null,
			"format": "keras",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": true, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_denied_keras_function := {
	"facts": {"artifacts": {"model.keras": {"globals": ["builtins.eval", "keras.layers.Dense"]}}},
}

_denied_keras_function := testing.card(_document_of_denied_keras_function, _rest_of_denied_keras_function)

test_denied_keras_function_deny if {
	found := safe_serialization.deny with input as _denied_keras_function
		with data.params as _params
	found == {
		{
			"msg": "the file model.keras of churn-scorer (keras) calls builtins.eval when it is loaded",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_keras_function_undecided if {
	found := safe_serialization.undecided with input as _denied_keras_function
		with data.params as _params
	found == set()
}

_document_of_denied_keras_lambda := {
	"model": {"id": "churn-scorer", "name": "churn-scorer", "version": "3"},
	"artifacts": [
		{
			"path": "model.keras",
			"uri": null,
			"format": "keras",
			"sha256": null,
			"size": null,
			"pinned": false,
			"signed": {"verified": false, "signer": null, "issuer": null, "bundle": null},
			"unsafe": {"format": true, "globals": null},
		},
	],
	"source": {"diagnostics": []},
}

_rest_of_denied_keras_lambda := {
	"facts": {"artifacts": {"model.keras": {"globals": ["keras.Functional", "keras.layers.Lambda"]}}},
}

_denied_keras_lambda := testing.card(_document_of_denied_keras_lambda, _rest_of_denied_keras_lambda)

test_denied_keras_lambda_deny if {
	found := safe_serialization.deny with input as _denied_keras_lambda
		with data.params as _params
	found == {
		{
			"msg": "the file model.keras of churn-scorer (keras) calls keras.layers.Lambda when it is loaded",
			"path": ["artifacts", 0],
		},
	}
}

test_denied_keras_lambda_undecided if {
	found := safe_serialization.undecided with input as _denied_keras_lambda
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
