# Written from the samples in pss_host_probes/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_host_probes_test

import data.govern.kubernetes.pss_host_probes
import data.govern.lib.testing

_params := {"pss": {"version": "latest"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"livenessProbe": {"httpGet": {"port": 8080, "host": ""}},
				"readinessProbe": {"tcpSocket": {"port": 8080}},
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_host_probes.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_host_probes.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_old := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"livenessProbe": {"httpGet": {"port": 80, "host": "169.254.169.254"}},
			},
		],
	},
}

_allowed_old := testing.kubernetes(_document_of_allowed_old, {})

_params_of_allowed_old := {"pss": {"version": "1.33"}}

test_allowed_old_deny if {
	found := pss_host_probes.deny with input as _allowed_old
		with data.params as _params_of_allowed_old
	found == set()
}

test_allowed_old_undecided if {
	found := pss_host_probes.undecided with input as _allowed_old
		with data.params as _params_of_allowed_old
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
				"livenessProbe": {"httpGet": {"port": 80, "host": "169.254.169.254"}},
				"lifecycle": {"preStop": {"tcpSocket": {"port": 22, "host": "10.0.0.1"}}},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_host_probes.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" makes the kubelet reach \"10.0.0.1\" in its lifecycle.preStop; host must not be set",
			"path": ["spec", "containers", 0, "lifecycle", "preStop", "tcpSocket", "host"],
		},
		{
			"msg": "container \"api\" makes the kubelet reach \"169.254.169.254\" in its livenessProbe; host must not be set",
			"path": ["spec", "containers", 0, "livenessProbe", "httpGet", "host"],
		},
	}
}

test_denied_undecided if {
	found := pss_host_probes.undecided with input as _denied
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
	found := pss_host_probes.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_host_probes.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
