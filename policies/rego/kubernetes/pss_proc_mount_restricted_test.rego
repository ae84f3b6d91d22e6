# Written from the samples in pss_proc_mount_restricted/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_proc_mount_restricted_test

import data.govern.kubernetes.pss_proc_mount_restricted
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
				"securityContext": {"procMount": "Default"},
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_proc_mount_restricted.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_proc_mount_restricted.undecided with input as _allowed
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
				"securityContext": {"procMount": "Unmasked"},
			},
		],
	},
}

_allowed_old := testing.kubernetes(_document_of_allowed_old, {})

_params_of_allowed_old := {"pss": {"version": "1.34"}}

test_allowed_old_deny if {
	found := pss_proc_mount_restricted.deny with input as _allowed_old
		with data.params as _params_of_allowed_old
	found == set()
}

test_allowed_old_undecided if {
	found := pss_proc_mount_restricted.undecided with input as _allowed_old
		with data.params as _params_of_allowed_old
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"hostUsers": false,
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"procMount": "Unmasked"},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_proc_mount_restricted.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" sets procMount to Unmasked; it must be Default",
			"path": ["spec", "containers", 0, "securityContext", "procMount"],
		},
	}
}

test_denied_undecided if {
	found := pss_proc_mount_restricted.undecided with input as _denied
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
	found := pss_proc_mount_restricted.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_proc_mount_restricted.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
