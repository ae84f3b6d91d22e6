# METADATA
# title: What is stored is encrypted
# description: >-
#   Encryption at rest protects disks, snapshots and backups that leave their place. With
#   `require_customer_keys` the key must be one that you manage, so that it can be taken away;
#   without it the encryption itself is enough.
# custom:
#   id: T002
#   severity: high
#   match:
#     kind: terraform_plan
#     resources:
#       - aws_db_instance
#       - aws_docdb_cluster
#       - aws_ebs_volume
#       - aws_efs_file_system
#       - aws_elasticache_replication_group
#       - aws_neptune_cluster
#       - aws_opensearch_domain
#       - aws_rds_cluster
#       - aws_redshift_cluster
#       - aws_s3_bucket_server_side_encryption_configuration
#       - aws_sagemaker_domain
#       - aws_sagemaker_endpoint_configuration
#       - aws_sagemaker_feature_group
#       - aws_sagemaker_notebook_instance
#       - azurerm_machine_learning_workspace
#       - azurerm_managed_disk
#       - azurerm_storage_account
#       - google_bigquery_dataset
#       - google_compute_disk
#       - google_notebooks_instance
#       - google_sql_database_instance
#       - google_storage_bucket
#       - google_vertex_ai_dataset
#       - google_vertex_ai_endpoint
#       - google_vertex_ai_featurestore
#       - google_workbench_instance
#   controls: [nist-800-53:SC-28, nist-800-53:SC-13, soc2:CC6.1, iso-27001:A.8.24]
#   remediation: >-
#     Switch encryption on, and name a key of your own where it is demanded.
#   parameters:
#     encryption:
#       require_customer_keys:
#         default: false
#         description: >-
#           Demand keys that the organisation manages.
package govern.terraform.encryption_at_rest

import data.govern.lib.attributes
import data.govern.lib.plan
import data.govern.lib.result

_switches := {
	"aws_db_instance": [
		{"path": ["storage_encrypted"], "denied": [false, null], "why": "leaves what it stores in plain text"},
	],
	"aws_docdb_cluster": [
		{"path": ["storage_encrypted"], "denied": [false, null], "why": "leaves what it stores in plain text"},
	],
	"aws_ebs_volume": [
		{"path": ["encrypted"], "denied": [false, null], "why": "leaves what it stores in plain text"},
	],
	"aws_efs_file_system": [
		{"path": ["encrypted"], "denied": [false, null], "why": "leaves what it stores in plain text"},
	],
	"aws_elasticache_replication_group": [
		{"path": ["at_rest_encryption_enabled"], "denied": [false, "false", null], "why": "leaves what it stores in plain text"},
	],
	"aws_neptune_cluster": [
		{"path": ["storage_encrypted"], "denied": [false, null], "why": "leaves what it stores in plain text"},
	],
	"aws_opensearch_domain": [
		{"path": ["encrypt_at_rest", 0, "enabled"], "denied": [false, null], "why": "leaves what it stores in plain text"},
	],
	"aws_rds_cluster": [
		{"path": ["storage_encrypted"], "denied": [false, null], "why": "leaves what it stores in plain text"},
	],
	"aws_redshift_cluster": [
		{"path": ["encrypted"], "denied": [false, "false", null], "why": "leaves what it stores in plain text"},
	],
	"azurerm_storage_account": [
		{"path": ["https_traffic_only_enabled"], "denied": [false], "why": "lets data travel in plain text"},
	],
}

_keys := {
	"aws_db_instance": [
		{"path": ["kms_key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"aws_ebs_volume": [
		{"path": ["kms_key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"aws_efs_file_system": [
		{"path": ["kms_key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"aws_rds_cluster": [
		{"path": ["kms_key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"aws_redshift_cluster": [
		{"path": ["kms_key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"aws_s3_bucket_server_side_encryption_configuration": [
		{"path": ["rule", 0, "apply_server_side_encryption_by_default", 0, "kms_master_key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"aws_sagemaker_domain": [
		{"path": ["kms_key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"aws_sagemaker_endpoint_configuration": [
		{"path": ["kms_key_arn"], "required": true, "why": "leaves the key to the provider"},
	],
	"aws_sagemaker_feature_group": [
		{"path": ["offline_store_config", 0, "s3_storage_config", 0, "kms_key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"aws_sagemaker_notebook_instance": [
		{"path": ["kms_key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"azurerm_machine_learning_workspace": [
		{"path": ["encryption", 0, "key_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"azurerm_managed_disk": [
		{"path": ["disk_encryption_set_id"], "required": true, "why": "leaves the key to the provider"},
	],
	"google_bigquery_dataset": [
		{"path": ["default_encryption_configuration", 0, "kms_key_name"], "required": true, "why": "leaves the key to the provider"},
	],
	"google_compute_disk": [
		{"path": ["disk_encryption_key", 0, "kms_key_self_link"], "required": true, "why": "leaves the key to the provider"},
	],
	"google_notebooks_instance": [
		{"path": ["kms_key"], "required": true, "why": "leaves the key to the provider"},
	],
	"google_sql_database_instance": [
		{"path": ["encryption_key_name"], "required": true, "why": "leaves the key to the provider"},
	],
	"google_storage_bucket": [
		{"path": ["encryption", 0, "default_kms_key_name"], "required": true, "why": "leaves the key to the provider"},
	],
	"google_vertex_ai_dataset": [
		{"path": ["encryption_spec", 0, "kms_key_name"], "required": true, "why": "leaves the key to the provider"},
	],
	"google_vertex_ai_endpoint": [
		{"path": ["encryption_spec", 0, "kms_key_name"], "required": true, "why": "leaves the key to the provider"},
	],
	"google_vertex_ai_featurestore": [
		{"path": ["encryption_spec", 0, "kms_key_name"], "required": true, "why": "leaves the key to the provider"},
	],
	"google_workbench_instance": [
		{"path": ["gce_setup", 0, "boot_disk", 0, "kms_key"], "required": true, "why": "leaves the key to the provider"},
	],
}

deny contains result.at(attributes.told(fault), plan.path(fault.resource, fault.entry.path)) if {
	some table in _tables
	some fault in attributes.broken(table)
}

undecided contains plan.undecided(open.resource, open.entry.path, "its encryption") if {
	some table in _tables
	some open in attributes.unknown(table)
	not _key_to_come(open)
}

_tables := [_switches] if not data.params.encryption.require_customer_keys

_tables := [_switches, _keys] if data.params.encryption.require_customer_keys

# A key that is made in the same plan has no id yet, but it will be set.
_key_to_come(open) if open.entry.required
