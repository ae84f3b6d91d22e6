# METADATA
# title: Accelerators stay within type and budget
# description: >-
#   GPUs are the most expensive thing that a plan can ask for, and quotas come too late. Counts
#   every device that the plan can run: machines times devices, autoscaling at its maximum.
#   Without bounds there is nothing to check.
# custom:
#   id: T001
#   severity: high
#   match:
#     kind: terraform_plan
#     resources:
#       - aws_eks_node_group
#       - aws_instance
#       - aws_launch_template
#       - aws_sagemaker_endpoint_configuration
#       - aws_sagemaker_notebook_instance
#       - azurerm_kubernetes_cluster
#       - azurerm_kubernetes_cluster_node_pool
#       - azurerm_linux_virtual_machine
#       - azurerm_machine_learning_compute_*
#       - google_compute_instance
#       - google_container_node_pool
#       - google_workbench_instance
#   controls: [nist-800-53:SC-6, nist-800-53:PM-3, soc2:CC3.2]
#   remediation: >-
#     Use an allowed type, lower the maximum of the autoscaler, or have the budget raised.
#   parameters:
#     accelerators:
#       allowed_types:
#         default: []
#         description: >-
#           Machine and accelerator types that may be used, as patterns (`g5.*`); empty: any.
#       max_devices:
#         default: 0
#         description: >-
#           How many accelerators one plan may run at most; 0 sets no bound.
package govern.terraform.accelerator_budget

import data.govern.lib.patterns
import data.govern.lib.plan
import data.govern.lib.result
import data.govern.lib.values

# Where a resource names its machine type, and how many machines there can be at most.
_machines := {
	"aws_eks_node_group": {"types": [["instance_types"]], "counts": [["scaling_config", 0, "max_size"]]},
	"aws_instance": {"types": [["instance_type"]], "counts": []},
	"aws_launch_template": {"types": [["instance_type"]], "counts": []},
	"aws_sagemaker_endpoint_configuration": {
		"types": [["production_variants", 0, "instance_type"]],
		"counts": [["production_variants", 0, "initial_instance_count"]],
	},
	"aws_sagemaker_notebook_instance": {"types": [["instance_type"]], "counts": []},
	"azurerm_kubernetes_cluster": {
		"types": [["default_node_pool", 0, "vm_size"]],
		"counts": [["default_node_pool", 0, "max_count"], ["default_node_pool", 0, "node_count"]],
	},
	"azurerm_kubernetes_cluster_node_pool": {"types": [["vm_size"]], "counts": [["max_count"], ["node_count"]]},
	"azurerm_linux_virtual_machine": {"types": [["size"]], "counts": []},
	"azurerm_machine_learning_compute_cluster": {
		"types": [["vm_size"]],
		"counts": [["scale_settings", 0, "max_node_count"]],
	},
	"azurerm_machine_learning_compute_instance": {"types": [["virtual_machine_size"]], "counts": []},
	"google_compute_instance": {"types": [["machine_type"]], "counts": []},
	"google_container_node_pool": {
		"types": [["node_config", 0, "machine_type"]],
		"counts": [["autoscaling", 0, "max_node_count"], ["autoscaling", 0, "total_max_node_count"], ["node_count"]],
	},
	"google_workbench_instance": {"types": [["gce_setup", 0, "machine_type"]], "counts": []},
}

# Google attaches accelerators to ordinary machines too.
_attached := {
	"google_compute_instance": ["guest_accelerator"],
	"google_container_node_pool": ["node_config", 0, "guest_accelerator"],
	"google_workbench_instance": ["gce_setup", 0, "accelerator_configs"],
}

deny contains result.at(msg, plan.path(use.resource, use.path)) if {
	some use in _uses
	count(data.params.accelerators.allowed_types) > 0
	not patterns.any_matches(data.params.accelerators.allowed_types, use.type)
	msg := sprintf("%s uses the accelerated type %s, which is not among the allowed ones", [
		use.resource.address,
		use.type,
	])
}

deny contains result.at(msg, plan.path(use.resource, use.path)) if {
	data.params.accelerators.max_devices > 0
	total := sum([use.devices | some use in _uses])
	total > data.params.accelerators.max_devices
	some use in _uses
	msg := sprintf("%s can run %d of the %d accelerators of this plan; at most %d are allowed", [
		use.resource.address,
		use.devices,
		total,
		data.params.accelerators.max_devices,
	])
}

undecided contains plan.undecided(resource, path, "whether it uses accelerators") if {
	_bounded
	some resource in plan.resources
	some path in array.concat(_machines[resource.type].types, _machines[resource.type].counts)
	plan.unknown(resource, path)
}

undecided contains result.at(msg, plan.path(use.resource, use.path)) if {
	data.params.accelerators.max_devices > 0
	some use in _uses
	not use.counted
	msg := sprintf("%s: how many accelerators %s has is not known to data.accelerators", [
		use.resource.address,
		use.type,
	])
}

_bounded if count(data.params.accelerators.allowed_types) > 0

_bounded if data.params.accelerators.max_devices > 0

_uses := array.concat(_built_in, _added)

_built_in := [use |
	some resource in plan.resources
	some path in _machines[resource.type].types
	some type in values.listed(plan.value(resource, path))
	bare := trim_prefix(type, "ml.")
	_accelerated(bare)
	use := {
		"resource": resource,
		"path": path,
		"type": type,
		"devices": _each(bare) * _machines_at_most(resource),
		"counted": _counted(bare),
	}
]

_added := [use |
	some resource in plan.resources
	path := _attached[resource.type]
	some block in values.each(plan.value(resource, path))
	devices := _number(block)
	devices > 0
	use := {
		"resource": resource,
		"path": path,
		"type": block.type,
		"devices": devices * _machines_at_most(resource),
		"counted": true,
	}
]

_accelerated(type) if patterns.any_matches(data.accelerators.families, type)

_each(type) := number if {
	some machines in data.accelerators.instances
	number := machines[type]
} else := 0

default _counted(_) := false

_counted(type) if {
	some machines in data.accelerators.instances
	machines[type]
}

_machines_at_most(resource) := max(amounts) if {
	amounts := _counts(resource)
	count(amounts) > 0
} else := 1

_counts(resource) := {number |
	some path in _machines[resource.type].counts
	number := plan.value(resource, path)
	is_number(number)
}

# The workbench spells the count as text.
_number(block) := to_number(found) if {
	some key in ["count", "core_count"]
	found := object.get(block, key, null)
	found != null
}
