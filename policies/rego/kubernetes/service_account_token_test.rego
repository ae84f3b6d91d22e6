# Written from the samples in service_account_token/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.service_account_token_test

import data.govern.kubernetes.service_account_token
import data.govern.lib.testing

_document_of_allowed := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "a"}], "serviceAccountName": "api"},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := service_account_token.deny with input as _allowed
	found == set()
}

_document_of_allowed_off := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "a"}], "automountServiceAccountToken": false},
		},
	},
}

_allowed_off := testing.kubernetes(_document_of_allowed_off, {})

test_allowed_off_deny if {
	found := service_account_token.deny with input as _allowed_off
	found == set()
}

_document_of_denied := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "a"}]},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := service_account_token.deny with input as _denied
	found == {
		{
			"msg": "the pod gets the token of the default service account; switch the mount off or name an account of its own",
			"path": ["spec", "template", "spec", "automountServiceAccountToken"],
		},
	}
}

_document_of_denied_argo := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {"name": "train"},
	"spec": {"templates": [{"name": "run", "container": {"image": "ghcr.io/acme/train:1"}}]},
}

_denied_argo := testing.kubernetes(_document_of_denied_argo, {})

test_denied_argo_deny if {
	found := service_account_token.deny with input as _denied_argo
	found == {
		{
			"msg": "the pod gets the token of the default service account; switch the mount off or name an account of its own",
			"path": ["spec", "templates", 0, "automountServiceAccountToken"],
		},
	}
}

_document_of_denied_default := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a"}],
				"serviceAccountName": "default",
				"automountServiceAccountToken": true,
			},
		},
	},
}

_denied_default := testing.kubernetes(_document_of_denied_default, {})

test_denied_default_deny if {
	found := service_account_token.deny with input as _denied_default
	found == {
		{
			"msg": "the pod gets the token of the default service account; switch the mount off or name an account of its own",
			"path": ["spec", "template", "spec", "automountServiceAccountToken"],
		},
	}
}
