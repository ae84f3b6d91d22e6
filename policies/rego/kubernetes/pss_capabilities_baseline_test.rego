# Written from the samples in pss_capabilities_baseline/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_capabilities_baseline_test

import data.govern.kubernetes.pss_capabilities_baseline
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
				"securityContext": {"capabilities": {"add": ["CHOWN", "NET_BIND_SERVICE"], "drop": ["ALL"]}},
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_capabilities_baseline.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_capabilities_baseline.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_windows := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"os": {"name": "windows"},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"capabilities": {"add": ["NET_RAW"]}},
			},
		],
	},
}

_allowed_windows := testing.kubernetes(_document_of_allowed_windows, {})

_params_of_allowed_windows := {"pss": {"version": "1.34", "level": "restricted"}}

test_allowed_windows_deny if {
	found := pss_capabilities_baseline.deny with input as _allowed_windows
		with data.params as _params_of_allowed_windows
	found == set()
}

test_allowed_windows_undecided if {
	found := pss_capabilities_baseline.undecided with input as _allowed_windows
		with data.params as _params_of_allowed_windows
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
				"securityContext": {"capabilities": {"add": ["NET_BIND_SERVICE", "NET_RAW"]}},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_capabilities_baseline.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" adds the capability NET_RAW, which is more than the baseline allows",
			"path": ["spec", "containers", 0, "securityContext", "capabilities", "add", 1],
		},
	}
}

test_denied_undecided if {
	found := pss_capabilities_baseline.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_old := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"os": {"name": "windows"},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"capabilities": {"add": ["NET_RAW"]}},
			},
		],
	},
}

_denied_old := testing.kubernetes(_document_of_denied_old, {})

_params_of_denied_old := {"pss": {"version": "v1.24", "level": "restricted"}}

test_denied_old_deny if {
	found := pss_capabilities_baseline.deny with input as _denied_old
		with data.params as _params_of_denied_old
	found == {
		{
			"msg": "container \"api\" adds the capability NET_RAW, which is more than the baseline allows",
			"path": ["spec", "containers", 0, "securityContext", "capabilities", "add", 0],
		},
	}
}

test_denied_old_undecided if {
	found := pss_capabilities_baseline.undecided with input as _denied_old
		with data.params as _params_of_denied_old
	found == set()
}

_document_of_denied_windows := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"os": {"name": "windows"},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"capabilities": {"add": ["NET_RAW"]}},
			},
		],
	},
}

_denied_windows := testing.kubernetes(_document_of_denied_windows, {})

test_denied_windows_deny if {
	found := pss_capabilities_baseline.deny with input as _denied_windows
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" adds the capability NET_RAW, which is more than the baseline allows",
			"path": ["spec", "containers", 0, "securityContext", "capabilities", "add", 0],
		},
	}
}

test_denied_windows_undecided if {
	found := pss_capabilities_baseline.undecided with input as _denied_windows
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {"template": "later"},
}

_undecided := testing.kubernetes(_document_of_undecided, {})

test_undecided_deny if {
	found := pss_capabilities_baseline.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_capabilities_baseline.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
