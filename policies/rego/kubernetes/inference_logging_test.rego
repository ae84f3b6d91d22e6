# Written from the samples in inference_logging/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.inference_logging_test

import data.govern.kubernetes.inference_logging
import data.govern.lib.testing

_document_of_allowed := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := inference_logging.deny with input as _allowed
	found == set()
}

_document_of_allowed_logged := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"logger": {"mode": "all", "url": "http://log"},
			"model": {"modelFormat": {"name": "sklearn"}},
		},
	},
}

_rest_of_allowed_logged := {"context": {"tier": "high"}}

_allowed_logged := testing.kubernetes(_document_of_allowed_logged, _rest_of_allowed_logged)

test_allowed_logged_deny if {
	found := inference_logging.deny with input as _allowed_logged
	found == set()
}

_document_of_denied := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud", "labels": {"govern/risk-tier": "critical"}},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := inference_logging.deny with input as _denied
	found == {
		{
			"msg": "\"fraud\" serves a high-risk model but does not log every request and answer",
			"path": ["spec", "predictor", "logger"],
		},
	}
}

_document_of_denied_half := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"logger": {"mode": "request", "url": "http://log"},
			"model": {"modelFormat": {"name": "sklearn"}},
		},
	},
}

_rest_of_denied_half := {"context": {"tier": "high"}}

_denied_half := testing.kubernetes(_document_of_denied_half, _rest_of_denied_half)

test_denied_half_deny if {
	found := inference_logging.deny with input as _denied_half
	found == {
		{
			"msg": "\"fraud\" serves a high-risk model but does not log every request and answer",
			"path": ["spec", "predictor", "logger"],
		},
	}
}
