# Written from the samples in container_resources/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.container_resources_test

import data.govern.kubernetes.container_resources
import data.govern.lib.testing

_params := {"resources": {"required": ["requests.cpu", "requests.memory", "limits.memory"]}}

_document_of_allowed := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "nginx",
						"resources": {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"memory": "512Mi"}},
					},
				],
			},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := container_resources.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_ephemeral := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"containers": [
			{
				"name": "api",
				"image": "nginx",
				"resources": {"limits": {"cpu": "1", "memory": "1Gi"}},
			},
		],
		"ephemeralContainers": [{"name": "debug", "image": "busybox"}],
	},
}

_allowed_ephemeral := testing.kubernetes(_document_of_allowed_ephemeral, {})

test_allowed_ephemeral_deny if {
	found := container_resources.deny with input as _allowed_ephemeral
		with data.params as _params
	found == set()
}

_document_of_allowed_exponent := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "nginx",
						"resources": {"requests": {"cpu": "1e-1", "memory": 1000000}, "limits": {"memory": "2e6"}},
					},
				],
			},
		},
	},
}

_allowed_exponent := testing.kubernetes(_document_of_allowed_exponent, {})

test_allowed_exponent_deny if {
	found := container_resources.deny with input as _allowed_exponent
		with data.params as _params
	found == set()
}

_document_of_allowed_pod_level := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "nginx"}],
				"resources": {"limits": {"cpu": "1", "memory": "1Gi"}},
			},
		},
	},
}

_allowed_pod_level := testing.kubernetes(_document_of_allowed_pod_level, {})

test_allowed_pod_level_deny if {
	found := container_resources.deny with input as _allowed_pod_level
		with data.params as _params
	found == set()
}

_document_of_allowed_runtime := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
}

_allowed_runtime := testing.kubernetes(_document_of_allowed_runtime, {})

test_allowed_runtime_deny if {
	found := container_resources.deny with input as _allowed_runtime
		with data.params as _params
	found == set()
}

_document_of_allowed_trainer := {
	"apiVersion": "trainer.kubeflow.org/v1alpha1",
	"kind": "TrainJob",
	"metadata": {"name": "tune"},
	"spec": {
		"runtimeRef": {"name": "torch"},
		"trainer": {
			"image": "ghcr.io/acme/tune:1",
			"resourcesPerNode": {"requests": {"cpu": "1500m", "memory": "1.5Gi"}, "limits": {"memory": 2000000000}},
		},
	},
}

_allowed_trainer := testing.kubernetes(_document_of_allowed_trainer, {})

test_allowed_trainer_deny if {
	found := container_resources.deny with input as _allowed_trainer
		with data.params as _params
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
			"spec": {
				"containers": [{"name": "api", "image": "nginx", "resources": {"requests": {"cpu": "250m"}}}],
			},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := container_resources.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" does not state requests.memory, limits.memory",
			"path": ["spec", "template", "spec", "containers", 0, "resources"],
		},
	}
}

_document_of_denied_amounts := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "nginx",
						"resources": {"requests": {"cpu": 0.5, "memory": "2Gi"}, "limits": {"cpu": "lots", "memory": "1Gi"}},
					},
				],
			},
		},
	},
}

_denied_amounts := testing.kubernetes(_document_of_denied_amounts, {})

test_denied_amounts_deny if {
	found := container_resources.deny with input as _denied_amounts
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" has a limit of lots for cpu, which is not a quantity",
			"path": ["spec", "template", "spec", "containers", 0, "resources", "limits", "cpu"],
		},
		{
			"msg": "container \"api\" requests 2Gi of memory, more than its limit of 1Gi",
			"path": ["spec", "template", "spec", "containers", 0, "resources", "requests", "memory"],
		},
	}
}

_document_of_denied_block := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {"containers": [{"name": "api", "image": "nginx", "resources": "later"}]},
		},
	},
}

_denied_block := testing.kubernetes(_document_of_denied_block, {})

test_denied_block_deny if {
	found := container_resources.deny with input as _denied_block
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" does not state requests.cpu, requests.memory, limits.memory",
			"path": ["spec", "template", "spec", "containers", 0, "resources"],
		},
	}
}
