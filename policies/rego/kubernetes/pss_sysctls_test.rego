# Written from the samples in pss_sysctls/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_sysctls_test

import data.govern.kubernetes.pss_sysctls
import data.govern.lib.testing

_params := {"pss": {"version": "latest"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {
			"sysctls": [
				{"name": "net.ipv4.tcp_syncookies", "value": "1"},
				{"name": "net.ipv4.tcp_slow_start_after_idle", "value": "0"},
			],
		},
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_sysctls.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_sysctls.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "65536"}]},
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_sysctls.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "the pod sets kernel.msgmax, which is not a safe sysctl in Kubernetes 1.37",
			"path": ["spec", "securityContext", "sysctls", 0, "name"],
		},
	}
}

test_denied_undecided if {
	found := pss_sysctls.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_old := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"sysctls": [{"name": "net.ipv4.tcp_rmem", "value": "1"}]},
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
	},
}

_denied_old := testing.kubernetes(_document_of_denied_old, {})

_params_of_denied_old := {"pss": {"version": "1.31"}}

test_denied_old_deny if {
	found := pss_sysctls.deny with input as _denied_old
		with data.params as _params_of_denied_old
	found == {
		{
			"msg": "the pod sets net.ipv4.tcp_rmem, which is not a safe sysctl in Kubernetes 1.31",
			"path": ["spec", "securityContext", "sysctls", 0, "name"],
		},
	}
}

test_denied_old_undecided if {
	found := pss_sysctls.undecided with input as _denied_old
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
	found := pss_sysctls.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_sysctls.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
