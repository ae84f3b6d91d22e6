# Written from the samples in namespaces/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.namespaces_test

import data.govern.kubernetes.namespaces
import data.govern.lib.testing

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Namespace",
	"metadata": {"name": "shop", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := namespaces.deny with input as _allowed
	found == set()
}

_document_of_allowed_named := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "c", "namespace": "shop"},
}

_allowed_named := testing.kubernetes(_document_of_allowed_named, {})

test_allowed_named_deny if {
	found := namespaces.deny with input as _allowed_named
	found == set()
}

_document_of_allowed_other := {"apiVersion": "acme.example/v1", "kind": "Namespace", "metadata": {"name": "x"}}

_allowed_other := testing.kubernetes(_document_of_allowed_other, {})

test_allowed_other_deny if {
	found := namespaces.deny with input as _allowed_other
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Namespace",
	"metadata": {"name": "shop", "labels": {"pod-security.kubernetes.io/warn": "restricted"}},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := namespaces.deny with input as _denied
	found == {
		{
			"msg": "namespace \"shop\" does not enforce a Pod Security level; set pod-security.kubernetes.io/enforce to baseline or restricted",
			"path": ["metadata", "labels", "pod-security.kubernetes.io/enforce"],
		},
	}
}

_document_of_denied_default := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "c", "namespace": "default"},
}

_denied_default := testing.kubernetes(_document_of_denied_default, {})

test_denied_default_deny if {
	found := namespaces.deny with input as _denied_default
	found == {
		{
			"msg": "ConfigMap \"c\" is put into the namespace default",
			"path": ["metadata", "namespace"],
		},
	}
}
