# METADATA
# title: Nothing is exposed to the whole internet
# description: >-
#   Firewall rules open to every address, public buckets, and services with a public endpoint are
#   how data leaves. Ports meant for the public (80 and 443 by default) may be open to all. Defaults of the
#   providers count: a SageMaker notebook has direct internet access unless it is switched off.
# custom:
#   id: T003
#   severity: critical
#   match:
#     kind: terraform_plan
#     resources:
#       - aws_db_instance
#       - aws_default_security_group
#       - aws_eks_cluster
#       - aws_neptune_cluster_instance
#       - aws_rds_cluster_instance
#       - aws_redshift_cluster
#       - aws_s3_bucket
#       - aws_s3_bucket_acl
#       - aws_s3_bucket_public_access_block
#       - aws_sagemaker_domain
#       - aws_sagemaker_notebook_instance
#       - aws_security_group
#       - aws_security_group_rule
#       - aws_vpc_security_group_ingress_rule
#       - azurerm_cognitive_account
#       - azurerm_key_vault
#       - azurerm_machine_learning_workspace
#       - azurerm_network_security_group
#       - azurerm_network_security_rule
#       - azurerm_storage_account
#       - azurerm_storage_container
#       - google_bigquery_dataset_iam_member
#       - google_compute_firewall
#       - google_notebooks_instance
#       - google_sql_database_instance
#       - google_storage_bucket_access_control
#       - google_storage_bucket_iam_binding
#       - google_storage_bucket_iam_member
#       - google_vertex_ai_endpoint_iam_member
#       - google_workbench_instance
#   controls: [nist-800-53:SC-7, nist-800-53:AC-4, soc2:CC6.6, iso-27001:A.8.20]
#   remediation: >-
#     Name the address ranges that need access, put the service behind a load balancer or a private
#     endpoint, and keep buckets private. If the exposure is meant, add the port to
#     `[params.network] public_ports` or waive this one resource.
#   parameters:
#     network:
#       public_ports:
#         default: [80, 443]
#         description: Ports that may be open to every address.
package govern.terraform.public_exposure

import data.govern.lib.attributes
import data.govern.lib.firewall
import data.govern.lib.plan
import data.govern.lib.result

_public_database := [{
	"path": ["publicly_accessible"],
	"denied": [true],
	"why": "gives it a public address",
}]

_public_bucket := [{
	"path": ["acl"],
	"denied": ["public-read", "public-read-write", "authenticated-read"],
	"why": "lets everyone in",
}]

_azure_service := [{
	"path": ["public_network_access_enabled"],
	"denied": [true, null],
	"why": "leaves it reachable from every network",
}]

_google_grant := [{
	"path": ["member"],
	"denied": ["allUsers", "allAuthenticatedUsers"],
	"why": "gives everyone access",
}]

# Attributes that expose a resource.
_attributes := {
	"aws_db_instance": _public_database,
	"aws_eks_cluster": [{
		"path": ["vpc_config", 0, "public_access_cidrs"],
		"denied": ["0.0.0.0/0", null],
		"why": "opens the cluster's API to every address",
		"unless": ["vpc_config", 0, "endpoint_public_access"],
	}],
	"aws_neptune_cluster_instance": _public_database,
	"aws_rds_cluster_instance": _public_database,
	"aws_redshift_cluster": _public_database,
	"aws_s3_bucket": _public_bucket,
	"aws_s3_bucket_acl": _public_bucket,
	"aws_s3_bucket_public_access_block": [
	{"path": [name], "denied": [false, null], "why": "allows the bucket to be made public"} |
		some name in [
			"block_public_acls",
			"block_public_policy",
			"ignore_public_acls",
			"restrict_public_buckets",
		]
	],
	"aws_sagemaker_domain": [{
		"path": ["app_network_access_type"],
		"denied": ["PublicInternetOnly", null],
		"why": "sends its traffic over the internet",
	}],
	"aws_sagemaker_notebook_instance": [{
		"path": ["direct_internet_access"],
		"denied": ["Enabled", null],
		"why": "gives the notebook direct internet access",
	}],
	"azurerm_cognitive_account": _azure_service,
	"azurerm_key_vault": _azure_service,
	"azurerm_machine_learning_workspace": _azure_service,
	"azurerm_storage_account": [{
		"path": ["allow_nested_items_to_be_public"],
		"denied": [true, null],
		"why": "allows containers to be made public",
	}],
	"azurerm_storage_container": [{
		"path": ["container_access_type"],
		"denied": ["blob", "container"],
		"why": "lets everyone read it",
	}],
	"google_bigquery_dataset_iam_member": _google_grant,
	"google_notebooks_instance": [{
		"path": ["no_public_ip"],
		"denied": [false, null],
		"why": "gives the notebook a public address",
	}],
	"google_storage_bucket_access_control": [{
		"path": ["entity"],
		"denied": ["allUsers", "allAuthenticatedUsers"],
		"why": "gives everyone access",
	}],
	"google_storage_bucket_iam_binding": [{
		"path": ["members"],
		"denied": ["allUsers", "allAuthenticatedUsers"],
		"why": "gives everyone access",
	}],
	"google_storage_bucket_iam_member": _google_grant,
	"google_vertex_ai_endpoint_iam_member": _google_grant,
	"google_workbench_instance": [{
		"path": ["gce_setup", 0, "disable_public_ip"],
		"denied": [false, null],
		"why": "gives the workbench a public address",
	}],
}

deny contains result.at(attributes.told(fault), plan.path(fault.resource, fault.entry.path)) if {
	some fault in attributes.broken(_attributes)
}

deny contains result.at(msg, plan.path(rule.resource, array.concat(rule.path, [rule.open[0]]))) if {
	some rule in firewall.rules
	rule.source == "open"
	rule.ranges != null
	not _meant(rule.ranges)
	msg := sprintf("%s: %s can be reached from every address; allow only the addresses that need it", [
		rule.resource.address,
		_ports(rule.ranges),
	])
}

undecided contains plan.undecided(open.resource, open.entry.path, "its exposure") if {
	some open in attributes.unknown(_attributes)
}

undecided contains plan.undecided(block.resource, block.path, "who can reach it") if {
	some block in firewall.unknown_blocks
	not block.unset
}

# Nearly always there are no rules in the resource itself: others of the plan hold them.
warn contains plan.undecided(block.resource, block.path, "whether a dynamic block opens it") if {
	some block in firewall.unknown_blocks
	block.unset
}

undecided contains plan.undecided(rule.resource, array.concat(rule.path, [name]), "who can reach it") if {
	some rule in firewall.rules
	_open_question(rule)
	some name in rule.unknown
}

_open_question(rule) if {
	rule.source == "unknown"
	not _meant(rule.ranges)
}

_open_question(rule) if {
	rule.source == "open"
	rule.ranges == null
}

_meant(ranges) if {
	is_array(ranges)
	count(ranges) > 0
	every range in ranges {
		abs(range[1] - range[0]) < 1000
		every port in numbers.range(range[0], range[1]) {
			port in data.params.network.public_ports
		}
	}
}

_ports(ranges) := concat(" and ", sort([words |
	some range in ranges
	words := _words(range)
]))

_words([0, 65535]) := "every port"

_words([first, last]) := sprintf("port %d", [first]) if first == last

_words([first, last]) := sprintf("ports %d to %d", [first, last]) if {
	first != last
	[first, last] != [0, 65535]
}
