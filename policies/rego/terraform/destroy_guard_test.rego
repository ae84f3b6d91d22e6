# Written from the samples in destroy_guard/ by `pytest tests/rego --update-golden`.
package govern.terraform.destroy_guard_test

import data.govern.lib.testing
import data.govern.terraform.destroy_guard

_params := {
	"destroy": {
		"approved": [],
		"stateful": [
			"aws_db_cluster_snapshot",
			"aws_db_instance",
			"aws_docdb_cluster",
			"aws_dynamodb_table",
			"aws_ebs_volume",
			"aws_ecr_repository",
			"aws_efs_file_system",
			"aws_eks_cluster",
			"aws_elasticache_*",
			"aws_fsx_*",
			"aws_kinesis_stream",
			"aws_kms_key",
			"aws_msk_cluster",
			"aws_neptune_cluster",
			"aws_opensearch_domain",
			"aws_rds_cluster",
			"aws_redshift_cluster",
			"aws_s3_bucket",
			"aws_sagemaker_domain",
			"aws_sagemaker_feature_group",
			"aws_sagemaker_model_package_group",
			"aws_sagemaker_notebook_instance",
			"aws_secretsmanager_secret",
			"azurerm_container_registry",
			"azurerm_cosmosdb_*",
			"azurerm_key_vault",
			"azurerm_key_vault_key",
			"azurerm_kubernetes_cluster",
			"azurerm_machine_learning_workspace",
			"azurerm_managed_disk",
			"azurerm_mssql_database",
			"azurerm_mysql_*",
			"azurerm_postgresql_*",
			"azurerm_recovery_services_vault",
			"azurerm_storage_account",
			"azurerm_storage_container",
			"google_artifact_registry_repository",
			"google_bigquery_dataset",
			"google_bigquery_table",
			"google_bigtable_instance",
			"google_compute_disk",
			"google_container_cluster",
			"google_filestore_instance",
			"google_firestore_database",
			"google_kms_crypto_key",
			"google_redis_instance",
			"google_spanner_*",
			"google_sql_database",
			"google_sql_database_instance",
			"google_storage_bucket",
			"google_vertex_ai_featurestore",
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
			"address": "aws_s3_bucket.this",
			"mode": "managed",
			"type": "aws_s3_bucket",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"bucket": "models"},
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
				"actions": ["delete"],
				"before": {"name": "old"},
				"after": null,
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_db_instance.this",
			"mode": "managed",
			"type": "aws_db_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["update"],
				"before": null,
				"after": {"engine": "postgres"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_ebs_volume.this",
			"mode": "managed",
			"type": "aws_ebs_volume",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["forget"],
				"before": {},
				"after": null,
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
	found := destroy_guard.deny with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_approved := {
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
				"actions": ["delete"],
				"before": {"bucket": "models"},
				"after": null,
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_ebs_volume.this",
			"mode": "managed",
			"type": "aws_ebs_volume",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["delete"],
				"before": {},
				"after": null,
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

_allowed_approved := testing.terraform_plan(_document_of_allowed_approved, {})

_params_of_allowed_approved := {
	"destroy": {
		"approved": ["aws_s3_bucket.this", "aws_ebs_volume.*"],
		"stateful": [
			"aws_db_cluster_snapshot",
			"aws_db_instance",
			"aws_docdb_cluster",
			"aws_dynamodb_table",
			"aws_ebs_volume",
			"aws_ecr_repository",
			"aws_efs_file_system",
			"aws_eks_cluster",
			"aws_elasticache_*",
			"aws_fsx_*",
			"aws_kinesis_stream",
			"aws_kms_key",
			"aws_msk_cluster",
			"aws_neptune_cluster",
			"aws_opensearch_domain",
			"aws_rds_cluster",
			"aws_redshift_cluster",
			"aws_s3_bucket",
			"aws_sagemaker_domain",
			"aws_sagemaker_feature_group",
			"aws_sagemaker_model_package_group",
			"aws_sagemaker_notebook_instance",
			"aws_secretsmanager_secret",
			"azurerm_container_registry",
			"azurerm_cosmosdb_*",
			"azurerm_key_vault",
			"azurerm_key_vault_key",
			"azurerm_kubernetes_cluster",
			"azurerm_machine_learning_workspace",
			"azurerm_managed_disk",
			"azurerm_mssql_database",
			"azurerm_mysql_*",
			"azurerm_postgresql_*",
			"azurerm_recovery_services_vault",
			"azurerm_storage_account",
			"azurerm_storage_container",
			"google_artifact_registry_repository",
			"google_bigquery_dataset",
			"google_bigquery_table",
			"google_bigtable_instance",
			"google_compute_disk",
			"google_container_cluster",
			"google_filestore_instance",
			"google_firestore_database",
			"google_kms_crypto_key",
			"google_redis_instance",
			"google_spanner_*",
			"google_sql_database",
			"google_sql_database_instance",
			"google_storage_bucket",
			"google_vertex_ai_featurestore",
		],
	},
}

test_allowed_approved_deny if {
	found := destroy_guard.deny with input as _allowed_approved
		with data.params as _params_of_allowed_approved
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
				"actions": ["delete"],
				"before": {"bucket": "models"},
				"after": null,
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_db_instance.this",
			"mode": "managed",
			"type": "aws_db_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["delete", "create"],
				"before": {},
				"after": {"engine": "postgres"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
				"replace_paths": [["engine"], ["storage_type"]],
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "azurerm_postgresql_flexible_server.this",
			"mode": "managed",
			"type": "azurerm_postgresql_flexible_server",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/azurerm",
			"change": {
				"actions": ["create", "delete"],
				"before": {},
				"after": {"name": "p"},
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
	found := destroy_guard.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "aws_db_instance.this would be replaced (because of engine, storage_type), and with it what it holds; this needs approval",
			"path": ["resource_changes", 1, "change", "actions"],
		},
		{
			"msg": "aws_s3_bucket.this would be destroyed, and with it what it holds; this needs approval",
			"path": ["resource_changes", 0, "change", "actions"],
		},
		{
			"msg": "azurerm_postgresql_flexible_server.this would be replaced, and with it what it holds; this needs approval",
			"path": ["resource_changes", 2, "change", "actions"],
		},
	}
}

_document_of_denied_kept := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_kms_key.this",
			"mode": "managed",
			"type": "aws_kms_key",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["delete"],
				"before": {},
				"after": null,
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

_denied_kept := testing.terraform_plan(_document_of_denied_kept, {})

test_denied_kept_deny if {
	found := destroy_guard.deny with input as _denied_kept
		with data.params as _params
	found == {
		{
			"msg": "aws_kms_key.this would be destroyed, and with it what it holds; this needs approval",
			"path": ["resource_changes", 0, "change", "actions"],
		},
	}
}
