# Written from the samples in pss_proc_mount/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_proc_mount_test

import data.govern.kubernetes.pss_proc_mount
import data.govern.lib.testing

_params := {"pss": {"version": "latest"}}

_document_of_allowed := {
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

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_proc_mount.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_proc_mount.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_default := {
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

_allowed_default := testing.kubernetes(_document_of_allowed_default, {})

test_allowed_default_deny if {
	found := pss_proc_mount.deny with input as _allowed_default
		with data.params as _params
	found == set()
}

test_allowed_default_undecided if {
	found := pss_proc_mount.undecided with input as _allowed_default
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"hostUsers": true,
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
	found := pss_proc_mount.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" sets procMount to Unmasked; it must be Default",
			"path": ["spec", "containers", 0, "securityContext", "procMount"],
		},
	}
}

test_denied_undecided if {
	found := pss_proc_mount.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_old := {
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

_denied_old := testing.kubernetes(_document_of_denied_old, {})

_params_of_denied_old := {"pss": {"version": "1.34"}}

test_denied_old_deny if {
	found := pss_proc_mount.deny with input as _denied_old
		with data.params as _params_of_denied_old
	found == {
		{
			"msg": "container \"api\" sets procMount to Unmasked; it must be Default",
			"path": ["spec", "containers", 0, "securityContext", "procMount"],
		},
	}
}

test_denied_old_undecided if {
	found := pss_proc_mount.undecided with input as _denied_old
		with data.params as _params_of_denied_old
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
	found := pss_proc_mount.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_proc_mount.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
