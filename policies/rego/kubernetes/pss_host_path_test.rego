# Written from the samples in pss_host_path/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_host_path_test

import data.govern.kubernetes.pss_host_path
import data.govern.lib.testing

_params := {"pss": {"version": "latest"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "old", "hostPath": null}],
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_host_path.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_host_path.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"volumes": [
			{"name": "tmp", "emptyDir": {}},
			{"name": "docker", "hostPath": {"path": "/var/run/docker.sock"}},
		],
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_host_path.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "volume \"docker\" mounts /var/run/docker.sock of the node; hostPath is not allowed",
			"path": ["spec", "volumes", 1, "hostPath"],
		},
	}
}

test_denied_undecided if {
	found := pss_host_path.undecided with input as _denied
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
	found := pss_host_path.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_host_path.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
