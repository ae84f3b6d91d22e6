# Written from the samples in unknown_values/ by `pytest tests/rego --update-golden`.
package govern.terraform.unknown_values_test

import data.govern.lib.testing
import data.govern.terraform.unknown_values

_params := {"known": {"governed": [], "required": []}}

_document_of_allowed := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": true,
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
				"after": {"ami": "a"},
				"after_unknown": {"id": true, "user_data": true},
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
	found := unknown_values.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := unknown_values.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_known := {
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
				"after": {"user_data": "x"},
				"after_unknown": {"user_data": false},
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

_allowed_known := testing.terraform_plan(_document_of_allowed_known, {})

_params_of_allowed_known := {"known": {"governed": ["aws_instance.user_data*"], "required": ["aws_*.policy"]}}

test_allowed_known_deny if {
	found := unknown_values.deny with input as _allowed_known
		with data.params as _params_of_allowed_known
	found == set()
}

test_allowed_known_undecided if {
	found := unknown_values.undecided with input as _allowed_known
		with data.params as _params_of_allowed_known
	found == set()
}

_document_of_allowed_other := {
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
				"after": {"ami": "a"},
				"after_unknown": {"public_ip": true},
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

_allowed_other := testing.terraform_plan(_document_of_allowed_other, {})

_params_of_allowed_other := {"known": {"governed": ["aws_instance.user_data*"], "required": ["aws_*.policy"]}}

test_allowed_other_deny if {
	found := unknown_values.deny with input as _allowed_other
		with data.params as _params_of_allowed_other
	found == set()
}

test_allowed_other_undecided if {
	found := unknown_values.undecided with input as _allowed_other
		with data.params as _params_of_allowed_other
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
			"address": "aws_sqs_queue_policy.this",
			"mode": "managed",
			"type": "aws_sqs_queue_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"x": 1},
				"after_unknown": {"policy": true},
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

_params_of_denied := {"known": {"governed": ["aws_instance.user_data*"], "required": ["aws_*.policy"]}}

test_denied_deny if {
	found := unknown_values.deny with input as _denied
		with data.params as _params_of_denied
	found == {
		{
			"msg": "aws_sqs_queue_policy.this: policy must be known before apply",
			"path": ["resource_changes", 0, "change", "after", "policy"],
		},
	}
}

test_denied_undecided if {
	found := unknown_values.undecided with input as _denied
		with data.params as _params_of_denied
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
				"after": {"ami": "a"},
				"after_unknown": {"user_data_base64": true},
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

_params_of_undecided := {"known": {"governed": ["aws_instance.user_data*"], "required": ["aws_*.policy"]}}

test_undecided_deny if {
	found := unknown_values.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := unknown_values.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "aws_instance.this: user_data_base64 is known only after apply, so what it will be cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "user_data_base64"],
		},
	}
}

_document_of_undecided_deferred := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": false,
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
				"after": {"ami": "a"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
	],
	"deferred_changes": [
		{
			"reason": "provider_config_unknown",
			"resource_change": {
				"address": "aws_instance.later",
				"mode": "managed",
				"type": "aws_instance",
				"name": "later",
				"provider_name": "registry.terraform.io/hashicorp/aws",
				"change": {"actions": ["create"], "before": null, "after": {}, "after_unknown": {}},
				"module_address": "",
				"index": null,
			},
		},
	],
	"resource_drift": [],
	"output_changes": {},
	"action_invocations": [],
	"checks": [],
	"variables": {},
	"configuration": {"root_module": {}},
}

_undecided_deferred := testing.terraform_plan(_document_of_undecided_deferred, {})

test_undecided_deferred_deny if {
	found := unknown_values.deny with input as _undecided_deferred
		with data.params as _params
	found == set()
}

test_undecided_deferred_undecided if {
	found := unknown_values.undecided with input as _undecided_deferred
		with data.params as _params
	found == {
		{
			"msg": "the plan puts off 1 changes, which cannot be checked yet",
			"path": ["deferred_changes"],
		},
	}
}

_document_of_undecided_incomplete := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": false,
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
				"after": {"ami": "a"},
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

_undecided_incomplete := testing.terraform_plan(_document_of_undecided_incomplete, {})

test_undecided_incomplete_deny if {
	found := unknown_values.deny with input as _undecided_incomplete
		with data.params as _params
	found == set()
}

test_undecided_incomplete_undecided if {
	found := unknown_values.undecided with input as _undecided_incomplete
		with data.params as _params
	found == {
		{
			"msg": "the plan is not complete: another plan will follow, which cannot be checked yet",
			"path": ["complete"],
		},
	}
}
