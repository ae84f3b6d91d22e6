# Written from the samples in network_policy/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.network_policy_test

import data.govern.kubernetes.network_policy
import data.govern.lib.testing

_document_of_allowed := {
	"documents": [
		{
			"path": "allowed.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "api", "namespace": "shop"},
				"spec": {
					"selector": {"matchLabels": {"app": "api"}},
					"template": {
						"metadata": {"labels": {"app": "api"}},
						"spec": {"containers": [{"name": "api", "image": "a"}]},
					},
				},
			},
		},
		{
			"path": "allowed.yaml",
			"document": {
				"apiVersion": "networking.k8s.io/v1",
				"kind": "NetworkPolicy",
				"metadata": {"name": "p", "namespace": "shop"},
				"spec": {"podSelector": {"matchLabels": {"app": "api"}}},
			},
		},
	],
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := network_policy.deny with input as _allowed
	found == set()
}

_document_of_allowed_expressions := {
	"documents": [
		{
			"path": "allowed_expressions.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "api", "namespace": "shop"},
				"spec": {
					"selector": {"matchLabels": {"app": "api"}},
					"template": {
						"metadata": {"labels": {"app": "api"}},
						"spec": {"containers": [{"name": "api", "image": "a"}]},
					},
				},
			},
		},
		{
			"path": "allowed_expressions.yaml",
			"document": {
				"apiVersion": "networking.k8s.io/v1",
				"kind": "NetworkPolicy",
				"metadata": {"name": "p", "namespace": "shop"},
				"spec": {
					"podSelector": {
						"matchExpressions": [
							{"key": "app", "operator": "In", "values": ["api", "web"]},
							{"key": "tier", "operator": "DoesNotExist"},
							{"key": "app", "operator": "Exists"},
							{"key": "app", "operator": "NotIn", "values": ["db"]},
						],
					},
				},
			},
		},
	],
}

_allowed_expressions := testing.kubernetes(_document_of_allowed_expressions, {})

test_allowed_expressions_deny if {
	found := network_policy.deny with input as _allowed_expressions
	found == set()
}

_document_of_denied := {
	"documents": [
		{
			"path": "denied.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "api", "namespace": "shop"},
				"spec": {
					"selector": {"matchLabels": {"app": "api"}},
					"template": {
						"metadata": {"labels": {"app": "api"}},
						"spec": {"containers": [{"name": "api", "image": "a"}]},
					},
				},
			},
		},
	],
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := network_policy.deny with input as _denied
	found == {
		{
			"msg": "no NetworkPolicy among the manifests selects the pods of Deployment \"api\" in namespace \"shop\"",
			"path": ["documents", 0, "document", "spec"],
		},
	}
}

_document_of_denied_elsewhere := {
	"documents": [
		{
			"path": "denied_elsewhere.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "api", "namespace": "shop"},
				"spec": {
					"selector": {"matchLabels": {"app": "api"}},
					"template": {
						"metadata": {"labels": {"app": "api"}},
						"spec": {"containers": [{"name": "api", "image": "a"}]},
					},
				},
			},
		},
		{
			"path": "denied_elsewhere.yaml",
			"document": {
				"apiVersion": "networking.k8s.io/v1",
				"kind": "NetworkPolicy",
				"metadata": {"name": "p", "namespace": "other"},
				"spec": {"podSelector": {}},
			},
		},
		{
			"path": "denied_elsewhere.yaml",
			"document": {
				"apiVersion": "networking.k8s.io/v1",
				"kind": "NetworkPolicy",
				"metadata": {"name": "p", "namespace": "shop"},
				"spec": {"podSelector": {"matchLabels": {"app": "web"}}},
			},
		},
	],
}

_denied_elsewhere := testing.kubernetes(_document_of_denied_elsewhere, {})

test_denied_elsewhere_deny if {
	found := network_policy.deny with input as _denied_elsewhere
	found == {
		{
			"msg": "no NetworkPolicy among the manifests selects the pods of Deployment \"api\" in namespace \"shop\"",
			"path": ["documents", 0, "document", "spec"],
		},
	}
}

_document_of_denied_expressions := {
	"documents": [
		{
			"path": "denied_expressions.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "api", "namespace": "shop"},
				"spec": {
					"selector": {"matchLabels": {"app": "api"}},
					"template": {
						"metadata": {"labels": {"app": "api"}},
						"spec": {"containers": [{"name": "api", "image": "a"}]},
					},
				},
			},
		},
		{
			"path": "denied_expressions.yaml",
			"document": {
				"apiVersion": "networking.k8s.io/v1",
				"kind": "NetworkPolicy",
				"metadata": {"name": "p", "namespace": "shop"},
				"spec": {
					"podSelector": {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["api"]}]},
				},
			},
		},
		{
			"path": "denied_expressions.yaml",
			"document": {
				"apiVersion": "networking.k8s.io/v1",
				"kind": "NetworkPolicy",
				"metadata": {"name": "p", "namespace": "shop"},
				"spec": {"podSelector": {"matchExpressions": [{"key": "tier", "operator": "Exists"}]}},
			},
		},
		{
			"path": "denied_expressions.yaml",
			"document": {
				"apiVersion": "networking.k8s.io/v1",
				"kind": "NetworkPolicy",
				"metadata": {"name": "p", "namespace": "shop"},
				"spec": {"podSelector": {"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}},
			},
		},
		{
			"path": "denied_expressions.yaml",
			"document": {
				"apiVersion": "networking.k8s.io/v1",
				"kind": "NetworkPolicy",
				"metadata": {"name": "p", "namespace": "shop"},
				"spec": {
					"podSelector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]},
				},
			},
		},
	],
}

_denied_expressions := testing.kubernetes(_document_of_denied_expressions, {})

test_denied_expressions_deny if {
	found := network_policy.deny with input as _denied_expressions
	found == {
		{
			"msg": "no NetworkPolicy among the manifests selects the pods of Deployment \"api\" in namespace \"shop\"",
			"path": ["documents", 0, "document", "spec"],
		},
	}
}

_document_of_denied_kinds := {
	"documents": [
		{
			"path": "denied_kinds.yaml",
			"document": {
				"apiVersion": "batch/v1",
				"kind": "CronJob",
				"metadata": {"name": "report"},
				"spec": {
					"schedule": "0 3 * * *",
					"jobTemplate": {
						"spec": {
							"template": {
								"metadata": {"labels": {"app": "report"}},
								"spec": {"containers": [{"name": "a", "image": "a"}]},
							},
						},
					},
				},
			},
		},
		{
			"path": "denied_kinds.yaml",
			"document": {
				"apiVersion": "v1",
				"kind": "Pod",
				"metadata": {"name": "shell"},
				"spec": {"containers": [{"name": "a", "image": "a"}]},
			},
		},
	],
}

_denied_kinds := testing.kubernetes(_document_of_denied_kinds, {})

test_denied_kinds_deny if {
	found := network_policy.deny with input as _denied_kinds
	found == {
		{
			"msg": "no NetworkPolicy among the manifests selects the pods of CronJob \"report\" in namespace \"default\"",
			"path": ["documents", 0, "document", "spec"],
		},
		{
			"msg": "no NetworkPolicy among the manifests selects the pods of Pod \"shell\" in namespace \"default\"",
			"path": ["documents", 1, "document", "spec"],
		},
	}
}
