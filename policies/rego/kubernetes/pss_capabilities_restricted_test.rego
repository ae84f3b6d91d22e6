# Written from the samples in pss_capabilities_restricted/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_capabilities_restricted_test

import data.govern.kubernetes.pss_capabilities_restricted
import data.govern.lib.testing

_params := {"pss": {"version": "latest", "level": "all"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}},
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_capabilities_restricted.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_capabilities_restricted.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_old := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}]},
}

_allowed_old := testing.kubernetes(_document_of_allowed_old, {})

_params_of_allowed_old := {"pss": {"version": "1.21", "level": "all"}}

test_allowed_old_deny if {
	found := pss_capabilities_restricted.deny with input as _allowed_old
		with data.params as _params_of_allowed_old
	found == set()
}

test_allowed_old_undecided if {
	found := pss_capabilities_restricted.undecided with input as _allowed_old
		with data.params as _params_of_allowed_old
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
	found := pss_capabilities_restricted.deny with input as _allowed_runtime
		with data.params as _params
	found == set()
}

test_allowed_runtime_undecided if {
	found := pss_capabilities_restricted.undecided with input as _allowed_runtime
		with data.params as _params
	found == set()
}

_document_of_allowed_windows := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"os": {"name": "windows"},
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_allowed_windows := testing.kubernetes(_document_of_allowed_windows, {})

test_allowed_windows_deny if {
	found := pss_capabilities_restricted.deny with input as _allowed_windows
		with data.params as _params
	found == set()
}

test_allowed_windows_undecided if {
	found := pss_capabilities_restricted.undecided with input as _allowed_windows
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
				"securityContext": {"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE", "CHOWN"]}},
			},
		],
		"initContainers": [
			{
				"name": "setup",
				"image": "ghcr.io/acme/setup:1",
				"securityContext": {"capabilities": {"drop": ["all"]}},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_capabilities_restricted.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" adds the capability CHOWN; only NET_BIND_SERVICE may be added",
			"path": ["spec", "containers", 0, "securityContext", "capabilities", "add", 1],
		},
		{
			"msg": "container \"setup\" does not drop ALL capabilities",
			"path": ["spec", "initContainers", 0, "securityContext", "capabilities", "drop"],
		},
	}
}

test_denied_undecided if {
	found := pss_capabilities_restricted.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_runtime := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"model": {
				"modelFormat": {"name": "sklearn"},
				"securityContext": {"capabilities": {"drop": ["NET_RAW"]}},
			},
		},
	},
}

_denied_runtime := testing.kubernetes(_document_of_denied_runtime, {})

test_denied_runtime_deny if {
	found := pss_capabilities_restricted.deny with input as _denied_runtime
		with data.params as _params
	found == {
		{
			"msg": "container \"model\" does not drop ALL capabilities",
			"path": ["spec", "predictor", "model", "securityContext", "capabilities", "drop"],
		},
	}
}

test_denied_runtime_undecided if {
	found := pss_capabilities_restricted.undecided with input as _denied_runtime
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
	found := pss_capabilities_restricted.deny with input as _denied_strict
		with data.params as _params_of_denied_strict
	found == {
		{
			"msg": "container \"api\" does not drop ALL capabilities",
			"path": ["spec", "containers", 0, "securityContext", "capabilities", "drop"],
		},
	}
}

test_denied_strict_undecided if {
	found := pss_capabilities_restricted.undecided with input as _denied_strict
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
	found := pss_capabilities_restricted.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_capabilities_restricted.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.volumes.0 should be a mapping",
			"path": ["spec", "volumes", 0],
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
	found := pss_capabilities_restricted.deny with input as _undecided_runtime
		with data.params as _params_of_undecided_runtime
	found == set()
}

test_undecided_runtime_undecided if {
	found := pss_capabilities_restricted.undecided with input as _undecided_runtime
		with data.params as _params_of_undecided_runtime
	found == {
		{
			"msg": "container \"model\" does not say which capabilities it drops, which its runtime may do; it is not seen here",
			"path": ["spec", "predictor", "model", "securityContext", "capabilities", "drop"],
		},
	}
}
