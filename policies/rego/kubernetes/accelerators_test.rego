# Written from the samples in accelerators/ by `pytest tests/rego --update-golden`.
package govern.kubernetes.accelerators_test

import data.govern.kubernetes.accelerators
import data.govern.lib.testing

_params := {"gpu": {"max_per_pod": 8, "max_per_workload": 0, "require_placement": false}}

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
						"resources": {"limits": {"nvidia.com/gpu": 1, "memory": "8Gi"}, "requests": {"memory": "8Gi"}},
					},
				],
			},
		},
	},
}

_allowed := testing.kubernetes(_document_of_allowed, {})

test_allowed_deny if {
	found := accelerators.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_placement := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 4}}}],
				"tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists"}],
			},
		},
	},
}

_allowed_placement := testing.kubernetes(_document_of_allowed_placement, {})

_params_of_allowed_placement := {"gpu": {"max_per_pod": 8, "max_per_workload": 0, "require_placement": true}}

test_allowed_placement_deny if {
	found := accelerators.deny with input as _allowed_placement
		with data.params as _params_of_allowed_placement
	found == set()
}

_document_of_allowed_placement_none := {
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

_allowed_placement_none := testing.kubernetes(_document_of_allowed_placement_none, {})

_params_of_allowed_placement_none := {"gpu": {"max_per_pod": 8, "max_per_workload": 0, "require_placement": true}}

test_allowed_placement_none_deny if {
	found := accelerators.deny with input as _allowed_placement_none
		with data.params as _params_of_allowed_placement_none
	found == set()
}

_document_of_allowed_workload := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 4}}}],
			},
		},
	},
}

_allowed_workload := testing.kubernetes(_document_of_allowed_workload, {})

_params_of_allowed_workload := {"gpu": {"max_per_pod": 8, "max_per_workload": 8, "require_placement": false}}

test_allowed_workload_deny if {
	found := accelerators.deny with input as _allowed_workload
		with data.params as _params_of_allowed_workload
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
				"containers": [
					{
						"name": "api",
						"image": "a",
						"resources": {"requests": {"nvidia.com/gpu": 1}, "limits": {"nvidia.com/gpu": 2}},
					},
				],
			},
		},
	},
}

_denied := testing.kubernetes(_document_of_denied, {})

test_denied_deny if {
	found := accelerators.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" requests 1 of nvidia.com/gpu with a limit of 2; both must be the same",
			"path": ["spec", "template", "spec", "containers", 0, "resources", "requests", "nvidia.com/gpu"],
		},
	}
}

_document_of_denied_list := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 4}}}],
				"tolerations": [],
			},
		},
	},
}

_denied_list := testing.kubernetes(_document_of_denied_list, {})

_params_of_denied_list := {"gpu": {"max_per_pod": 8, "max_per_workload": 0, "require_placement": true}}

test_denied_list_deny if {
	found := accelerators.deny with input as _denied_list
		with data.params as _params_of_denied_list
	found == {
		{
			"msg": "a pod asks for accelerators but has neither a nodeSelector, an affinity nor a toleration that leads it to them",
			"path": ["spec", "template", "spec"],
		},
	}
}

_document_of_denied_no_limit := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a", "resources": {"requests": {"amd.com/gpu": "1"}}}],
			},
		},
	},
}

_denied_no_limit := testing.kubernetes(_document_of_denied_no_limit, {})

test_denied_no_limit_deny if {
	found := accelerators.deny with input as _denied_no_limit
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" requests 1 of amd.com/gpu with a limit of none; both must be the same",
			"path": ["spec", "template", "spec", "containers", 0, "resources", "requests", "amd.com/gpu"],
		},
	}
}

_document_of_denied_parts := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a", "resources": {"limits": {"nvidia.com/mig-1g.5gb": 0.5}}}],
			},
		},
	},
}

_denied_parts := testing.kubernetes(_document_of_denied_parts, {})

test_denied_parts_deny if {
	found := accelerators.deny with input as _denied_parts
		with data.params as _params
	found == {
		{
			"msg": "container \"api\" asks for 0.5 of nvidia.com/mig-1g.5gb; accelerators come in whole numbers",
			"path": [
				"spec",
				"template",
				"spec",
				"containers",
				0,
				"resources",
				"limits",
				"nvidia.com/mig-1g.5gb",
			],
		},
	}
}

_document_of_denied_placement := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 4}}}],
			},
		},
	},
}

_denied_placement := testing.kubernetes(_document_of_denied_placement, {})

_params_of_denied_placement := {"gpu": {"max_per_pod": 8, "max_per_workload": 0, "require_placement": true}}

test_denied_placement_deny if {
	found := accelerators.deny with input as _denied_placement
		with data.params as _params_of_denied_placement
	found == {
		{
			"msg": "a pod asks for accelerators but has neither a nodeSelector, an affinity nor a toleration that leads it to them",
			"path": ["spec", "template", "spec"],
		},
	}
}

_document_of_denied_pod := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a", "resources": {"limits": {"nvidia.com/gpu": "16"}}}],
			},
		},
	},
}

_denied_pod := testing.kubernetes(_document_of_denied_pod, {})

test_denied_pod_deny if {
	found := accelerators.deny with input as _denied_pod
		with data.params as _params
	found == {
		{
			"msg": "a pod asks for 16 accelerators; at most 8 are allowed",
			"path": ["spec", "template", "spec"],
		},
	}
}

_document_of_denied_ray := {
	"apiVersion": "ray.io/v1",
	"kind": "RayCluster",
	"metadata": {"name": "train"},
	"spec": {
		"workerGroupSpecs": [
			{
				"groupName": "gpu",
				"replicas": 4,
				"template": {
					"spec": {
						"containers": [
							{
								"name": "worker",
								"image": "rayproject/ray:2.40.0",
								"resources": {"limits": {"nvidia.com/gpu": 8}},
							},
						],
					},
				},
			},
		],
	},
}

_denied_ray := testing.kubernetes(_document_of_denied_ray, {})

_params_of_denied_ray := {"gpu": {"max_per_pod": 8, "max_per_workload": 16, "require_placement": false}}

test_denied_ray_deny if {
	found := accelerators.deny with input as _denied_ray
		with data.params as _params_of_denied_ray
	found == {
		{
			"msg": "all copies of the pod together ask for 32 accelerators; at most 16 are allowed",
			"path": ["spec"],
		},
	}
}

_document_of_denied_workload := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "api"},
	"spec": {
		"replicas": 3,
		"selector": {"matchLabels": {"app": "api"}},
		"template": {
			"metadata": {"labels": {"app": "api"}},
			"spec": {
				"containers": [{"name": "api", "image": "a", "resources": {"limits": {"nvidia.com/gpu": 4}}}],
			},
		},
	},
}

_denied_workload := testing.kubernetes(_document_of_denied_workload, {})

_params_of_denied_workload := {"gpu": {"max_per_pod": 8, "max_per_workload": 8, "require_placement": false}}

test_denied_workload_deny if {
	found := accelerators.deny with input as _denied_workload
		with data.params as _params_of_denied_workload
	found == {
		{
			"msg": "all copies of the pod together ask for 12 accelerators; at most 8 are allowed",
			"path": ["spec"],
		},
	}
}
