# Written from the samples in pss_run_as_non_root/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_run_as_non_root_test

import data.govern.kubernetes.pss_run_as_non_root
import data.govern.lib.testing

_params := {"pss": {"version": "latest", "level": "all"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"runAsNonRoot": true},
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_run_as_non_root.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_run_as_non_root.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_argo := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {"generateName": "train-"},
	"spec": {
		"entrypoint": "main",
		"securityContext": {"runAsNonRoot": true},
		"templates": [{"name": "main", "container": {"image": "ghcr.io/acme/train:1"}}],
	},
}

_allowed_argo := testing.kubernetes(_document_of_allowed_argo, {})

test_allowed_argo_deny if {
	found := pss_run_as_non_root.deny with input as _allowed_argo
		with data.params as _params
	found == set()
}

test_allowed_argo_undecided if {
	found := pss_run_as_non_root.undecided with input as _allowed_argo
		with data.params as _params
	found == set()
}

_document_of_allowed_own_users := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {"hostUsers": false, "containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}]},
}

_allowed_own_users := testing.kubernetes(_document_of_allowed_own_users, {})

test_allowed_own_users_deny if {
	found := pss_run_as_non_root.deny with input as _allowed_own_users
		with data.params as _params
	found == set()
}

test_allowed_own_users_undecided if {
	found := pss_run_as_non_root.undecided with input as _allowed_own_users
		with data.params as _params
	found == set()
}

_document_of_allowed_own_users_false := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"hostUsers": false,
		"securityContext": {"runAsNonRoot": false},
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_allowed_own_users_false := testing.kubernetes(_document_of_allowed_own_users_false, {})

test_allowed_own_users_false_deny if {
	found := pss_run_as_non_root.deny with input as _allowed_own_users_false
		with data.params as _params
	found == set()
}

test_allowed_own_users_false_undecided if {
	found := pss_run_as_non_root.undecided with input as _allowed_own_users_false
		with data.params as _params
	found == set()
}

_document_of_allowed_runtime := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_allowed_runtime := testing.kubernetes(_document_of_allowed_runtime, {})

test_allowed_runtime_deny if {
	found := pss_run_as_non_root.deny with input as _allowed_runtime
		with data.params as _params
	found == set()
}

test_allowed_runtime_undecided if {
	found := pss_run_as_non_root.undecided with input as _allowed_runtime
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"runAsNonRoot": false},
			},
		],
		"initContainers": [
			{
				"name": "setup",
				"image": "ghcr.io/acme/setup:1",
				"securityContext": {"runAsNonRoot": true},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_run_as_non_root.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" sets runAsNonRoot to false; it must be true",
			"path": ["spec", "containers", 0, "securityContext", "runAsNonRoot"],
		},
	}
}

test_denied_undecided if {
	found := pss_run_as_non_root.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_model := {
	"apiVersion": "serving.kserve.io/v1alpha1",
	"kind": "LLMInferenceService",
	"metadata": {"name": "llm"},
	"spec": {"template": {"containers": [{"name": "main", "image": "ghcr.io/acme/vllm:1"}]}},
}

_denied_model := testing.kubernetes(_document_of_denied_model, {})

test_denied_model_deny if {
	found := pss_run_as_non_root.deny with input as _denied_model
		with data.params as _params
	found == {
		{
			"msg": "container \"main\" does not set runAsNonRoot, and neither does its pod; it must be true",
			"path": ["spec", "template", "containers", 0, "securityContext", "runAsNonRoot"],
		},
	}
}

test_denied_model_undecided if {
	found := pss_run_as_non_root.undecided with input as _denied_model
		with data.params as _params
	found == set()
}

_document_of_denied_pod := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"runAsNonRoot": false},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"runAsNonRoot": true},
			},
		],
	},
}

_denied_pod := testing.kubernetes(_document_of_denied_pod, {})

test_denied_pod_deny if {
	found := pss_run_as_non_root.deny with input as _denied_pod
		with data.params as _params
	found == {
		{
			"msg": "the pod sets runAsNonRoot to false; it must be true",
			"path": ["spec", "securityContext", "runAsNonRoot"],
		},
	}
}

test_denied_pod_undecided if {
	found := pss_run_as_non_root.undecided with input as _denied_pod
		with data.params as _params
	found == set()
}

_document_of_denied_silent := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}]},
}

_denied_silent := testing.kubernetes(_document_of_denied_silent, {})

test_denied_silent_deny if {
	found := pss_run_as_non_root.deny with input as _denied_silent
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" does not set runAsNonRoot, and neither does its pod; it must be true",
			"path": ["spec", "containers", 0, "securityContext", "runAsNonRoot"],
		},
	}
}

test_denied_silent_undecided if {
	found := pss_run_as_non_root.undecided with input as _denied_silent
		with data.params as _params
	found == set()
}

_document_of_denied_strict := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}]},
}

_denied_strict := testing.kubernetes(_document_of_denied_strict, {})

_params_of_denied_strict := {"pss": {"version": "latest", "level": "restricted"}}

test_denied_strict_deny if {
	found := pss_run_as_non_root.deny with input as _denied_strict
		with data.params as _params_of_denied_strict
	found == {
		{
			"msg": "container \"api\" does not set runAsNonRoot, and neither does its pod; it must be true",
			"path": ["spec", "containers", 0, "securityContext", "runAsNonRoot"],
		},
	}
}

test_denied_strict_undecided if {
	found := pss_run_as_non_root.undecided with input as _denied_strict
		with data.params as _params_of_denied_strict
	found == set()
}

_document_of_undecided := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {"volumes": ["data"], "containers": []},
}

_undecided := testing.kubernetes(_document_of_undecided, {})

test_undecided_deny if {
	found := pss_run_as_non_root.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_run_as_non_root.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.volumes.0 should be a mapping",
			"path": ["spec", "volumes", 0],
		},
	}
}

_document_of_undecided_base := {
	"apiVersion": "serving.kserve.io/v1alpha1",
	"kind": "LLMInferenceService",
	"metadata": {"name": "llm"},
	"spec": {
		"baseRefs": [{"name": "shared"}],
		"template": {"containers": [{"name": "main", "image": "ghcr.io/acme/vllm:1"}]},
	},
}

_undecided_base := testing.kubernetes(_document_of_undecided_base, {})

_params_of_undecided_base := {"pss": {"version": "latest", "level": "restricted"}}

test_undecided_base_deny if {
	found := pss_run_as_non_root.deny with input as _undecided_base
		with data.params as _params_of_undecided_base
	found == set()
}

test_undecided_base_undecided if {
	found := pss_run_as_non_root.undecided with input as _undecided_base
		with data.params as _params_of_undecided_base
	found == {
		{
			"msg": "container \"main\" does not set runAsNonRoot, which its runtime may do; it is not seen here",
			"path": ["spec", "template", "containers", 0, "securityContext", "runAsNonRoot"],
		},
	}
}

_document_of_undecided_runtime := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_undecided_runtime := testing.kubernetes(_document_of_undecided_runtime, {})

_params_of_undecided_runtime := {"pss": {"version": "latest", "level": "restricted"}}

test_undecided_runtime_deny if {
	found := pss_run_as_non_root.deny with input as _undecided_runtime
		with data.params as _params_of_undecided_runtime
	found == set()
}

test_undecided_runtime_undecided if {
	found := pss_run_as_non_root.undecided with input as _undecided_runtime
		with data.params as _params_of_undecided_runtime
	found == {
		{
			"msg": "container \"model\" does not set runAsNonRoot, which its runtime may do; it is not seen here",
			"path": ["spec", "predictor", "model", "securityContext", "runAsNonRoot"],
		},
	}
}
