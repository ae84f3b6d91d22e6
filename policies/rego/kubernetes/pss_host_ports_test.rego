# Written from the samples in pss_host_ports/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_host_ports_test

import data.govern.kubernetes.pss_host_ports
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
				"ports": [{"containerPort": 8080}, {"containerPort": 9090, "hostPort": 0}],
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_host_ports.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_host_ports.undecided with input as _allowed
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
				"ports": [{"containerPort": 8080, "hostPort": 8080}],
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_host_ports.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" takes the port 8080 of the node; hostPort is not allowed",
			"path": ["spec", "containers", 0, "ports", 0, "hostPort"],
		},
	}
}

test_denied_undecided if {
	found := pss_host_ports.undecided with input as _denied
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
	found := pss_host_ports.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_host_ports.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
