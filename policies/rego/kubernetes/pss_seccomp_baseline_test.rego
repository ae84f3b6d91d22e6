# Written from the samples in pss_seccomp_baseline/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_seccomp_baseline_test

import data.govern.kubernetes.pss_seccomp_baseline
import data.govern.lib.testing

_params := {"pss": {"version": "latest", "level": "all"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"seccompProfile": {"type": "Localhost", "localhostProfile": "x.json"}},
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_seccomp_baseline.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_seccomp_baseline.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_annotation := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {
		"name": "api",
		"annotations": {"seccomp.security.alpha.kubernetes.io/pod": "unconfined"},
	},
	"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}]},
}

_allowed_annotation := testing.kubernetes(_document_of_allowed_annotation, {})

test_allowed_annotation_deny if {
	found := pss_seccomp_baseline.deny with input as _allowed_annotation
		with data.params as _params
	found == set()
}

test_allowed_annotation_undecided if {
	found := pss_seccomp_baseline.undecided with input as _allowed_annotation
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
				"securityContext": {"seccompProfile": {"type": "Unconfined"}},
			},
		],
	},
}

_allowed_windows := testing.kubernetes(_document_of_allowed_windows, {})

_params_of_allowed_windows := {"pss": {"version": "latest", "level": "restricted"}}

test_allowed_windows_deny if {
	found := pss_seccomp_baseline.deny with input as _allowed_windows
		with data.params as _params_of_allowed_windows
	found == set()
}

test_allowed_windows_undecided if {
	found := pss_seccomp_baseline.undecided with input as _allowed_windows
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
				"securityContext": {"seccompProfile": {"type": "Unconfined"}},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_seccomp_baseline.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" sets the seccomp profile Unconfined; it must be RuntimeDefault or Localhost",
			"path": ["spec", "containers", 0, "securityContext", "seccompProfile", "type"],
		},
	}
}

test_denied_undecided if {
	found := pss_seccomp_baseline.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_old := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {
		"name": "api",
		"annotations": {
			"seccomp.security.alpha.kubernetes.io/pod": "unconfined",
			"container.seccomp.security.alpha.kubernetes.io/api": "localhost/x.json",
			"container.seccomp.security.alpha.kubernetes.io/b": "docker/default",
			"other": "unconfined",
		},
	},
	"spec": {
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"seccompProfile": {"type": "Unconfined"}},
			},
		],
	},
}

_denied_old := testing.kubernetes(_document_of_denied_old, {})

_params_of_denied_old := {"pss": {"version": "1.18", "level": "all"}}

test_denied_old_deny if {
	found := pss_seccomp_baseline.deny with input as _denied_old
		with data.params as _params_of_denied_old
	found == {
		{
			"msg": "the annotation seccomp.security.alpha.kubernetes.io/pod sets the seccomp profile \"unconfined\"; it must be runtime/default or localhost/…",
			"path": ["metadata", "annotations", "seccomp.security.alpha.kubernetes.io/pod"],
		},
	}
}

test_denied_old_undecided if {
	found := pss_seccomp_baseline.undecided with input as _denied_old
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
	found := pss_seccomp_baseline.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_seccomp_baseline.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
