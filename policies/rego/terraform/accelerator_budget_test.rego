# Written from the samples in accelerator_budget/ by `pytest tests/rego --update-golden`.
package govern.terraform.accelerator_budget_test

import data.govern.lib.testing
import data.govern.terraform.accelerator_budget

_params := {"accelerators": {"allowed_types": [], "max_devices": 0}}

_document_of_allowed := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_instance.this",
			"mode": "managed",
			"type": "aws_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_type": "p5.48xlarge"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_allowed := testing.terraform_plan(_document_of_allowed, {})

test_allowed_deny if {
	found := accelerator_budget.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := accelerator_budget.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_budget := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_eks_node_group.this",
			"mode": "managed",
			"type": "aws_eks_node_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_types": ["g5.12xlarge"], "scaling_config": [{"max_size": 4}]},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_allowed_budget := testing.terraform_plan(_document_of_allowed_budget, {})

_params_of_allowed_budget := {"accelerators": {"allowed_types": ["g5.*"], "max_devices": 16}}

test_allowed_budget_deny if {
	found := accelerator_budget.deny with input as _allowed_budget
		with data.params as _params_of_allowed_budget
	found == set()
}

test_allowed_budget_undecided if {
	found := accelerator_budget.undecided with input as _allowed_budget
		with data.params as _params_of_allowed_budget
	found == set()
}

_document_of_allowed_later := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_instance.this",
			"mode": "managed",
			"type": "aws_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"ami": "x"},
				"after_unknown": {"instance_type": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_instance.new",
			"mode": "managed",
			"type": "aws_instance",
			"name": "new",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_type": "g7e.2xlarge"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_allowed_later := testing.terraform_plan(_document_of_allowed_later, {})

test_allowed_later_deny if {
	found := accelerator_budget.deny with input as _allowed_later
		with data.params as _params
	found == set()
}

test_allowed_later_undecided if {
	found := accelerator_budget.undecided with input as _allowed_later
		with data.params as _params
	found == set()
}

_document_of_allowed_types := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_instance.this",
			"mode": "managed",
			"type": "aws_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_type": "g5.xlarge"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_instance.cpu",
			"mode": "managed",
			"type": "aws_instance",
			"name": "cpu",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_type": "m6i.large"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_compute_instance.this",
			"mode": "managed",
			"type": "google_compute_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"machine_type": "n1", "guest_accelerator": [{"type": "nvidia-tesla-t4", "count": 0}]},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_allowed_types := testing.terraform_plan(_document_of_allowed_types, {})

_params_of_allowed_types := {"accelerators": {"allowed_types": ["g5.*"], "max_devices": 0}}

test_allowed_types_deny if {
	found := accelerator_budget.deny with input as _allowed_types
		with data.params as _params_of_allowed_types
	found == set()
}

test_allowed_types_undecided if {
	found := accelerator_budget.undecided with input as _allowed_types
		with data.params as _params_of_allowed_types
	found == set()
}

_document_of_denied := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_eks_node_group.this",
			"mode": "managed",
			"type": "aws_eks_node_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_types": ["g5.12xlarge"], "scaling_config": [{"max_size": 6, "min_size": 0}]},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_sagemaker_notebook_instance.this",
			"mode": "managed",
			"type": "aws_sagemaker_notebook_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_type": "ml.g4dn.xlarge"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_instance.this",
			"mode": "managed",
			"type": "aws_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_type": "m6i.large"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_denied := testing.terraform_plan(_document_of_denied, {})

_params_of_denied := {"accelerators": {"allowed_types": [], "max_devices": 16}}

test_denied_deny if {
	found := accelerator_budget.deny with input as _denied
		with data.params as _params_of_denied
	found == {
		{
			"msg": "aws_eks_node_group.this can run 24 of the 25 accelerators of this plan; at most 16 are allowed",
			"path": ["resource_changes", 0, "change", "after", "instance_types"],
		},
		{
			"msg": "aws_sagemaker_notebook_instance.this can run 1 of the 25 accelerators of this plan; at most 16 are allowed",
			"path": ["resource_changes", 1, "change", "after", "instance_type"],
		},
	}
}

test_denied_undecided if {
	found := accelerator_budget.undecided with input as _denied
		with data.params as _params_of_denied
	found == set()
}

_document_of_denied_attached := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "google_container_node_pool.this",
			"mode": "managed",
			"type": "google_container_node_pool",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"node_config": [
						{
							"machine_type": "n1-standard-8",
							"guest_accelerator": [{"type": "nvidia-tesla-t4", "count": 2}],
						},
					],
					"autoscaling": [{"max_node_count": 5}],
					"node_count": 1,
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_denied_attached := testing.terraform_plan(_document_of_denied_attached, {})

_params_of_denied_attached := {"accelerators": {"allowed_types": [], "max_devices": 8}}

test_denied_attached_deny if {
	found := accelerator_budget.deny with input as _denied_attached
		with data.params as _params_of_denied_attached
	found == {
		{
			"msg": "google_container_node_pool.this can run 10 of the 10 accelerators of this plan; at most 8 are allowed",
			"path": ["resource_changes", 0, "change", "after", "node_config", 0, "guest_accelerator"],
		},
	}
}

test_denied_attached_undecided if {
	found := accelerator_budget.undecided with input as _denied_attached
		with data.params as _params_of_denied_attached
	found == set()
}

_document_of_denied_autoscaled := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "google_container_node_pool.this",
			"mode": "managed",
			"type": "google_container_node_pool",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"node_config": [{"machine_type": "a2-highgpu-1g"}],
					"node_count": 1,
					"autoscaling": [{"max_node_count": "many", "total_max_node_count": 20}],
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_denied_autoscaled := testing.terraform_plan(_document_of_denied_autoscaled, {})

_params_of_denied_autoscaled := {"accelerators": {"allowed_types": [], "max_devices": 8}}

test_denied_autoscaled_deny if {
	found := accelerator_budget.deny with input as _denied_autoscaled
		with data.params as _params_of_denied_autoscaled
	found == {
		{
			"msg": "google_container_node_pool.this can run 20 of the 20 accelerators of this plan; at most 8 are allowed",
			"path": ["resource_changes", 0, "change", "after", "node_config", 0, "machine_type"],
		},
	}
}

test_denied_autoscaled_undecided if {
	found := accelerator_budget.undecided with input as _denied_autoscaled
		with data.params as _params_of_denied_autoscaled
	found == set()
}

_document_of_denied_type := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_sagemaker_endpoint_configuration.this",
			"mode": "managed",
			"type": "aws_sagemaker_endpoint_configuration",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"production_variants": [{"instance_type": "ml.p4d.24xlarge", "initial_instance_count": 1}],
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_compute_instance.this",
			"mode": "managed",
			"type": "google_compute_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"machine_type": "n1-standard-8",
					"guest_accelerator": [{"type": "nvidia-tesla-t4", "count": 2}],
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_workbench_instance.this",
			"mode": "managed",
			"type": "google_workbench_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"gce_setup": [
						{
							"machine_type": "n1",
							"accelerator_configs": [{"type": "NVIDIA_L4", "core_count": "1"}],
						},
					],
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_denied_type := testing.terraform_plan(_document_of_denied_type, {})

_params_of_denied_type := {"accelerators": {"allowed_types": ["g5.*"], "max_devices": 0}}

test_denied_type_deny if {
	found := accelerator_budget.deny with input as _denied_type
		with data.params as _params_of_denied_type
	found == {
		{
			"msg": "aws_sagemaker_endpoint_configuration.this uses the accelerated type ml.p4d.24xlarge, which is not among the allowed ones",
			"path": ["resource_changes", 0, "change", "after", "production_variants", 0, "instance_type"],
		},
		{
			"msg": "google_compute_instance.this uses the accelerated type nvidia-tesla-t4, which is not among the allowed ones",
			"path": ["resource_changes", 1, "change", "after", "guest_accelerator"],
		},
		{
			"msg": "google_workbench_instance.this uses the accelerated type NVIDIA_L4, which is not among the allowed ones",
			"path": ["resource_changes", 2, "change", "after", "gce_setup", 0, "accelerator_configs"],
		},
	}
}

test_denied_type_undecided if {
	found := accelerator_budget.undecided with input as _denied_type
		with data.params as _params_of_denied_type
	found == set()
}

_document_of_undecided := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_instance.this",
			"mode": "managed",
			"type": "aws_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"ami": "x"},
				"after_unknown": {"instance_type": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_instance.new",
			"mode": "managed",
			"type": "aws_instance",
			"name": "new",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_type": "g7e.2xlarge"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_undecided := testing.terraform_plan(_document_of_undecided, {})

_params_of_undecided := {"accelerators": {"allowed_types": [], "max_devices": 8}}

test_undecided_deny if {
	found := accelerator_budget.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := accelerator_budget.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "aws_instance.new: how many accelerators g7e.2xlarge has is not known to data.accelerators",
			"path": ["resource_changes", 1, "change", "after", "instance_type"],
		},
		{
			"msg": "aws_instance.this: instance_type is known only after apply, so whether it uses accelerators cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "instance_type"],
		},
	}
}

_document_of_undecided_count := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_eks_node_group.this",
			"mode": "managed",
			"type": "aws_eks_node_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"instance_types": ["g5.xlarge"]},
				"after_unknown": {"scaling_config": [{"max_size": true}]},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_undecided_count := testing.terraform_plan(_document_of_undecided_count, {})

_params_of_undecided_count := {"accelerators": {"allowed_types": [], "max_devices": 8}}

test_undecided_count_deny if {
	found := accelerator_budget.deny with input as _undecided_count
		with data.params as _params_of_undecided_count
	found == set()
}

test_undecided_count_undecided if {
	found := accelerator_budget.undecided with input as _undecided_count
		with data.params as _params_of_undecided_count
	found == {
		{
			"msg": "aws_eks_node_group.this: scaling_config.0.max_size is known only after apply, so whether it uses accelerators cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "scaling_config", 0, "max_size"],
		},
	}
}

_document_of_undecided_type := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_instance.this",
			"mode": "managed",
			"type": "aws_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"ami": "x"},
				"after_unknown": {"instance_type": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_undecided_type := testing.terraform_plan(_document_of_undecided_type, {})

_params_of_undecided_type := {"accelerators": {"allowed_types": ["g5.*"], "max_devices": 0}}

test_undecided_type_deny if {
	found := accelerator_budget.deny with input as _undecided_type
		with data.params as _params_of_undecided_type
	found == set()
}

test_undecided_type_undecided if {
	found := accelerator_budget.undecided with input as _undecided_type
		with data.params as _params_of_undecided_type
	found == {
		{
			"msg": "aws_instance.this: instance_type is known only after apply, so whether it uses accelerators cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "instance_type"],
		},
	}
}
