# Written from the samples in job_bounds/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.job_bounds_test

import data.govern.kubernetes.job_bounds
import data.govern.lib.testing

_params := {"jobs": {"require_queue": false}}

_document_of_allowed := {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": {"name": "train"},
	"spec": {"ttlSecondsAfterFinished": 600, "template": {}},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := job_bounds.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_pytorch := {
	"apiVersion": "kubeflow.org/v1",
	"kind": "PyTorchJob",
	"metadata": {"name": "train"},
	"spec": {"runPolicy": {"activeDeadlineSeconds": 3600}, "pytorchReplicaSpecs": {}},
}

_allowed_pytorch := testing.kubernetes(_document_of_allowed_pytorch, {})

test_allowed_pytorch_deny if {
	found := job_bounds.deny with input as _allowed_pytorch
		with data.params as _params
	found == set()
}

_document_of_allowed_queue := {
	"apiVersion": "trainer.kubeflow.org/v1alpha1",
	"kind": "TrainJob",
	"metadata": {"name": "train", "labels": {"kueue.x-k8s.io/queue-name": "gpu"}},
	"spec": {"runtimeRef": {"name": "torch"}},
}

_allowed_queue := testing.kubernetes(_document_of_allowed_queue, {})

_params_of_allowed_queue := {"jobs": {"require_queue": true}}

test_allowed_queue_deny if {
	found := job_bounds.deny with input as _allowed_queue
		with data.params as _params_of_allowed_queue
	found == set()
}

_document_of_allowed_ray := {
	"apiVersion": "ray.io/v1",
	"kind": "RayCluster",
	"metadata": {"name": "train"},
	"spec": {"headGroupSpec": {"serviceType": "ClusterIP", "enableIngress": false}},
}

_allowed_ray := testing.kubernetes(_document_of_allowed_ray, {})

test_allowed_ray_deny if {
	found := job_bounds.deny with input as _allowed_ray
		with data.params as _params
	found == set()
}

_document_of_allowed_workflow := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {"name": "train"},
	"spec": {"activeDeadlineSeconds": 60},
}

_allowed_workflow := testing.kubernetes(_document_of_allowed_workflow, {})

_params_of_allowed_workflow := {"jobs": {"require_queue": true}}

test_allowed_workflow_deny if {
	found := job_bounds.deny with input as _allowed_workflow
		with data.params as _params_of_allowed_workflow
	found == set()
}

_document_of_denied := {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": {"name": "train"},
	"spec": {"template": {}},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := job_bounds.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "Job \"train\" has no end; set spec.activeDeadlineSeconds or spec.ttlSecondsAfterFinished",
			"path": ["spec"],
		},
	}
}

_document_of_denied_cluster := {
	"apiVersion": "ray.io/v1",
	"kind": "RayCluster",
	"metadata": {"name": "train"},
	"spec": {"headGroupSpec": {"serviceType": "NodePort"}},
}

_denied_cluster := testing.kubernetes(_document_of_denied_cluster, {})

test_denied_cluster_deny if {
	found := job_bounds.deny with input as _denied_cluster
		with data.params as _params
	found == {
		{
			"msg": "RayCluster \"train\" publishes its dashboard outside the cluster; use ClusterIP",
			"path": ["spec", "headGroupSpec", "serviceType"],
		},
	}
}

_document_of_denied_nameless := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {},
	"spec": {"entrypoint": "main"},
}

_denied_nameless := testing.kubernetes(_document_of_denied_nameless, {})

test_denied_nameless_deny if {
	found := job_bounds.deny with input as _denied_nameless
		with data.params as _params
	found == {
		{
			"msg": "Workflow \"without a name\" has no end; set spec.activeDeadlineSeconds or spec.ttlStrategy",
			"path": ["spec"],
		},
	}
}

_document_of_denied_queue := {
	"apiVersion": "trainer.kubeflow.org/v1alpha1",
	"kind": "TrainJob",
	"metadata": {"name": "train"},
	"spec": {"runtimeRef": {"name": "torch"}},
}

_denied_queue := testing.kubernetes(_document_of_denied_queue, {})

_params_of_denied_queue := {"jobs": {"require_queue": true}}

test_denied_queue_deny if {
	found := job_bounds.deny with input as _denied_queue
		with data.params as _params_of_denied_queue
	found == {
		{
			"msg": "TrainJob \"train\" names no queue, so it takes its resources past all others",
			"path": ["metadata", "labels", "kueue.x-k8s.io/queue-name"],
		},
	}
}

_document_of_denied_ray := {
	"apiVersion": "ray.io/v1",
	"kind": "RayJob",
	"metadata": {"name": "train"},
	"spec": {
		"shutdownAfterJobFinishes": false,
		"rayClusterSpec": {"headGroupSpec": {"serviceType": "LoadBalancer", "enableIngress": true}},
	},
}

_denied_ray := testing.kubernetes(_document_of_denied_ray, {})

test_denied_ray_deny if {
	found := job_bounds.deny with input as _denied_ray
		with data.params as _params
	found == {
		{
			"msg": "RayJob \"train\" has no end; set spec.shutdownAfterJobFinishes",
			"path": ["spec"],
		},
		{
			"msg": "RayJob \"train\" publishes its dashboard by an Ingress; switch it off",
			"path": ["spec", "rayClusterSpec", "headGroupSpec", "enableIngress"],
		},
		{
			"msg": "RayJob \"train\" publishes its dashboard outside the cluster; use ClusterIP",
			"path": ["spec", "rayClusterSpec", "headGroupSpec", "serviceType"],
		},
	}
}

_document_of_denied_workflow := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Workflow",
	"metadata": {"generateName": "train-"},
	"spec": {"entrypoint": "main"},
}

_denied_workflow := testing.kubernetes(_document_of_denied_workflow, {})

test_denied_workflow_deny if {
	found := job_bounds.deny with input as _denied_workflow
		with data.params as _params
	found == {
		{
			"msg": "Workflow \"train-\" has no end; set spec.activeDeadlineSeconds or spec.ttlStrategy",
			"path": ["spec"],
		},
	}
}
