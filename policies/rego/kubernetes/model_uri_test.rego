# Written from the samples in model_uri/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.model_uri_test

import data.govern.kubernetes.model_uri
import data.govern.lib.testing

_params := {
	"models": {
		"schemes": [
			"abfs",
			"abfss",
			"gs",
			"hdfs",
			"hf",
			"https",
			"modelscope",
			"oci",
			"pvc",
			"pvc+hf",
			"s3",
			"webhdfs",
		],
		"allowed": [],
	},
}

_document_of_allowed := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"model": {"modelFormat": {"name": "sklearn"}, "storageUri": "s3://acme-models/fraud/3"},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := model_uri.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_hub := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"model": {
				"modelFormat": {"name": "sklearn"},
				"storageUri": "hf://acme/fraud:0f8fad5bd9cb469fa16570867728950e0f8fad5b",
			},
		},
	},
}

_allowed_hub := testing.kubernetes(_document_of_allowed_hub, {})

test_allowed_hub_deny if {
	found := model_uri.deny with input as _allowed_hub
		with data.params as _params
	found == set()
}

_document_of_allowed_image := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"model": {
				"modelFormat": {"name": "sklearn"},
				"storageUri": "oci://ghcr.io/acme/fraud@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
			},
		},
	},
}

_allowed_image := testing.kubernetes(_document_of_allowed_image, {})

test_allowed_image_deny if {
	found := model_uri.deny with input as _allowed_image
		with data.params as _params
	found == set()
}

_document_of_allowed_place := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"storageUris": [{"uri": "s3://acme-models/a"}],
			"env": [{"name": "uri", "value": "http://x"}],
		},
	},
}

_allowed_place := testing.kubernetes(_document_of_allowed_place, {})

_params_of_allowed_place := {
	"models": {
		"schemes": [
			"abfs",
			"abfss",
			"gs",
			"hdfs",
			"hf",
			"https",
			"modelscope",
			"oci",
			"pvc",
			"pvc+hf",
			"s3",
			"webhdfs",
		],
		"allowed": ["s3://acme-models/*"],
	},
}

test_allowed_place_deny if {
	found := model_uri.deny with input as _allowed_place
		with data.params as _params_of_allowed_place
	found == set()
}

_document_of_denied := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"model": {
				"modelFormat": {"name": "sklearn"},
				"storageUri": "http://models.example.com/fraud.tar.gz",
			},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := model_uri.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the model is loaded from \"http://models.example.com/fraud.tar.gz\", whose scheme is not allowed",
			"path": ["spec", "predictor", "model", "storageUri"],
		},
	}
}

_document_of_denied_adapter := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "LLMInferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"model": {"uri": "s3://a/b", "lora": {"adapters": [{"name": "x", "uri": "http://x/y"}]}},
	},
}

_denied_adapter := testing.kubernetes(_document_of_denied_adapter, {})

test_denied_adapter_deny if {
	found := model_uri.deny with input as _denied_adapter
		with data.params as _params
	found == {
		{
			"msg": "the model is loaded from \"http://x/y\", whose scheme is not allowed",
			"path": ["spec", "model", "lora", "adapters", 0, "uri"],
		},
	}
}

_document_of_denied_branch := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": "hf://acme/fraud:main"}},
	},
}

_denied_branch := testing.kubernetes(_document_of_denied_branch, {})

test_denied_branch_deny if {
	found := model_uri.deny with input as _denied_branch
		with data.params as _params
	found == {
		{
			"msg": "the model is loaded from \"hf://acme/fraud:main\", which names no revision of the repository",
			"path": ["spec", "predictor", "model", "storageUri"],
		},
	}
}

_document_of_denied_hub := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": "hf://acme/fraud"}},
	},
}

_denied_hub := testing.kubernetes(_document_of_denied_hub, {})

test_denied_hub_deny if {
	found := model_uri.deny with input as _denied_hub
		with data.params as _params
	found == {
		{
			"msg": "the model is loaded from \"hf://acme/fraud\", which names no revision of the repository",
			"path": ["spec", "predictor", "model", "storageUri"],
		},
	}
}

_document_of_denied_image := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"model": {"modelFormat": {"name": "sklearn"}, "storageUri": "oci://ghcr.io/acme/fraud:3"},
		},
	},
}

_denied_image := testing.kubernetes(_document_of_denied_image, {})

test_denied_image_deny if {
	found := model_uri.deny with input as _denied_image
		with data.params as _params
	found == {
		{
			"msg": "the model is loaded from \"oci://ghcr.io/acme/fraud:3\", which is not pinned by digest",
			"path": ["spec", "predictor", "model", "storageUri"],
		},
	}
}

_document_of_denied_local := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": "/mnt/models"}},
	},
}

_denied_local := testing.kubernetes(_document_of_denied_local, {})

test_denied_local_deny if {
	found := model_uri.deny with input as _denied_local
		with data.params as _params
	found == {
		{
			"msg": "the model is loaded from \"/mnt/models\", whose scheme is not allowed",
			"path": ["spec", "predictor", "model", "storageUri"],
		},
	}
}

_document_of_denied_place := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "LLMInferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"model": {"uri": "s3://elsewhere/llm", "name": "llm"}, "template": {}},
}

_denied_place := testing.kubernetes(_document_of_denied_place, {})

_params_of_denied_place := {
	"models": {
		"schemes": [
			"abfs",
			"abfss",
			"gs",
			"hdfs",
			"hf",
			"https",
			"modelscope",
			"oci",
			"pvc",
			"pvc+hf",
			"s3",
			"webhdfs",
		],
		"allowed": ["s3://acme-models/*"],
	},
}

test_denied_place_deny if {
	found := model_uri.deny with input as _denied_place
		with data.params as _params_of_denied_place
	found == {
		{
			"msg": "the model is loaded from \"s3://elsewhere/llm\", which is not among the allowed places",
			"path": ["spec", "model", "uri"],
		},
	}
}
