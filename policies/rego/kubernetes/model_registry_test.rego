# Written from the samples in model_registry/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.model_registry_test

import data.govern.kubernetes.model_registry
import data.govern.lib.testing

_document_of_allowed := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {
		"name": "fraud",
		"annotations": {
			"govern/model": "fraud@3",
			"govern/verdict": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
		},
	},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := model_registry.deny with input as _allowed
	found == set()
}

_document_of_denied := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := model_registry.deny with input as _denied
	found == {
		{
			"msg": "InferenceService \"fraud\" lacks the annotation govern/model, which ties it to an approved model",
			"path": ["metadata", "annotations", "govern/model"],
		},
		{
			"msg": "InferenceService \"fraud\" lacks the annotation govern/verdict, which ties it to an approved model",
			"path": ["metadata", "annotations", "govern/verdict"],
		},
	}
}

_document_of_denied_form := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {
		"name": "fraud",
		"annotations": {"govern/model": "fraud", "govern/verdict": "approved"},
	},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_denied_form := testing.kubernetes(_document_of_denied_form, {})

test_denied_form_deny if {
	found := model_registry.deny with input as _denied_form
	found == {
		{
			"msg": "InferenceService \"fraud\" has an unreadable value in the annotation govern/model, which ties it to an approved model",
			"path": ["metadata", "annotations", "govern/model"],
		},
		{
			"msg": "InferenceService \"fraud\" has an unreadable value in the annotation govern/verdict, which ties it to an approved model",
			"path": ["metadata", "annotations", "govern/verdict"],
		},
	}
}
