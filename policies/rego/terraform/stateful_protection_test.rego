# Written from the samples in stateful_protection/ by `pytest tests/rego --update-golden`.
package govern.terraform.stateful_protection_test

import data.govern.lib.testing
import data.govern.terraform.stateful_protection

_document_of_allowed := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_db_instance.this",
			"mode": "managed",
			"type": "aws_db_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"deletion_protection": true, "skip_final_snapshot": false},
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
				"after": {"bucket": "b", "force_destroy": false},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_s3_bucket_versioning.this",
			"mode": "managed",
			"type": "aws_s3_bucket_versioning",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"versioning_configuration": [{"status": "Enabled"}]},
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
	found := stateful_protection.deny with input as _allowed
	found == set()
}

test_allowed_undecided if {
	found := stateful_protection.undecided with input as _allowed
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
			"address": "aws_db_instance.this",
			"mode": "managed",
			"type": "aws_db_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"deletion_protection": false, "skip_final_snapshot": true},
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
				"after": {"force_destroy": true},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_s3_bucket_versioning.this",
			"mode": "managed",
			"type": "aws_s3_bucket_versioning",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"versioning_configuration": [{"status": "Suspended"}]},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_sql_database_instance.this",
			"mode": "managed",
			"type": "google_sql_database_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"deletion_protection": false},
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
	found := stateful_protection.deny with input as _denied
	found == {
		{
			"msg": "aws_db_instance.this: deletion_protection is false, which lets it be deleted by one command",
			"path": ["resource_changes", 0, "change", "after", "deletion_protection"],
		},
		{
			"msg": "aws_db_instance.this: skip_final_snapshot is true, which throws the data away when it is deleted",
			"path": ["resource_changes", 0, "change", "after", "skip_final_snapshot"],
		},
		{
			"msg": "aws_s3_bucket.this: force_destroy is true, which lets it be deleted with all it holds",
			"path": ["resource_changes", 1, "change", "after", "force_destroy"],
		},
		{
			"msg": "aws_s3_bucket_versioning.this: versioning_configuration.0.status is Suspended, which leaves no way back to an earlier state",
			"path": ["resource_changes", 2, "change", "after", "versioning_configuration", 0, "status"],
		},
		{
			"msg": "google_sql_database_instance.this: deletion_protection is false, which lets it be deleted by one command",
			"path": ["resource_changes", 3, "change", "after", "deletion_protection"],
		},
	}
}

test_denied_undecided if {
	found := stateful_protection.undecided with input as _denied
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
			"address": "azurerm_key_vault.this",
			"mode": "managed",
			"type": "azurerm_key_vault",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/azurerm",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"name": "k"},
				"after_unknown": {"purge_protection_enabled": true},
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
	found := stateful_protection.deny with input as _undecided
	found == set()
}

test_undecided_undecided if {
	found := stateful_protection.undecided with input as _undecided
	found == {
		{
			"msg": "azurerm_key_vault.this: purge_protection_enabled is known only after apply, so its protection cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "purge_protection_enabled"],
		},
	}
}
