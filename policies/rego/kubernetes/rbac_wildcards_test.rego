# Written from the samples in rbac_wildcards/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.rbac_wildcards_test

import data.govern.kubernetes.rbac_wildcards
import data.govern.lib.testing

_document_of_allowed := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "Role",
	"metadata": {"name": "reader"},
	"rules": [{"apiGroups": ["*"], "resources": ["pods"], "verbs": ["get", "list"]}],
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := rbac_wildcards.deny with input as _allowed
	found == set()
}

_document_of_allowed_binding := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRoleBinding",
	"metadata": {"name": "ops"},
	"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
	"subjects": [{"kind": "Group", "name": "ops"}],
}

_allowed_binding := testing.kubernetes(_document_of_allowed_binding, {})

test_allowed_binding_deny if {
	found := rbac_wildcards.deny with input as _allowed_binding
	found == set()
}

_document_of_allowed_empty := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "Role",
	"metadata": {"name": "reader"},
	"rules": null,
}

_allowed_empty := testing.kubernetes(_document_of_allowed_empty, {})

test_allowed_empty_deny if {
	found := rbac_wildcards.deny with input as _allowed_empty
	found == set()
}

_document_of_denied := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": "reader"},
	"rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}],
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := rbac_wildcards.deny with input as _denied
	found == {
		{
			"msg": "a rule of ClusterRole \"reader\" allows every one of its apiGroups (`*`); name them",
			"path": ["rules", 0, "apiGroups"],
		},
		{
			"msg": "a rule of ClusterRole \"reader\" allows every one of its resources (`*`); name them",
			"path": ["rules", 0, "resources"],
		},
		{
			"msg": "a rule of ClusterRole \"reader\" allows every one of its verbs (`*`); name them",
			"path": ["rules", 0, "verbs"],
		},
	}
}

_document_of_denied_binding := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRoleBinding",
	"metadata": {"name": "ops"},
	"roleRef": {
		"apiGroup": "rbac.authorization.k8s.io",
		"kind": "ClusterRole",
		"name": "cluster-admin",
	},
	"subjects": [{"kind": "Group", "name": "system:unauthenticated"}],
}

_denied_binding := testing.kubernetes(_document_of_denied_binding, {})

test_denied_binding_deny if {
	found := rbac_wildcards.deny with input as _denied_binding
	found == {
		{
			"msg": "ClusterRoleBinding \"ops\" binds cluster-admin, which allows everything",
			"path": ["roleRef", "name"],
		},
		{
			"msg": "ClusterRoleBinding \"ops\" gives rights to system:unauthenticated, which anyone is",
			"path": ["subjects", 0, "name"],
		},
	}
}

_document_of_denied_escalate := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "Role",
	"metadata": {"name": "reader"},
	"rules": [{"apiGroups": [""], "resources": ["users"], "verbs": ["get", "impersonate"]}],
}

_denied_escalate := testing.kubernetes(_document_of_denied_escalate, {})

test_denied_escalate_deny if {
	found := rbac_wildcards.deny with input as _denied_escalate
	found == {
		{
			"msg": "a rule of Role \"reader\" allows impersonate, which is a way to gain any right",
			"path": ["rules", 0, "verbs"],
		},
	}
}
