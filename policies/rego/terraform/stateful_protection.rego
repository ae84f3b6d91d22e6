# METADATA
# title: What holds data is protected against deletion
# description: >-
#   Deletion protection, final snapshots, versions and purge protection turn a wrong command into
#   an inconvenience. Defaults of the providers count.
# custom:
#   id: T007
#   severity: high
#   match:
#     kind: terraform_plan
#     resources:
#       - aws_db_instance
#       - aws_docdb_cluster
#       - aws_dynamodb_table
#       - aws_ecr_repository
#       - aws_neptune_cluster
#       - aws_rds_cluster
#       - aws_s3_bucket
#       - aws_s3_bucket_versioning
#       - azurerm_key_vault
#       - google_bigquery_table
#       - google_container_cluster
#       - google_sql_database_instance
#       - google_storage_bucket
#   controls: [nist-800-53:CP-9, soc2:A1.2, iso-27001:A.8.13]
#   remediation: >-
#     Set the attribute named in the message; switch it off in a change of its own before a wanted
#     deletion.
package govern.terraform.stateful_protection

import data.govern.lib.attributes
import data.govern.lib.plan
import data.govern.lib.result

_attributes := {
	"aws_db_instance": [
		{"path": ["deletion_protection"], "denied": [false, null], "why": "lets it be deleted by one command"},
		{"path": ["skip_final_snapshot"], "denied": [true], "why": "throws the data away when it is deleted"},
	],
	"aws_docdb_cluster": [
		{"path": ["deletion_protection"], "denied": [false, null], "why": "lets it be deleted by one command"},
	],
	"aws_dynamodb_table": [
		{"path": ["deletion_protection_enabled"], "denied": [false, null], "why": "lets it be deleted by one command"},
		{"path": ["point_in_time_recovery", 0, "enabled"], "denied": [false, null], "why": "leaves no way back to an earlier state"},
	],
	"aws_ecr_repository": [
		{"path": ["force_delete"], "denied": [true], "why": "lets it be deleted with all it holds"},
	],
	"aws_neptune_cluster": [
		{"path": ["deletion_protection"], "denied": [false, null], "why": "lets it be deleted by one command"},
	],
	"aws_rds_cluster": [
		{"path": ["deletion_protection"], "denied": [false, null], "why": "lets it be deleted by one command"},
		{"path": ["skip_final_snapshot"], "denied": [true], "why": "throws the data away when it is deleted"},
	],
	"aws_s3_bucket": [
		{"path": ["force_destroy"], "denied": [true], "why": "lets it be deleted with all it holds"},
	],
	"aws_s3_bucket_versioning": [
		{"path": ["versioning_configuration", 0, "status"], "accepted": ["Enabled"], "why": "leaves no way back to an earlier state"},
	],
	"azurerm_key_vault": [
		{"path": ["purge_protection_enabled"], "denied": [false, null], "why": "lets keys be destroyed for good"},
	],
	"google_bigquery_table": [
		{"path": ["deletion_protection"], "denied": [false], "why": "lets it be deleted by one command"},
	],
	"google_container_cluster": [
		{"path": ["deletion_protection"], "denied": [false], "why": "lets it be deleted by one command"},
	],
	"google_sql_database_instance": [
		{"path": ["deletion_protection"], "denied": [false], "why": "lets it be deleted by one command"},
	],
	"google_storage_bucket": [
		{"path": ["force_destroy"], "denied": [true], "why": "lets it be deleted with all it holds"},
		{"path": ["versioning", 0, "enabled"], "denied": [false, null], "why": "leaves no way back to an earlier state"},
	],
}

deny contains result.at(attributes.told(fault), plan.path(fault.resource, fault.entry.path)) if {
	some fault in attributes.broken(_attributes)
}

undecided contains plan.undecided(open.resource, open.entry.path, "its protection") if {
	some open in attributes.unknown(_attributes)
}
