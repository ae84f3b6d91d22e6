# Written from the samples in disruption_budget/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.disruption_budget_test

import data.govern.kubernetes.disruption_budget
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
					"replicas": 3,
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
				"apiVersion": "policy/v1",
				"kind": "PodDisruptionBudget",
				"metadata": {"name": "p", "namespace": "shop"},
				"spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "api"}}},
			},
		},
	],
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := disruption_budget.deny with input as _allowed
	found == set()
}

_document_of_allowed_job := {
	"documents": [
		{
			"path": "allowed_job.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "ReplicaSet",
				"metadata": {"name": "x"},
				"spec": {
					"replicas": 3,
					"template": {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": []}},
				},
			},
		},
	],
}

_allowed_job := testing.kubernetes(_document_of_allowed_job, {})

test_allowed_job_deny if {
	found := disruption_budget.deny with input as _allowed_job
	found == set()
}

_document_of_allowed_single := {
	"documents": [
		{
			"path": "allowed_single.yaml",
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

_allowed_single := testing.kubernetes(_document_of_allowed_single, {})

test_allowed_single_deny if {
	found := disruption_budget.deny with input as _allowed_single
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
					"replicas": 3,
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
	found := disruption_budget.deny with input as _denied
	found == {
		{
			"msg": "no PodDisruptionBudget among the manifests selects the 3 copies of Deployment \"api\"",
			"path": ["documents", 0, "document", "spec"],
		},
	}
}

_document_of_denied_namespace := {
	"documents": [
		{
			"path": "denied_namespace.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "api", "namespace": "shop"},
				"spec": {
					"replicas": 3,
					"selector": {"matchLabels": {"app": "api"}},
					"template": {
						"metadata": {"labels": {"app": "api"}},
						"spec": {"containers": [{"name": "api", "image": "a"}]},
					},
				},
			},
		},
		{
			"path": "denied_namespace.yaml",
			"document": {
				"apiVersion": "policy/v1",
				"kind": "PodDisruptionBudget",
				"metadata": {"name": "p", "namespace": "other"},
				"spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "api"}}},
			},
		},
	],
}

_denied_namespace := testing.kubernetes(_document_of_denied_namespace, {})

test_denied_namespace_deny if {
	found := disruption_budget.deny with input as _denied_namespace
	found == {
		{
			"msg": "no PodDisruptionBudget among the manifests selects the 3 copies of Deployment \"api\"",
			"path": ["documents", 0, "document", "spec"],
		},
	}
}

_document_of_denied_other := {
	"documents": [
		{
			"path": "denied_other.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "api", "namespace": "shop"},
				"spec": {
					"replicas": 3,
					"selector": {"matchLabels": {"app": "api"}},
					"template": {
						"metadata": {"labels": {"app": "api"}},
						"spec": {"containers": [{"name": "api", "image": "a"}]},
					},
				},
			},
		},
		{
			"path": "denied_other.yaml",
			"document": {
				"apiVersion": "policy/v1",
				"kind": "PodDisruptionBudget",
				"metadata": {"name": "p", "namespace": "shop"},
				"spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}},
			},
		},
	],
}

_denied_other := testing.kubernetes(_document_of_denied_other, {})

test_denied_other_deny if {
	found := disruption_budget.deny with input as _denied_other
	found == {
		{
			"msg": "no PodDisruptionBudget among the manifests selects the 3 copies of Deployment \"api\"",
			"path": ["documents", 0, "document", "spec"],
		},
	}
}
