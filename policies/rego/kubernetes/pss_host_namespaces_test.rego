# Written from the samples in pss_host_namespaces/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_host_namespaces_test

import data.govern.kubernetes.pss_host_namespaces
import data.govern.lib.testing

_params := {"pss": {"version": "latest"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"hostNetwork": false,
		"hostPID": null,
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_host_namespaces.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_host_namespaces.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"hostNetwork": true,
		"hostPID": true,
		"hostIPC": true,
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_host_namespaces.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the pod sets hostIPC to true and so shares that namespace with the node",
			"path": ["spec", "hostIPC"],
		},
		{
			"msg": "the pod sets hostNetwork to true and so shares that namespace with the node",
			"path": ["spec", "hostNetwork"],
		},
		{
			"msg": "the pod sets hostPID to true and so shares that namespace with the node",
			"path": ["spec", "hostPID"],
		},
	}
}

test_denied_undecided if {
	found := pss_host_namespaces.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}]},
}

_undecided := testing.kubernetes(_document_of_undecided, {})

_params_of_undecided := {"pss": {"version": "one"}}

test_undecided_deny if {
	found := pss_host_namespaces.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := pss_host_namespaces.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "the parameter pss.version must be `latest` or a text such as \"1.34\"",
			"path": [],
		},
	}
}
