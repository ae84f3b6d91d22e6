# Written from the samples in namespace_accelerators/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.namespace_accelerators_test

import data.govern.kubernetes.namespace_accelerators
import data.govern.lib.testing

_params := {"gpu": {"max_per_namespace": 0, "namespaces": {}}}

_document_of_allowed := {
	"documents": [
		{
			"path": "allowed.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "train", "namespace": "ml"},
				"spec": {
					"replicas": 2,
					"selector": {"matchLabels": {"app": "train"}},
					"template": {
						"metadata": {"labels": {"app": "train"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 2}}}],
						},
					},
				},
			},
		},
		{
			"path": "allowed.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "serve", "namespace": "ml"},
				"spec": {
					"replicas": 4,
					"selector": {"matchLabels": {"app": "serve"}},
					"template": {
						"metadata": {"labels": {"app": "serve"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 1}}}],
						},
					},
				},
			},
		},
		{
			"path": "allowed.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "other", "namespace": "shop"},
				"spec": {
					"replicas": 8,
					"selector": {"matchLabels": {"app": "other"}},
					"template": {
						"metadata": {"labels": {"app": "other"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 1}}}],
						},
					},
				},
			},
		},
	],
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := namespace_accelerators.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_bounded := {
	"documents": [
		{
			"path": "allowed_bounded.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "train", "namespace": "ml"},
				"spec": {
					"replicas": 2,
					"selector": {"matchLabels": {"app": "train"}},
					"template": {
						"metadata": {"labels": {"app": "train"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 2}}}],
						},
					},
				},
			},
		},
		{
			"path": "allowed_bounded.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "serve", "namespace": "ml"},
				"spec": {
					"replicas": 4,
					"selector": {"matchLabels": {"app": "serve"}},
					"template": {
						"metadata": {"labels": {"app": "serve"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 1}}}],
						},
					},
				},
			},
		},
		{
			"path": "allowed_bounded.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "other", "namespace": "shop"},
				"spec": {
					"replicas": 8,
					"selector": {"matchLabels": {"app": "other"}},
					"template": {
						"metadata": {"labels": {"app": "other"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 1}}}],
						},
					},
				},
			},
		},
	],
}

_allowed_bounded := testing.kubernetes(_document_of_allowed_bounded, {})

_params_of_allowed_bounded := {"gpu": {"max_per_namespace": 8, "namespaces": {}}}

test_allowed_bounded_deny if {
	found := namespace_accelerators.deny with input as _allowed_bounded
		with data.params as _params_of_allowed_bounded
	found == set()
}

_document_of_denied := {
	"documents": [
		{
			"path": "denied.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "train", "namespace": "ml"},
				"spec": {
					"replicas": 2,
					"selector": {"matchLabels": {"app": "train"}},
					"template": {
						"metadata": {"labels": {"app": "train"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 2}}}],
						},
					},
				},
			},
		},
		{
			"path": "denied.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "serve", "namespace": "ml"},
				"spec": {
					"replicas": 5,
					"selector": {"matchLabels": {"app": "serve"}},
					"template": {
						"metadata": {"labels": {"app": "serve"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 1}}}],
						},
					},
				},
			},
		},
		{
			"path": "denied.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "other", "namespace": "shop"},
				"spec": {
					"replicas": 8,
					"selector": {"matchLabels": {"app": "other"}},
					"template": {
						"metadata": {"labels": {"app": "other"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 1}}}],
						},
					},
				},
			},
		},
	],
}

_denied := testing.kubernetes(_document_of_denied, {})

_params_of_denied := {"gpu": {"max_per_namespace": 8, "namespaces": {}}}

test_denied_deny if {
	found := namespace_accelerators.deny with input as _denied
		with data.params as _params_of_denied
	found == {
		{
			"msg": "the workloads of namespace \"ml\" ask for 9 accelerators together; at most 8 are allowed",
			"path": ["documents", 1, "document"],
		},
	}
}

_document_of_denied_job := {
	"documents": [
		{
			"path": "denied_job.yaml",
			"document": {
				"apiVersion": "batch/v1",
				"kind": "Job",
				"metadata": {"name": "sweep", "namespace": "ml"},
				"spec": {
					"parallelism": 5,
					"completions": 20,
					"template": {
						"spec": {
							"restartPolicy": "Never",
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 2}}}],
						},
					},
				},
			},
		},
	],
}

_denied_job := testing.kubernetes(_document_of_denied_job, {})

_params_of_denied_job := {"gpu": {"max_per_namespace": 8, "namespaces": {}}}

test_denied_job_deny if {
	found := namespace_accelerators.deny with input as _denied_job
		with data.params as _params_of_denied_job
	found == {
		{
			"msg": "the workloads of namespace \"ml\" ask for 10 accelerators together; at most 8 are allowed",
			"path": ["documents", 0, "document"],
		},
	}
}

_document_of_denied_kserve := {
	"documents": [
		{
			"path": "denied_kserve.yaml",
			"document": {
				"apiVersion": "serving.kserve.io/v1beta1",
				"kind": "InferenceService",
				"metadata": {"name": "llm"},
				"spec": {
					"predictor": {
						"maxReplicas": 9,
						"model": {"modelFormat": {"name": "huggingface"}, "resources": {"limits": {"nvidia.com/gpu": 1}}},
					},
				},
			},
		},
	],
}

_denied_kserve := testing.kubernetes(_document_of_denied_kserve, {})

_params_of_denied_kserve := {"gpu": {"max_per_namespace": 8, "namespaces": {}}}

test_denied_kserve_deny if {
	found := namespace_accelerators.deny with input as _denied_kserve
		with data.params as _params_of_denied_kserve
	found == {
		{
			"msg": "the workloads of namespace \"default\" ask for 9 accelerators together; at most 8 are allowed",
			"path": ["documents", 0, "document"],
		},
	}
}

_document_of_denied_named := {
	"documents": [
		{
			"path": "denied_named.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "train", "namespace": "ml"},
				"spec": {
					"replicas": 2,
					"selector": {"matchLabels": {"app": "train"}},
					"template": {
						"metadata": {"labels": {"app": "train"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 2}}}],
						},
					},
				},
			},
		},
		{
			"path": "denied_named.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "serve", "namespace": "ml"},
				"spec": {
					"replicas": 4,
					"selector": {"matchLabels": {"app": "serve"}},
					"template": {
						"metadata": {"labels": {"app": "serve"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 1}}}],
						},
					},
				},
			},
		},
		{
			"path": "denied_named.yaml",
			"document": {
				"apiVersion": "apps/v1",
				"kind": "Deployment",
				"metadata": {"name": "other", "namespace": "shop"},
				"spec": {
					"replicas": 8,
					"selector": {"matchLabels": {"app": "other"}},
					"template": {
						"metadata": {"labels": {"app": "other"}},
						"spec": {
							"containers": [{"name": "main", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 1}}}],
						},
					},
				},
			},
		},
	],
}

_denied_named := testing.kubernetes(_document_of_denied_named, {})

_params_of_denied_named := {"gpu": {"max_per_namespace": 8, "namespaces": {"shop": 4}}}

test_denied_named_deny if {
	found := namespace_accelerators.deny with input as _denied_named
		with data.params as _params_of_denied_named
	found == {
		{
			"msg": "the workloads of namespace \"shop\" ask for 8 accelerators together; at most 4 are allowed",
			"path": ["documents", 2, "document"],
		},
	}
}
