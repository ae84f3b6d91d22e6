# Written from the samples in rollout/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.rollout_test

import data.govern.kubernetes.rollout
import data.govern.lib.testing

_params := {
	"production": {"environments": ["prod", "production"]},
	"rollout": {"max_percent": 20, "require_runtime": false},
}

_document_of_allowed := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := rollout.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_all_approved := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud", "annotations": {"govern/approval": "CHG-1"}},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_rest_of_allowed_all_approved := {"context": {"environment": "prod"}}

_allowed_all_approved := testing.kubernetes(_document_of_allowed_all_approved, _rest_of_allowed_all_approved)

test_allowed_all_approved_deny if {
	found := rollout.deny with input as _allowed_all_approved
		with data.params as _params
	found == set()
}

_document_of_allowed_approved := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud", "annotations": {"govern/approval": "CHG-1"}},
	"spec": {
		"predictor": {"canaryTrafficPercent": 100, "model": {"modelFormat": {"name": "sklearn"}}},
	},
}

_rest_of_allowed_approved := {"context": {"environment": "prod"}}

_allowed_approved := testing.kubernetes(_document_of_allowed_approved, _rest_of_allowed_approved)

test_allowed_approved_deny if {
	found := rollout.deny with input as _allowed_approved
		with data.params as _params
	found == set()
}

_document_of_allowed_custom := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"containers": [{"name": "a", "image": "a"}]}},
}

_allowed_custom := testing.kubernetes(_document_of_allowed_custom, {})

_params_of_allowed_custom := {
	"production": {"environments": ["prod", "production"]},
	"rollout": {"max_percent": 20, "require_runtime": true},
}

test_allowed_custom_deny if {
	found := rollout.deny with input as _allowed_custom
		with data.params as _params_of_allowed_custom
	found == set()
}

_document_of_allowed_prod := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {"canaryTrafficPercent": 10, "model": {"modelFormat": {"name": "sklearn"}}},
	},
}

_rest_of_allowed_prod := {"context": {"environment": "prod"}}

_allowed_prod := testing.kubernetes(_document_of_allowed_prod, _rest_of_allowed_prod)

test_allowed_prod_deny if {
	found := rollout.deny with input as _allowed_prod
		with data.params as _params
	found == set()
}

_document_of_allowed_runtime := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"canaryTrafficPercent": 5,
			"model": {"modelFormat": {"name": "sklearn"}, "runtime": "kserve-sklearnserver"},
		},
	},
}

_allowed_runtime := testing.kubernetes(_document_of_allowed_runtime, {})

_params_of_allowed_runtime := {
	"production": {"environments": ["prod", "production"]},
	"rollout": {"max_percent": 20, "require_runtime": true},
}

test_allowed_runtime_deny if {
	found := rollout.deny with input as _allowed_runtime
		with data.params as _params_of_allowed_runtime
	found == set()
}

_document_of_denied := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {},
		"canary": [{"trafficPercent": 70, "predictor": {}}, {"trafficPercent": 40, "predictor": {}}],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := rollout.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the canaries of \"fraud\" take 110 percent of the traffic together",
			"path": ["spec"],
		},
	}
}

_document_of_denied_all := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_rest_of_denied_all := {"context": {"environment": "prod"}}

_denied_all := testing.kubernetes(_document_of_denied_all, _rest_of_denied_all)

test_denied_all_deny if {
	found := rollout.deny with input as _denied_all
		with data.params as _params
	found == {
		{
			"msg": "\"fraud\" would send all traffic to a new model at once; set a canary or name the approval",
			"path": ["spec", "predictor", "canaryTrafficPercent"],
		},
	}
}

_document_of_denied_prod := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {"canaryTrafficPercent": 50, "model": {"modelFormat": {"name": "sklearn"}}},
	},
}

_rest_of_denied_prod := {"context": {"environment": "prod"}}

_denied_prod := testing.kubernetes(_document_of_denied_prod, _rest_of_denied_prod)

test_denied_prod_deny if {
	found := rollout.deny with input as _denied_prod
		with data.params as _params
	found == {
		{
			"msg": "\"fraud\" sends 50 percent of the traffic to a new model at once; at most 20 without approval",
			"path": ["spec", "predictor", "canaryTrafficPercent"],
		},
	}
}

_document_of_denied_runtime := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_denied_runtime := testing.kubernetes(_document_of_denied_runtime, {})

_params_of_denied_runtime := {
	"production": {"environments": ["prod", "production"]},
	"rollout": {"max_percent": 20, "require_runtime": true},
}

test_denied_runtime_deny if {
	found := rollout.deny with input as _denied_runtime
		with data.params as _params_of_denied_runtime
	found == {
		{
			"msg": "\"fraud\" leaves the choice of its serving runtime to the cluster; name it",
			"path": ["spec", "predictor", "model", "runtime"],
		},
	}
}

_document_of_denied_text := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {},
		"canary": [{"trafficPercent": "lots", "predictor": {}}, {"trafficPercent": 101, "predictor": {}}],
	},
}

_denied_text := testing.kubernetes(_document_of_denied_text, {})

test_denied_text_deny if {
	found := rollout.deny with input as _denied_text
		with data.params as _params
	found == {
		{
			"msg": "the canaries of \"fraud\" take 101 percent of the traffic together",
			"path": ["spec"],
		},
	}
}
