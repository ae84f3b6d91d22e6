# Written from the samples in required_tags/ by `pytest tests/rego --update-golden`.
package govern.terraform.required_tags_test

import data.govern.lib.testing
import data.govern.terraform.required_tags

_params := {"tags": {"required": []}}

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
	"variables": {},
	"configuration": {"root_module": {}},
}

_allowed := testing.terraform_plan(_document_of_allowed, {})

test_allowed_deny if {
	found := required_tags.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := required_tags.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_partly := {
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
				"after": {"tags": {"owner": "a"}},
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

_allowed_partly := testing.terraform_plan(_document_of_allowed_partly, {})

_params_of_allowed_partly := {"tags": {"required": ["owner"]}}

test_allowed_partly_deny if {
	found := required_tags.deny with input as _allowed_partly
		with data.params as _params_of_allowed_partly
	found == set()
}

test_allowed_partly_undecided if {
	found := required_tags.undecided with input as _allowed_partly
		with data.params as _params_of_allowed_partly
	found == set()
}

_document_of_allowed_tagged := {
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
				"after": {"tags": {}, "tags_all": {"owner": "a"}},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "azurerm_resource_group.this",
			"mode": "managed",
			"type": "azurerm_resource_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/azurerm",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags": {"owner": "a"}},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_s3_bucket.two",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "two",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"tags": {"owner": "a"}},
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

_allowed_tagged := testing.terraform_plan(_document_of_allowed_tagged, {})

_params_of_allowed_tagged := {"tags": {"required": ["owner"]}}

test_allowed_tagged_deny if {
	found := required_tags.deny with input as _allowed_tagged
		with data.params as _params_of_allowed_tagged
	found == set()
}

test_allowed_tagged_undecided if {
	found := required_tags.undecided with input as _allowed_tagged
		with data.params as _params_of_allowed_tagged
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
				"after": {"tags": {"Name": "x"}, "tags_all": {"Name": "x", "owner": ""}},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_storage_bucket.this",
			"mode": "managed",
			"type": "google_storage_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"labels": {}},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_iam_role_policy.this",
			"mode": "managed",
			"type": "aws_iam_role_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"policy": "{}"},
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

_params_of_denied := {"tags": {"required": ["owner"]}}

test_denied_deny if {
	found := required_tags.deny with input as _denied
		with data.params as _params_of_denied
	found == {
		{
			"msg": "aws_s3_bucket.this lacks the tags owner",
			"path": ["resource_changes", 0, "change", "after", "tags_all"],
		},
		{
			"msg": "google_storage_bucket.this lacks the tags owner",
			"path": ["resource_changes", 1, "change", "after", "labels"],
		},
	}
}

test_denied_undecided if {
	found := required_tags.undecided with input as _denied
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
				"after": {"tags": {"Name": "x"}},
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

_params_of_undecided := {"tags": {"required": ["owner"]}}

test_undecided_deny if {
	found := required_tags.deny with input as _undecided
		with data.params as _params_of_undecided
	found == set()
}

test_undecided_undecided if {
	found := required_tags.undecided with input as _undecided
		with data.params as _params_of_undecided
	found == {
		{
			"msg": "aws_s3_bucket.this: tags_all is known only after apply, so whether the required tags are there cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "tags_all"],
		},
	}
}
