# Written from the samples in pss_selinux/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_selinux_test

import data.govern.kubernetes.pss_selinux
import data.govern.lib.testing

_params := {"pss": {"version": "latest"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"seLinuxOptions": {"type": "container_engine_t", "level": "s0:c1"}},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"seLinuxOptions": {"type": "", "user": "", "role": ""}},
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_selinux.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_selinux.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"seLinuxOptions": {"type": "spc_t"}},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"seLinuxOptions": {"user": "root", "role": "sysadm_r"}},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_selinux.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" sets the SELinux role sysadm_r; it must not be set",
			"path": ["spec", "containers", 0, "securityContext", "seLinuxOptions", "role"],
		},
		{
			"msg": "container \"api\" sets the SELinux user root; it must not be set",
			"path": ["spec", "containers", 0, "securityContext", "seLinuxOptions", "user"],
		},
		{
			"msg": "the pod sets the SELinux type spc_t, which is not among the container types",
			"path": ["spec", "securityContext", "seLinuxOptions", "type"],
		},
	}
}

test_denied_undecided if {
	found := pss_selinux.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_old := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"seLinuxOptions": {"type": "container_engine_t"}},
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_denied_old := testing.kubernetes(_document_of_denied_old, {})

_params_of_denied_old := {"pss": {"version": "1.30"}}

test_denied_old_deny if {
	found := pss_selinux.deny with input as _denied_old
		with data.params as _params_of_denied_old
	found == {
		{
			"msg": "the pod sets the SELinux type container_engine_t, which is not among the container types",
			"path": ["spec", "securityContext", "seLinuxOptions", "type"],
		},
	}
}

test_denied_old_undecided if {
	found := pss_selinux.undecided with input as _denied_old
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
	found := pss_selinux.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_selinux.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
