# Written from the samples in pss_apparmor/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_apparmor_test

import data.govern.kubernetes.pss_apparmor
import data.govern.lib.testing

_params := {"pss": {"version": "latest"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {
		"name": "api",
		"annotations": {
			"container.apparmor.security.beta.kubernetes.io/api": "localhost/api",
			"container.apparmor.security.beta.kubernetes.io/x": "",
			"owner": "me",
		},
	},
	"spec": {
		"securityContext": {"appArmorProfile": {"type": "RuntimeDefault"}},
		"containers": [
			{
				"name": "api",
				"image": "ghcr.io/acme/api:1",
				"securityContext": {"appArmorProfile": {"type": "Localhost", "localhostProfile": "api"}},
			},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_apparmor.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_apparmor.undecided with input as _allowed
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
				"securityContext": {"appArmorProfile": {"type": "Unconfined"}},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_apparmor.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" sets the AppArmor profile Unconfined; it must be RuntimeDefault or Localhost",
			"path": ["spec", "containers", 0, "securityContext", "appArmorProfile", "type"],
		},
	}
}

test_denied_undecided if {
	found := pss_apparmor.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_annotation := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {
		"name": "api",
		"annotations": {
			"container.apparmor.security.beta.kubernetes.io/api": "unconfined",
			"container.apparmor.security.beta.kubernetes.io/b": "runtime/default",
		},
	},
	"spec": {"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}]},
}

_denied_annotation := testing.kubernetes(_document_of_denied_annotation, {})

test_denied_annotation_deny if {
	found := pss_apparmor.deny with input as _denied_annotation
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" gets the AppArmor profile \"unconfined\" by annotation; it must be runtime/default or localhost/…",
			"path": ["metadata", "annotations", "container.apparmor.security.beta.kubernetes.io/api"],
		},
	}
}

test_denied_annotation_undecided if {
	found := pss_apparmor.undecided with input as _denied_annotation
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
	found := pss_apparmor.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_apparmor.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.template.spec should be a mapping",
			"path": ["spec", "template", "spec"],
		},
	}
}
