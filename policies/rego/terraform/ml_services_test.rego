# Written from the samples in ml_services/ by `pytest tests/rego --update-golden`.
package govern.terraform.ml_services_test

import data.govern.lib.testing
import data.govern.terraform.ml_services

_document_of_allowed := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_sagemaker_model.this",
			"mode": "managed",
			"type": "aws_sagemaker_model",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"enable_network_isolation": true},
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
				"after": {
					"root_access": "Disabled",
					"instance_metadata_service_configuration": [{"minimum_instance_metadata_service_version": "2"}],
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_bedrockagent_agent.this",
			"mode": "managed",
			"type": "aws_bedrockagent_agent",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"guardrail_configuration": [{"guardrail_identifier": "g"}]},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_bedrock_model_invocation_logging_configuration.this",
			"mode": "managed",
			"type": "aws_bedrock_model_invocation_logging_configuration",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"logging_config": [{}]},
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
	found := ml_services.deny with input as _allowed
	found == set()
}

test_allowed_undecided if {
	found := ml_services.undecided with input as _allowed
	found == set()
}

_document_of_allowed_instance := {
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
				"after": {"metadata_options": [{"http_tokens": "required"}]},
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

_allowed_instance := testing.terraform_plan(_document_of_allowed_instance, {})

test_allowed_instance_deny if {
	found := ml_services.deny with input as _allowed_instance
	found == set()
}

test_allowed_instance_undecided if {
	found := ml_services.undecided with input as _allowed_instance
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
			"address": "aws_sagemaker_model.this",
			"mode": "managed",
			"type": "aws_sagemaker_model",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"enable_network_isolation": false},
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
				"after": {"name": "n"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_bedrockagent_agent.this",
			"mode": "managed",
			"type": "aws_bedrockagent_agent",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"guardrail_configuration": []},
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
				"after": {"metadata_options": [{"http_tokens": "optional"}]},
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

test_denied_deny if {
	found := ml_services.deny with input as _denied
	found == {
		{
			"msg": "aws_bedrockagent_agent.this: guardrail_configuration is [], which lets the agent speak without a guardrail",
			"path": ["resource_changes", 2, "change", "after", "guardrail_configuration"],
		},
		{
			"msg": "aws_bedrockagent_agent.this: the plan has no aws_bedrock_model_invocation_logging_configuration, so nothing records what models are asked",
			"path": ["resource_changes", 2],
		},
		{
			"msg": "aws_instance.this: metadata_options.0.http_tokens is optional, which lets any process of the machine take its credentials (IMDSv1)",
			"path": ["resource_changes", 3, "change", "after", "metadata_options", 0, "http_tokens"],
		},
		{
			"msg": "aws_sagemaker_model.this: enable_network_isolation is false, which lets the model send data out",
			"path": ["resource_changes", 0, "change", "after", "enable_network_isolation"],
		},
		{
			"msg": "aws_sagemaker_notebook_instance.this: instance_metadata_service_configuration.0.minimum_instance_metadata_service_version is not set, which lets any process of the machine take its credentials (IMDSv1)",
			"path": [
				"resource_changes",
				1,
				"change",
				"after",
				"instance_metadata_service_configuration",
				0,
				"minimum_instance_metadata_service_version",
			],
		},
		{
			"msg": "aws_sagemaker_notebook_instance.this: root_access is not set, which makes every user of the notebook root",
			"path": ["resource_changes", 1, "change", "after", "root_access"],
		},
	}
}

test_denied_undecided if {
	found := ml_services.undecided with input as _denied
	found == set()
}

_document_of_denied_unlogged := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_bedrockagent_agent.this",
			"mode": "managed",
			"type": "aws_bedrockagent_agent",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"guardrail_configuration": [{"guardrail_identifier": "g"}]},
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

_denied_unlogged := testing.terraform_plan(_document_of_denied_unlogged, {})

test_denied_unlogged_deny if {
	found := ml_services.deny with input as _denied_unlogged
	found == {
		{
			"msg": "aws_bedrockagent_agent.this: the plan has no aws_bedrock_model_invocation_logging_configuration, so nothing records what models are asked",
			"path": ["resource_changes", 0],
		},
	}
}

test_denied_unlogged_undecided if {
	found := ml_services.undecided with input as _denied_unlogged
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
			"address": "aws_launch_template.this",
			"mode": "managed",
			"type": "aws_launch_template",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"name": "t"},
				"after_unknown": {"metadata_options": [{"http_tokens": true}]},
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

test_undecided_deny if {
	found := ml_services.deny with input as _undecided
	found == set()
}

test_undecided_undecided if {
	found := ml_services.undecided with input as _undecided
	found == {
		{
			"msg": "aws_launch_template.this: metadata_options.0.http_tokens is known only after apply, so its isolation cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "metadata_options", 0, "http_tokens"],
		},
	}
}
