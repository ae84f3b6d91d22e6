# METADATA
# title: What holds data is not destroyed without approval
# description: >-
#   A plan that deletes or replaces a database, bucket, disk, key, file system or cluster loses what
#   it holds, and a replacement looks like a harmless change in a long plan. Deletions of these types
#   need an entry in the list of approved addresses; others pass. A resource that is only forgotten
#   (removed from the state, not from the cloud) passes too.
# custom:
#   id: T008
#   severity: critical
#   match: {kind: terraform_plan}
#   controls: [nist-800-53:CM-3, nist-800-53:CP-9, soc2:CC8.1, iso-27001:A.8.32]
#   remediation: >-
#     Check whether the change can be made in place (the attributes that force the replacement are in
#     the message), add `prevent_destroy`, or take a backup and record the address in
#     `[params.destroy] approved`.
#   parameters:
#     destroy:
#       approved:
#         default: []
#         description: Addresses that may be destroyed; `*` stands for any characters.
#       stateful:
#         default:
#           - aws_db_cluster_snapshot
#           - aws_db_instance
#           - aws_docdb_cluster
#           - aws_dynamodb_table
#           - aws_ebs_volume
#           - aws_ecr_repository
#           - aws_efs_file_system
#           - aws_eks_cluster
#           - aws_elasticache_*
#           - aws_fsx_*
#           - aws_kinesis_stream
#           - aws_kms_key
#           - aws_msk_cluster
#           - aws_neptune_cluster
#           - aws_opensearch_domain
#           - aws_rds_cluster
#           - aws_redshift_cluster
#           - aws_s3_bucket
#           - aws_sagemaker_domain
#           - aws_sagemaker_feature_group
#           - aws_sagemaker_model_package_group
#           - aws_sagemaker_notebook_instance
#           - aws_secretsmanager_secret
#           - azurerm_container_registry
#           - azurerm_cosmosdb_*
#           - azurerm_key_vault
#           - azurerm_key_vault_key
#           - azurerm_kubernetes_cluster
#           - azurerm_machine_learning_workspace
#           - azurerm_managed_disk
#           - azurerm_mssql_database
#           - azurerm_mysql_*
#           - azurerm_postgresql_*
#           - azurerm_recovery_services_vault
#           - azurerm_storage_account
#           - azurerm_storage_container
#           - google_artifact_registry_repository
#           - google_bigquery_dataset
#           - google_bigquery_table
#           - google_bigtable_instance
#           - google_compute_disk
#           - google_container_cluster
#           - google_filestore_instance
#           - google_firestore_database
#           - google_kms_crypto_key
#           - google_redis_instance
#           - google_spanner_*
#           - google_sql_database
#           - google_sql_database_instance
#           - google_storage_bucket
#           - google_vertex_ai_featurestore
#         description: Resource types that hold data or identity; `*` stands for any characters.
package govern.terraform.destroy_guard

import data.govern.lib.patterns
import data.govern.lib.plan
import data.govern.lib.result
import data.govern.lib.values

deny contains result.at(msg, ["resource_changes", index, "change", "actions"]) if {
	some index, entry in input.document.resource_changes
	"delete" in entry.change.actions
	_stateful(entry.type)
	not _approved(entry.address)
	msg := sprintf("%s would be %s, and with it what it holds; this needs approval", [
		entry.address,
		_fate(entry.change),
	])
}

_stateful(type) if patterns.any_matches(data.params.destroy.stateful, type)

_approved(address) if patterns.any_matches(data.params.destroy.approved, address)

_fate(change) := "destroyed" if not "create" in change.actions

_fate(change) := sprintf("replaced%s", [_because(change)]) if "create" in change.actions

_because(change) := sprintf(" (because of %s)", [concat(", ", sort(forced))]) if {
	forced := _forced(change)
	count(forced) > 0
}

_because(change) := "" if count(_forced(change)) == 0

_forced(change) := [plan.dotted(path) | some path in values.each(object.get(change, "replace_paths", null))]
