# Written from the samples in availability/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.availability_test

import data.govern.kubernetes.availability
import data.govern.lib.testing

_params := {"production": {"environments": ["prod", "production"]}}

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
						"image": "a",
						"ports": [{"containerPort": 80}],
						"readinessProbe": {"httpGet": {"path": "/ready", "port": 80}},
					},
				],
			},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := availability.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_autoscaled := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api", "annotations": {"govern/autoscaled": "true"}},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "a",
						"ports": [{"containerPort": 80}],
						"readinessProbe": {"httpGet": {"path": "/ready", "port": 80}},
					},
				],
			},
		},
	},
}

_rest_of_allowed_autoscaled := {"context": {"environment": "prod"}}

_allowed_autoscaled := testing.kubernetes(_document_of_allowed_autoscaled, _rest_of_allowed_autoscaled)

test_allowed_autoscaled_deny if {
	found := availability.deny with input as _allowed_autoscaled
		with data.params as _params
	found == set()
}

_document_of_allowed_daemon := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": "f"},
	"spec": {"template": {"spec": {"containers": [{"name": "a", "image": "a"}]}}},
}

_rest_of_allowed_daemon := {"context": {"environment": "prod"}}

_allowed_daemon := testing.kubernetes(_document_of_allowed_daemon, _rest_of_allowed_daemon)

test_allowed_daemon_deny if {
	found := availability.deny with input as _allowed_daemon
		with data.params as _params
	found == set()
}

_document_of_allowed_inference := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "f"},
	"spec": {"predictor": {"minReplicas": 2, "model": {}}},
}

_rest_of_allowed_inference := {"context": {"environment": "prod"}}

_allowed_inference := testing.kubernetes(_document_of_allowed_inference, _rest_of_allowed_inference)

test_allowed_inference_deny if {
	found := availability.deny with input as _allowed_inference
		with data.params as _params
	found == set()
}

_document_of_allowed_inference_staging := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "f"},
	"spec": {"predictor": {"minReplicas": 0, "model": {}}},
}

_rest_of_allowed_inference_staging := {"context": {"environment": "staging"}}

_allowed_inference_staging := testing.kubernetes(_document_of_allowed_inference_staging, _rest_of_allowed_inference_staging)

test_allowed_inference_staging_deny if {
	found := availability.deny with input as _allowed_inference_staging
		with data.params as _params
	found == set()
}

_document_of_allowed_init := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a"}],
				"initContainers": [
					{"name": "proxy", "image": "p", "ports": [{"containerPort": 1}]},
					{"name": "other", "image": "p"},
				],
			},
		},
	},
}

_allowed_init := testing.kubernetes(_document_of_allowed_init, {})

test_allowed_init_deny if {
	found := availability.deny with input as _allowed_init
		with data.params as _params
	found == set()
}

_document_of_allowed_job := {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": {"name": "load"},
	"spec": {
		"template": {"spec": {"containers": [{"name": "a", "image": "a", "ports": [{"containerPort": 1}]}]}},
	},
}

_allowed_job := testing.kubernetes(_document_of_allowed_job, {})

test_allowed_job_deny if {
	found := availability.deny with input as _allowed_job
		with data.params as _params
	found == set()
}

_document_of_allowed_no_port := {
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

_allowed_no_port := testing.kubernetes(_document_of_allowed_no_port, {})

test_allowed_no_port_deny if {
	found := availability.deny with input as _allowed_no_port
		with data.params as _params
	found == set()
}

_document_of_allowed_prod := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"replicas": 2,
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "a",
						"ports": [{"containerPort": 80}],
						"readinessProbe": {"httpGet": {"path": "/ready", "port": 80}},
					},
				],
			},
		},
	},
}

_rest_of_allowed_prod := {"context": {"environment": "prod"}}

_allowed_prod := testing.kubernetes(_document_of_allowed_prod, _rest_of_allowed_prod)

test_allowed_prod_deny if {
	found := availability.deny with input as _allowed_prod
		with data.params as _params
	found == set()
}

_document_of_allowed_staging := {
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
						"image": "a",
						"ports": [{"containerPort": 80}],
						"readinessProbe": {"httpGet": {"path": "/ready", "port": 80}},
					},
				],
			},
		},
	},
}

_rest_of_allowed_staging := {"context": {"environment": "staging"}}

_allowed_staging := testing.kubernetes(_document_of_allowed_staging, _rest_of_allowed_staging)

test_allowed_staging_deny if {
	found := availability.deny with input as _allowed_staging
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
			"spec": {"containers": [{"name": "api", "image": "a", "ports": [{"containerPort": 80}]}]},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := availability.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" listens on a port but has no readinessProbe",
			"path": ["spec", "template", "spec", "containers", 0, "readinessProbe"],
		},
	}
}

_document_of_denied_fixed := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api", "annotations": {"govern/autoscaled": "true"}},
	"spec": {
		"replicas": 1,
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [
					{
						"name": "api",
						"image": "a",
						"ports": [{"containerPort": 80}],
						"readinessProbe": {"httpGet": {"path": "/ready", "port": 80}},
					},
				],
			},
		},
	},
}

_rest_of_denied_fixed := {"context": {"environment": "prod"}}

_denied_fixed := testing.kubernetes(_document_of_denied_fixed, _rest_of_denied_fixed)

test_denied_fixed_deny if {
	found := availability.deny with input as _denied_fixed
		with data.params as _params
	found == {
		{
			"msg": "the Deployment has 1 copy in production; at least 2 are needed",
			"path": ["spec", "replicas"],
		},
	}
}

_document_of_denied_inference := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": {"minReplicas": 0, "model": {"modelFormat": {"name": "sklearn"}}}},
}

_rest_of_denied_inference := {"context": {"environment": "prod"}}

_denied_inference := testing.kubernetes(_document_of_denied_inference, _rest_of_denied_inference)

test_denied_inference_deny if {
	found := availability.deny with input as _denied_inference
		with data.params as _params
	found == {
		{
			"msg": "a component of the InferenceService may shrink to 0 copies in production; at least 2 are needed",
			"path": ["spec", "predictor", "minReplicas"],
		},
	}
}

_document_of_denied_prod := {
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
						"image": "a",
						"ports": [{"containerPort": 80}],
						"readinessProbe": {"httpGet": {"path": "/ready", "port": 80}},
					},
				],
			},
		},
	},
}

_rest_of_denied_prod := {"context": {"environment": "prod"}}

_denied_prod := testing.kubernetes(_document_of_denied_prod, _rest_of_denied_prod)

test_denied_prod_deny if {
	found := availability.deny with input as _denied_prod
		with data.params as _params
	found == {
		{
			"msg": "the Deployment has 1 copy in production; at least 2 are needed",
			"path": ["spec", "replicas"],
		},
	}
}
