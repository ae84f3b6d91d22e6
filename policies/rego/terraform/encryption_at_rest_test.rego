# Written from the samples in encryption_at_rest/ by `pytest tests/rego --update-golden`.
package govern.terraform.encryption_at_rest_test

import data.govern.lib.testing
import data.govern.terraform.encryption_at_rest

_params := {"encryption": {"require_customer_keys": false}}

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
				"after": {"storage_encrypted": true},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_opensearch_domain.this",
			"mode": "managed",
			"type": "aws_opensearch_domain",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"encrypt_at_rest": [{"enabled": true}]},
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
	found := encryption_at_rest.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := encryption_at_rest.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_key := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_ebs_volume.this",
			"mode": "managed",
			"type": "aws_ebs_volume",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"encrypted": true},
				"after_unknown": {"kms_key_id": true},
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
				"after": {"encryption": [{"default_kms_key_name": "projects/p/k"}]},
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

_allowed_key := testing.terraform_plan(_document_of_allowed_key, {})

_params_of_allowed_key := {"encryption": {"require_customer_keys": true}}

test_allowed_key_deny if {
	found := encryption_at_rest.deny with input as _allowed_key
		with data.params as _params_of_allowed_key
	found == set()
}

test_allowed_key_undecided if {
	found := encryption_at_rest.undecided with input as _allowed_key
		with data.params as _params_of_allowed_key
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
			"address": "aws_ebs_volume.this",
			"mode": "managed",
			"type": "aws_ebs_volume",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"encrypted": false},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_rds_cluster.this",
			"mode": "managed",
			"type": "aws_rds_cluster",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"engine": "aurora"},
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
				"after": {"https_traffic_only_enabled": false},
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
	found := encryption_at_rest.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "aws_ebs_volume.this: encrypted is false, which leaves what it stores in plain text",
			"path": ["resource_changes", 0, "change", "after", "encrypted"],
		},
		{
			"msg": "aws_rds_cluster.this: storage_encrypted is not set, which leaves what it stores in plain text",
			"path": ["resource_changes", 1, "change", "after", "storage_encrypted"],
		},
		{
			"msg": "azurerm_storage_account.this: https_traffic_only_enabled is false, which lets data travel in plain text",
			"path": ["resource_changes", 2, "change", "after", "https_traffic_only_enabled"],
		},
	}
}

test_denied_undecided if {
	found := encryption_at_rest.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_key := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_ebs_volume.this",
			"mode": "managed",
			"type": "aws_ebs_volume",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"encrypted": true, "kms_key_id": null},
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
				"after": {"encryption": []},
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

_denied_key := testing.terraform_plan(_document_of_denied_key, {})

_params_of_denied_key := {"encryption": {"require_customer_keys": true}}

test_denied_key_deny if {
	found := encryption_at_rest.deny with input as _denied_key
		with data.params as _params_of_denied_key
	found == {
		{
			"msg": "aws_ebs_volume.this: kms_key_id is not set, which leaves the key to the provider",
			"path": ["resource_changes", 0, "change", "after", "kms_key_id"],
		},
		{
			"msg": "google_storage_bucket.this: encryption.0.default_kms_key_name is not set, which leaves the key to the provider",
			"path": ["resource_changes", 1, "change", "after", "encryption", 0, "default_kms_key_name"],
		},
	}
}

test_denied_key_undecided if {
	found := encryption_at_rest.undecided with input as _denied_key
		with data.params as _params_of_denied_key
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
			"address": "aws_db_instance.this",
			"mode": "managed",
			"type": "aws_db_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"engine": "x"},
				"after_unknown": {"storage_encrypted": true},
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
	found := encryption_at_rest.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := encryption_at_rest.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "aws_db_instance.this: storage_encrypted is known only after apply, so its encryption cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "storage_encrypted"],
		},
	}
}
