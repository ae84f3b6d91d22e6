# Written from the samples in pss_privileged/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.pss_privileged_test

import data.govern.kubernetes.pss_privileged
import data.govern.lib.testing

_params := {"pss": {"version": "latest"}}

_document_of_allowed := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"containers": [
			{"name": "api", "image": "ghcr.io/acme/api:1", "securityContext": {"privileged": false}},
		],
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := pss_privileged.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := pss_privileged.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_service := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "api"},
	"spec": {"ports": [{"port": 80}]},
}

_allowed_service := testing.kubernetes(_document_of_allowed_service, {})

test_allowed_service_deny if {
	found := pss_privileged.deny with input as _allowed_service
		with data.params as _params
	found == set()
}

test_allowed_service_undecided if {
	found := pss_privileged.undecided with input as _allowed_service
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {
		"containers": [{"name": "api", "image": "ghcr.io/acme/api:1"}],
		"initContainers": [
			{
				"name": "setup",
				"image": "ghcr.io/acme/setup:1",
				"securityContext": {"privileged": true},
			},
		],
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := pss_privileged.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"setup\" sets privileged to true; it must not be privileged",
			"path": ["spec", "initContainers", 0, "securityContext", "privileged"],
		},
	}
}

test_denied_undecided if {
	found := pss_privileged.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_argo := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "CronWorkflow",
	"metadata": {"name": "nightly"},
	"spec": {
		"schedule": "0 1 * * *",
		"workflowSpec": {
			"entrypoint": "main",
			"templates": [
				{"name": "main", "steps": [[{"name": "a", "template": "run"}]]},
				{
					"name": "run",
					"container": {"image": "ghcr.io/acme/train:1", "securityContext": {"privileged": true}},
					"sidecars": [
						{
							"name": "proxy",
							"image": "ghcr.io/acme/proxy:1",
							"securityContext": {"privileged": true},
						},
					],
				},
				{
					"name": "many",
					"containerSet": {
						"containers": [
							{"name": "one", "image": "ghcr.io/acme/one:1", "securityContext": {"privileged": true}},
						],
					},
				},
			],
		},
	},
}

_denied_argo := testing.kubernetes(_document_of_denied_argo, {})

test_denied_argo_deny if {
	found := pss_privileged.deny with input as _denied_argo
		with data.params as _params
	found == {
		{
			"msg": "container \"container\" sets privileged to true; it must not be privileged",
			"path": ["spec", "workflowSpec", "templates", 1, "container", "securityContext", "privileged"],
		},
		{
			"msg": "container \"one\" sets privileged to true; it must not be privileged",
			"path": [
				"spec",
				"workflowSpec",
				"templates",
				2,
				"containerSet",
				"containers",
				0,
				"securityContext",
				"privileged",
			],
		},
		{
			"msg": "container \"proxy\" sets privileged to true; it must not be privileged",
			"path": ["spec", "workflowSpec", "templates", 1, "sidecars", 0, "securityContext", "privileged"],
		},
	}
}

test_denied_argo_undecided if {
	found := pss_privileged.undecided with input as _denied_argo
		with data.params as _params
	found == set()
}

_document_of_denied_defaults := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {"name": "nightly"},
	"spec": {
		"templateDefaults": {
			"container": {"image": "ghcr.io/acme/train:1", "securityContext": {"privileged": true}},
		},
		"templates": [
			{
				"name": "run",
				"script": {
					"image": "ghcr.io/acme/train:1",
					"source": "run",
					"securityContext": {"privileged": true},
				},
				"initContainers": [
					{
						"name": "fetch",
						"image": "ghcr.io/acme/fetch:1",
						"securityContext": {"privileged": true},
					},
				],
			},
		],
	},
}

_denied_defaults := testing.kubernetes(_document_of_denied_defaults, {})

test_denied_defaults_deny if {
	found := pss_privileged.deny with input as _denied_defaults
		with data.params as _params
	found == {
		{
			"msg": "container \"container\" sets privileged to true; it must not be privileged",
			"path": ["spec", "templateDefaults", "container", "securityContext", "privileged"],
		},
		{
			"msg": "container \"fetch\" sets privileged to true; it must not be privileged",
			"path": ["spec", "templates", 0, "initContainers", 0, "securityContext", "privileged"],
		},
		{
			"msg": "container \"script\" sets privileged to true; it must not be privileged",
			"path": ["spec", "templates", 0, "script", "securityContext", "privileged"],
		},
	}
}

test_denied_defaults_undecided if {
	found := pss_privileged.undecided with input as _denied_defaults
		with data.params as _params
	found == set()
}

_document_of_denied_knative := {
	"apiVersion": "serving.knative.dev/v1",
	"kind": "Service",
	"metadata": {"name": "fn"},
	"spec": {
		"template": {
			"spec": {
				"containers": [{"image": "ghcr.io/acme/fn:1", "securityContext": {"privileged": true}}],
			},
		},
	},
}

_denied_knative := testing.kubernetes(_document_of_denied_knative, {})

test_denied_knative_deny if {
	found := pss_privileged.deny with input as _denied_knative
		with data.params as _params
	found == {
		{
			"msg": "container \"containers[0]\" sets privileged to true; it must not be privileged",
			"path": ["spec", "template", "spec", "containers", 0, "securityContext", "privileged"],
		},
	}
}

test_denied_knative_undecided if {
	found := pss_privileged.undecided with input as _denied_knative
		with data.params as _params
	found == set()
}

_document_of_denied_kserve := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {
		"predictor": {
			"model": {
				"modelFormat": {"name": "sklearn"},
				"storageUri": "s3://models/fraud/3",
				"securityContext": {"privileged": true},
			},
		},
		"canary": [
			{
				"trafficPercent": 10,
				"predictor": {
					"containers": [
						{
							"name": "kserve-container",
							"image": "ghcr.io/acme/fraud:4",
							"securityContext": {"privileged": true},
						},
					],
				},
			},
		],
	},
}

_denied_kserve := testing.kubernetes(_document_of_denied_kserve, {})

test_denied_kserve_deny if {
	found := pss_privileged.deny with input as _denied_kserve
		with data.params as _params
	found == {
		{
			"msg": "container \"kserve-container\" sets privileged to true; it must not be privileged",
			"path": ["spec", "canary", 0, "predictor", "containers", 0, "securityContext", "privileged"],
		},
		{
			"msg": "container \"model\" sets privileged to true; it must not be privileged",
			"path": ["spec", "predictor", "model", "securityContext", "privileged"],
		},
	}
}

test_denied_kserve_undecided if {
	found := pss_privileged.undecided with input as _denied_kserve
		with data.params as _params
	found == set()
}

_document_of_denied_lws := {
	"apiVersion": "leaderworkerset.x-k8s.io/v1",
	"kind": "LeaderWorkerSet",
	"metadata": {"name": "llm"},
	"spec": {
		"leaderWorkerTemplate": {
			"workerTemplate": {
				"spec": {
					"containers": [
						{
							"name": "worker",
							"image": "ghcr.io/acme/llm:1",
							"securityContext": {"privileged": true},
						},
					],
				},
			},
		},
	},
}

_denied_lws := testing.kubernetes(_document_of_denied_lws, {})

test_denied_lws_deny if {
	found := pss_privileged.deny with input as _denied_lws
		with data.params as _params
	found == {
		{
			"msg": "container \"worker\" sets privileged to true; it must not be privileged",
			"path": [
				"spec",
				"leaderWorkerTemplate",
				"workerTemplate",
				"spec",
				"containers",
				0,
				"securityContext",
				"privileged",
			],
		},
	}
}

test_denied_lws_undecided if {
	found := pss_privileged.undecided with input as _denied_lws
		with data.params as _params
	found == set()
}

_document_of_denied_patches := {
	"apiVersion": "trainer.kubeflow.org/v1alpha1",
	"kind": "TrainJob",
	"metadata": {"name": "tune"},
	"spec": {
		"runtimeRef": {"name": "torch"},
		"runtimePatches": [
			{
				"trainingRuntimeSpec": {
					"template": {
						"spec": {
							"replicatedJobs": [
								{
									"template": {
										"spec": {
											"template": {"spec": {"containers": [{"name": "node", "securityContext": {"privileged": true}}]}},
										},
									},
								},
							],
						},
					},
				},
			},
		],
	},
}

_denied_patches := testing.kubernetes(_document_of_denied_patches, {})

test_denied_patches_deny if {
	found := pss_privileged.deny with input as _denied_patches
		with data.params as _params
	found == {
		{
			"msg": "container \"node\" sets privileged to true; it must not be privileged",
			"path": [
				"spec",
				"runtimePatches",
				0,
				"trainingRuntimeSpec",
				"template",
				"spec",
				"replicatedJobs",
				0,
				"template",
				"spec",
				"template",
				"spec",
				"containers",
				0,
				"securityContext",
				"privileged",
			],
		},
	}
}

test_denied_patches_undecided if {
	found := pss_privileged.undecided with input as _denied_patches
		with data.params as _params
	found == set()
}

_document_of_denied_ray := {
	"apiVersion": "ray.io/v1",
	"kind": "RayCluster",
	"metadata": {"name": "train"},
	"spec": {
		"headGroupSpec": {
			"template": {"spec": {"containers": [{"name": "head", "image": "rayproject/ray:2.40.0"}]}},
		},
		"workerGroupSpecs": [
			{
				"groupName": "gpu",
				"template": {
					"spec": {
						"containers": [
							{
								"name": "worker",
								"image": "rayproject/ray:2.40.0",
								"securityContext": {"privileged": true},
							},
						],
					},
				},
			},
		],
	},
}

_denied_ray := testing.kubernetes(_document_of_denied_ray, {})

test_denied_ray_deny if {
	found := pss_privileged.deny with input as _denied_ray
		with data.params as _params
	found == {
		{
			"msg": "container \"worker\" sets privileged to true; it must not be privileged",
			"path": [
				"spec",
				"workerGroupSpecs",
				0,
				"template",
				"spec",
				"containers",
				0,
				"securityContext",
				"privileged",
			],
		},
	}
}

test_denied_ray_undecided if {
	found := pss_privileged.undecided with input as _denied_ray
		with data.params as _params
	found == set()
}

_document_of_denied_seldon := {
	"apiVersion": "machinelearning.seldon.io/v1",
	"kind": "SeldonDeployment",
	"metadata": {"name": "churn"},
	"spec": {
		"predictors": [
			{
				"name": "default",
				"componentSpecs": [
					{
						"spec": {
							"containers": [
								{
									"name": "classifier",
									"image": "ghcr.io/acme/churn:1",
									"securityContext": {"privileged": true},
								},
							],
						},
					},
				],
			},
		],
	},
}

_denied_seldon := testing.kubernetes(_document_of_denied_seldon, {})

test_denied_seldon_deny if {
	found := pss_privileged.deny with input as _denied_seldon
		with data.params as _params
	found == {
		{
			"msg": "container \"classifier\" sets privileged to true; it must not be privileged",
			"path": [
				"spec",
				"predictors",
				0,
				"componentSpecs",
				0,
				"spec",
				"containers",
				0,
				"securityContext",
				"privileged",
			],
		},
	}
}

test_denied_seldon_undecided if {
	found := pss_privileged.undecided with input as _denied_seldon
		with data.params as _params
	found == set()
}

_document_of_denied_storage := {
	"apiVersion": "serving.kserve.io/v1alpha1",
	"kind": "ClusterStorageContainer",
	"metadata": {"name": "hub"},
	"spec": {
		"container": {
			"name": "init",
			"image": "ghcr.io/acme/init:1",
			"securityContext": {"privileged": true},
		},
	},
}

_denied_storage := testing.kubernetes(_document_of_denied_storage, {})

test_denied_storage_deny if {
	found := pss_privileged.deny with input as _denied_storage
		with data.params as _params
	found == {
		{
			"msg": "container \"init\" sets privileged to true; it must not be privileged",
			"path": ["spec", "container", "securityContext", "privileged"],
		},
	}
}

test_denied_storage_undecided if {
	found := pss_privileged.undecided with input as _denied_storage
		with data.params as _params
	found == set()
}

_document_of_denied_training := {
	"apiVersion": "trainer.kubeflow.org/v1alpha1",
	"kind": "TrainJob",
	"metadata": {"name": "tune"},
	"spec": {
		"runtimeRef": {"name": "torch-distributed"},
		"trainer": {"image": "ghcr.io/acme/tune:1", "securityContext": {"privileged": true}},
	},
}

_denied_training := testing.kubernetes(_document_of_denied_training, {})

test_denied_training_deny if {
	found := pss_privileged.deny with input as _denied_training
		with data.params as _params
	found == {
		{
			"msg": "container \"trainer\" sets privileged to true; it must not be privileged",
			"path": ["spec", "trainer", "securityContext", "privileged"],
		},
	}
}

test_denied_training_undecided if {
	found := pss_privileged.undecided with input as _denied_training
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {"containers": ["later"], "initContainers": "none"},
}

_undecided := testing.kubernetes(_document_of_undecided, {})

test_undecided_deny if {
	found := pss_privileged.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := pss_privileged.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.containers.0 should be a mapping",
			"path": ["spec", "containers", 0],
		},
		{
			"msg": "a pod cannot be read: spec.initContainers should be a list",
			"path": ["spec", "initContainers"],
		},
	}
}

_document_of_undecided_elements := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "api"},
	"spec": {"volumes": ["data"], "containers": []},
}

_undecided_elements := testing.kubernetes(_document_of_undecided_elements, {})

test_undecided_elements_deny if {
	found := pss_privileged.deny with input as _undecided_elements
		with data.params as _params
	found == set()
}

test_undecided_elements_undecided if {
	found := pss_privileged.undecided with input as _undecided_elements
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.volumes.0 should be a mapping",
			"path": ["spec", "volumes", 0],
		},
	}
}

_document_of_undecided_volumes := {
	"apiVersion": "serving.kserve.io/v1beta1",
	"kind": "InferenceService",
	"metadata": {"name": "fraud"},
	"spec": {"predictor": "later", "transformer": {"volumes": {"a": "b"}, "containers": []}},
}

_undecided_volumes := testing.kubernetes(_document_of_undecided_volumes, {})

test_undecided_volumes_deny if {
	found := pss_privileged.deny with input as _undecided_volumes
		with data.params as _params
	found == set()
}

test_undecided_volumes_undecided if {
	found := pss_privileged.undecided with input as _undecided_volumes
		with data.params as _params
	found == {
		{
			"msg": "a pod cannot be read: spec.predictor should be a mapping",
			"path": ["spec", "predictor"],
		},
		{
			"msg": "a pod cannot be read: spec.transformer.volumes should be a list",
			"path": ["spec", "transformer", "volumes"],
		},
		{
			"msg": "a pod cannot be read: spec.transformer.volumes.a should be a mapping",
			"path": ["spec", "transformer", "volumes", "a"],
		},
	}
}
