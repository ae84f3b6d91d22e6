# Written from the samples in iam_wildcards/ by `pytest tests/rego --update-golden`.
package govern.terraform.iam_wildcards_test

import data.govern.lib.testing
import data.govern.terraform.iam_wildcards

_params := {
	"iam": {
		"denied_roles": [
			"AdministratorAccess",
			"IAMFullAccess",
			"Owner",
			"User Access Administrator",
			"roles/owner",
			"roles/editor",
		],
	},
}

_document_of_allowed := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_iam_policy.this",
			"mode": "managed",
			"type": "aws_iam_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"name": "read",
					"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\"], \"Resource\": \"arn:aws:s3:::models/*\"}, {\"Effect\": \"Allow\", \"Action\": \"ec2:DescribeInstances\", \"Resource\": \"*\"}, {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}]}",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_kms_key.this",
			"mode": "managed",
			"type": "aws_kms_key",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"*\", \"Principal\": {\"AWS\": \"arn:aws:iam::123456789012:root\"}}]}",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_s3_bucket_policy.this",
			"mode": "managed",
			"type": "aws_s3_bucket_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"bucket": "b",
					"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b/*\", \"Principal\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:SourceVpce\": \"vpce-1\"}}}]}",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_project_iam_member.this",
			"mode": "managed",
			"type": "google_project_iam_member",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"role": "roles/storage.objectViewer", "member": "user:a@example.com"},
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
	found := iam_wildcards.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := iam_wildcards.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_narrow := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_iam_policy.this",
			"mode": "managed",
			"type": "aws_iam_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b/*\"}, {\"Effect\": \"Allow\", \"Action\": \"iam:PassRole\", \"Resource\": \"arn:aws:iam::1:role/x\"}, {\"Effect\": \"Allow\", \"Action\": \"s3:Get*\", \"Resource\": \"*\"}]}",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_iam_role_policy_attachment.this",
			"mode": "managed",
			"type": "aws_iam_role_policy_attachment",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_iam_role.this",
			"mode": "managed",
			"type": "aws_iam_role",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"assume_role_policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Principal\": {\"AWS\": \"arn:aws:iam::1:root\"}}]}",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "azurerm_role_assignment.this",
			"mode": "managed",
			"type": "azurerm_role_assignment",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/azurerm",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"role_definition_name": null},
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

_allowed_narrow := testing.terraform_plan(_document_of_allowed_narrow, {})

test_allowed_narrow_deny if {
	found := iam_wildcards.deny with input as _allowed_narrow
		with data.params as _params
	found == set()
}

test_allowed_narrow_undecided if {
	found := iam_wildcards.undecided with input as _allowed_narrow
		with data.params as _params
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
			"address": "aws_iam_policy.this",
			"mode": "managed",
			"type": "aws_iam_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"name": "admin",
					"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}",
				},
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
				"after": {
					"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"s3:*\", \"iam:PassRole\"], \"Resource\": [\"*\"]}]}",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_s3_bucket_policy.this",
			"mode": "managed",
			"type": "aws_s3_bucket_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b/*\", \"Principal\": {\"AWS\": [\"*\"]}}]}",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_iam_group_policy.this",
			"mode": "managed",
			"type": "aws_iam_group_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"NotAction\": \"iam:*\", \"Resource\": \"*\"}, {\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"NotResource\": \"arn:aws:s3:::secret/*\"}]}",
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

_denied := testing.terraform_plan(_document_of_denied, {})

test_denied_deny if {
	found := iam_wildcards.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "aws_iam_group_policy.this: a statement of policy allows everything but a list (NotAction); name what is needed",
			"path": ["resource_changes", 3, "change", "after", "policy"],
		},
		{
			"msg": "aws_iam_group_policy.this: a statement of policy covers everything but a list (NotResource); name what is needed",
			"path": ["resource_changes", 3, "change", "after", "policy"],
		},
		{
			"msg": "aws_iam_policy.this: a statement of policy allows every action; name what is needed",
			"path": ["resource_changes", 0, "change", "after", "policy"],
		},
		{
			"msg": "aws_iam_role_policy.this: a statement of policy allows every action of a service on every resource; name what is needed",
			"path": ["resource_changes", 1, "change", "after", "policy"],
		},
		{
			"msg": "aws_iam_role_policy.this: a statement of policy allows passing every role (iam:PassRole on *); name what is needed",
			"path": ["resource_changes", 1, "change", "after", "policy"],
		},
		{
			"msg": "aws_s3_bucket_policy.this: a statement of policy lets everyone in without a condition; name what is needed",
			"path": ["resource_changes", 2, "change", "after", "policy"],
		},
	}
}

test_denied_undecided if {
	found := iam_wildcards.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_pass := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_iam_policy.this",
			"mode": "managed",
			"type": "aws_iam_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"iam:passrole\"], \"Resource\": [\"*\", \"arn:x\"]}]}",
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

_denied_pass := testing.terraform_plan(_document_of_denied_pass, {})

test_denied_pass_deny if {
	found := iam_wildcards.deny with input as _denied_pass
		with data.params as _params
	found == {
		{
			"msg": "aws_iam_policy.this: a statement of policy allows passing every role (iam:PassRole on *); name what is needed",
			"path": ["resource_changes", 0, "change", "after", "policy"],
		},
	}
}

test_denied_pass_undecided if {
	found := iam_wildcards.undecided with input as _denied_pass
		with data.params as _params
	found == set()
}

_document_of_denied_roles := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_iam_role_policy_attachment.this",
			"mode": "managed",
			"type": "aws_iam_role_policy_attachment",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess", "role": "ci"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "azurerm_role_assignment.this",
			"mode": "managed",
			"type": "azurerm_role_assignment",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/azurerm",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"role_definition_name": "Owner", "scope": "/subscriptions/0"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_project_iam_member.this",
			"mode": "managed",
			"type": "google_project_iam_member",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"role": "roles/owner", "member": "user:a@example.com"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_iam_role.this",
			"mode": "managed",
			"type": "aws_iam_role",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"name": "r",
					"assume_role_policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Principal\": {\"Service\": \"ec2.amazonaws.com\"}}]}",
					"inline_policy": [
						{
							"name": "x",
							"policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"iam:Pass*\", \"Resource\": \"*\"}]}",
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

_denied_roles := testing.terraform_plan(_document_of_denied_roles, {})

test_denied_roles_deny if {
	found := iam_wildcards.deny with input as _denied_roles
		with data.params as _params
	found == {
		{
			"msg": "aws_iam_role.this: a statement of inline_policy.0.policy allows passing every role (iam:PassRole on *); name what is needed",
			"path": ["resource_changes", 3, "change", "after", "inline_policy", 0, "policy"],
		},
		{
			"msg": "aws_iam_role_policy_attachment.this grants \"AdministratorAccess\", which allows nearly everything; grant the roles that are needed",
			"path": ["resource_changes", 0, "change", "after", "policy_arn"],
		},
		{
			"msg": "azurerm_role_assignment.this grants \"Owner\", which allows nearly everything; grant the roles that are needed",
			"path": ["resource_changes", 1, "change", "after", "role_definition_name"],
		},
		{
			"msg": "google_project_iam_member.this grants \"roles/owner\", which allows nearly everything; grant the roles that are needed",
			"path": ["resource_changes", 2, "change", "after", "role"],
		},
	}
}

test_denied_roles_undecided if {
	found := iam_wildcards.undecided with input as _denied_roles
		with data.params as _params
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
			"address": "aws_iam_policy.this",
			"mode": "managed",
			"type": "aws_iam_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"name": "later"},
				"after_unknown": {"policy": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_iam_role_policy_attachment.this",
			"mode": "managed",
			"type": "aws_iam_role_policy_attachment",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"role": "ci"},
				"after_unknown": {"policy_arn": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_sqs_queue_policy.this",
			"mode": "managed",
			"type": "aws_sqs_queue_policy",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"policy": "{not json"},
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

test_undecided_deny if {
	found := iam_wildcards.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := iam_wildcards.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "aws_iam_policy.this: policy is known only after apply, so what it allows cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "policy"],
		},
		{
			"msg": "aws_iam_role_policy_attachment.this: policy_arn is known only after apply, so what it grants cannot be checked",
			"path": ["resource_changes", 1, "change", "after", "policy_arn"],
		},
		{
			"msg": "aws_sqs_queue_policy.this: policy is not JSON, so what it allows cannot be checked",
			"path": ["resource_changes", 2, "change", "after", "policy"],
		},
	}
}
