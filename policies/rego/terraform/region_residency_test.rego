# Written from the samples in region_residency/ by `pytest tests/rego --update-golden`.
package govern.terraform.region_residency_test

import data.govern.lib.testing
import data.govern.terraform.region_residency

_params := {"regions": {"tag": "data-classification", "allowed": {}}}

_document_of_allowed := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_s3_bucket.this",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags_all": {"data-classification": "restricted"}, "tags": {}},
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
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": "~> 5.0",
				"expressions": {"region": {"constant_value": "us-east-1"}},
			},
		},
		"root_module": {},
	},
}

_allowed := testing.terraform_plan(_document_of_allowed, {})

test_allowed_deny if {
	found := region_residency.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := region_residency.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_google := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "google_compute_disk.this",
			"mode": "managed",
			"type": "google_compute_disk",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"labels": {"data-classification": "restricted"}, "zone": "eu-west1-b"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_s3_bucket.this",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags_all": {"data-classification": "restricted"}, "tags": {}},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_sns_topic.this",
			"mode": "managed",
			"type": "aws_sns_topic",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags": {"data-classification": "restricted"}},
				"after_unknown": {"tags_all": true},
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
	"configuration": {
		"provider_config": {
			"google": {"name": "google", "expressions": {"region": {"constant_value": "us-east1"}}},
			"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}},
		},
		"root_module": {},
	},
}

_allowed_google := testing.terraform_plan(_document_of_allowed_google, {})

_params_of_allowed_google := {
	"regions": {
		"tag": "data-classification",
		"allowed": {"restricted": ["eu-*", "westeurope"], "*": ["eu-*", "us-east-1"]},
	},
}

test_allowed_google_deny if {
	found := region_residency.deny with input as _allowed_google
		with data.params as _params_of_allowed_google
	found == set()
}

test_allowed_google_undecided if {
	found := region_residency.undecided with input as _allowed_google
		with data.params as _params_of_allowed_google
	found == set()
}

_document_of_allowed_no_table := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_sqs_queue.this",
			"mode": "managed",
			"type": "aws_sqs_queue",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags": {}},
				"after_unknown": {"tags_all": true},
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

_allowed_no_table := testing.terraform_plan(_document_of_allowed_no_table, {})

test_allowed_no_table_deny if {
	found := region_residency.deny with input as _allowed_no_table
		with data.params as _params
	found == set()
}

test_allowed_no_table_undecided if {
	found := region_residency.undecided with input as _allowed_no_table
		with data.params as _params
	found == set()
}

_document_of_allowed_regions := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_s3_bucket.this",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags_all": {"data-classification": "restricted"}, "tags": {}},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_sns_topic.this",
			"mode": "managed",
			"type": "aws_sns_topic",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags": null},
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
	"variables": {"region": {"value": "eu-central-1"}},
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": "~> 5.0",
				"expressions": {"region": {"references": ["var.region"]}},
			},
		},
		"root_module": {},
	},
}

_allowed_regions := testing.terraform_plan(_document_of_allowed_regions, {})

_params_of_allowed_regions := {
	"regions": {
		"tag": "data-classification",
		"allowed": {"restricted": ["eu-*", "westeurope"], "*": ["eu-*", "us-east-1"]},
	},
}

test_allowed_regions_deny if {
	found := region_residency.deny with input as _allowed_regions
		with data.params as _params_of_allowed_regions
	found == set()
}

test_allowed_regions_undecided if {
	found := region_residency.undecided with input as _allowed_regions
		with data.params as _params_of_allowed_regions
	found == set()
}

_document_of_allowed_unclassed := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_s3_bucket.this",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags": {"data-classification": "public"}},
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
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": "~> 5.0",
				"expressions": {"region": {"constant_value": "us-east-1"}},
			},
		},
		"root_module": {},
	},
}

_allowed_unclassed := testing.terraform_plan(_document_of_allowed_unclassed, {})

_params_of_allowed_unclassed := {
	"regions": {
		"tag": "data-classification",
		"allowed": {"restricted": ["eu-*", "westeurope"], "*": ["eu-*", "us-east-1"]},
	},
}

test_allowed_unclassed_deny if {
	found := region_residency.deny with input as _allowed_unclassed
		with data.params as _params_of_allowed_unclassed
	found == set()
}

test_allowed_unclassed_undecided if {
	found := region_residency.undecided with input as _allowed_unclassed
		with data.params as _params_of_allowed_unclassed
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
			"address": "aws_s3_bucket.this",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags_all": {"data-classification": "restricted"}, "tags": {}},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "azurerm_storage_account.this",
			"mode": "managed",
			"type": "azurerm_storage_account",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/azurerm",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags": {"data-classification": "restricted"}, "location": "eastus"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_compute_disk.this",
			"mode": "managed",
			"type": "google_compute_disk",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"labels": {}, "zone": "asia-east1-b"},
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
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": "~> 5.0",
				"expressions": {"region": {"constant_value": "us-east-1"}},
			},
		},
		"root_module": {},
	},
}

_denied := testing.terraform_plan(_document_of_denied, {})

_params_of_denied := {
	"regions": {
		"tag": "data-classification",
		"allowed": {"restricted": ["eu-*", "westeurope"], "*": ["eu-*", "us-east-1"]},
	},
}

test_denied_deny if {
	found := region_residency.deny with input as _denied
		with data.params as _params_of_denied
	found == {
		{
			"msg": "aws_s3_bucket.this lies in us-east-1, but data of its classification (restricted) must lie in eu-* or westeurope",
			"path": ["resource_changes", 0, "change", "after"],
		},
		{
			"msg": "azurerm_storage_account.this lies in eastus, but data of its classification (restricted) must lie in eu-* or westeurope",
			"path": ["resource_changes", 1, "change", "after"],
		},
		{
			"msg": "google_compute_disk.this lies in asia-east1, but data of its classification (*) must lie in eu-* or us-east-1",
			"path": ["resource_changes", 2, "change", "after"],
		},
	}
}

test_denied_undecided if {
	found := region_residency.undecided with input as _denied
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
			"address": "aws_s3_bucket.this",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags_all": {"data-classification": "restricted"}, "tags": {}},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_sqs_queue.this",
			"mode": "managed",
			"type": "aws_sqs_queue",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags": {}},
				"after_unknown": {"tags_all": true},
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

_params_of_undecided := {
	"regions": {
		"tag": "data-classification",
		"allowed": {"restricted": ["eu-*", "westeurope"], "*": ["eu-*", "us-east-1"]},
	},
}

test_undecided_deny if {
	found := region_residency.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := region_residency.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "aws_s3_bucket.this: its region cannot be told from the plan",
			"path": ["resource_changes", 0, "change", "after"],
		},
		{
			"msg": "aws_sqs_queue.this: its region cannot be told from the plan",
			"path": ["resource_changes", 1, "change", "after"],
		},
		{
			"msg": "aws_sqs_queue.this: tags_all is known only after apply, so the classification of its data cannot be checked",
			"path": ["resource_changes", 1, "change", "after", "tags_all"],
		},
	}
}

_document_of_undecided_reference := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_s3_bucket.this",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags_all": {"data-classification": "restricted"}, "tags": {}},
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
	"variables": {"region": {"value": "eu-central-1"}},
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": "~> 5.0",
				"expressions": {"region": {"references": ["local.region"]}},
			},
		},
		"root_module": {},
	},
}

_undecided_reference := testing.terraform_plan(_document_of_undecided_reference, {})

_params_of_undecided_reference := {
	"regions": {
		"tag": "data-classification",
		"allowed": {"restricted": ["eu-*", "westeurope"], "*": ["eu-*", "us-east-1"]},
	},
}

test_undecided_reference_deny if {
	found := region_residency.deny with input as _undecided_reference
		with data.params as _params_of_undecided_reference
	found == set()
}

test_undecided_reference_undecided if {
	found := region_residency.undecided with input as _undecided_reference
		with data.params as _params_of_undecided_reference
	found == {
		{
			"msg": "aws_s3_bucket.this: its region cannot be told from the plan",
			"path": ["resource_changes", 0, "change", "after"],
		},
	}
}

_document_of_undecided_two := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_s3_bucket.this",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags_all": {"data-classification": "restricted"}, "tags": {}},
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
	"configuration": {
		"provider_config": {
			"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}},
			"aws.eu": {
				"name": "aws",
				"alias": "eu",
				"expressions": {"region": {"constant_value": "eu-west-1"}},
			},
		},
		"root_module": {},
	},
}

_undecided_two := testing.terraform_plan(_document_of_undecided_two, {})

_params_of_undecided_two := {
	"regions": {
		"tag": "data-classification",
		"allowed": {"restricted": ["eu-*", "westeurope"], "*": ["eu-*", "us-east-1"]},
	},
}

test_undecided_two_deny if {
	found := region_residency.deny with input as _undecided_two
		with data.params as _params_of_undecided_two
	found == set()
}

test_undecided_two_undecided if {
	found := region_residency.undecided with input as _undecided_two
		with data.params as _params_of_undecided_two
	found == {
		{
			"msg": "aws_s3_bucket.this: its region cannot be told from the plan",
			"path": ["resource_changes", 0, "change", "after"],
		},
	}
}
