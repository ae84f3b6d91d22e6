# Written from the samples in public_exposure/ by `pytest tests/rego --update-golden`.
package govern.terraform.public_exposure_test

import data.govern.lib.testing
import data.govern.terraform.public_exposure

_params := {"network": {"public_ports": [80, 443]}}

_document_of_allowed := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_security_group.this",
			"mode": "managed",
			"type": "aws_security_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"name": "web",
					"ingress": [
						{
							"cidr_blocks": ["10.0.0.0/8"],
							"from_port": 22,
							"to_port": 22,
							"protocol": "tcp",
							"ipv6_cidr_blocks": [],
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
		{
			"address": "aws_security_group.web",
			"mode": "managed",
			"type": "aws_security_group",
			"name": "web",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"name": "web",
					"ingress": [
						{
							"cidr_blocks": ["0.0.0.0/0"],
							"from_port": 443,
							"to_port": 443,
							"protocol": "tcp",
							"ipv6_cidr_blocks": [],
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
		{
			"address": "aws_db_instance.this",
			"mode": "managed",
			"type": "aws_db_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"publicly_accessible": false},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_sagemaker_notebook_instance.this",
			"mode": "managed",
			"type": "aws_sagemaker_notebook_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"direct_internet_access": "Disabled"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_compute_firewall.this",
			"mode": "managed",
			"type": "google_compute_firewall",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"direction": "EGRESS", "source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "all"}]},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_eks_cluster.this",
			"mode": "managed",
			"type": "aws_eks_cluster",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"vpc_config": [{"endpoint_public_access": false, "public_access_cidrs": ["0.0.0.0/0"]}],
				},
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
				"actions": ["delete"],
				"before": {"acl": "public-read"},
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
	found := public_exposure.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_warn if {
	found := public_exposure.warn with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := public_exposure.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_default := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_s3_bucket_acl.this",
			"mode": "managed",
			"type": "aws_s3_bucket_acl",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"bucket": "b"},
				"after_unknown": {"acl": true},
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
		"root_module": {
			"resources": [
				{
					"address": "aws_s3_bucket_acl.this",
					"mode": "managed",
					"type": "aws_s3_bucket_acl",
					"name": "this",
					"expressions": {"bucket": {"constant_value": "b"}},
				},
			],
			"module_calls": {},
		},
	},
}

_allowed_default := testing.terraform_plan(_document_of_allowed_default, {})

test_allowed_default_deny if {
	found := public_exposure.deny with input as _allowed_default
		with data.params as _params
	found == set()
}

test_allowed_default_warn if {
	found := public_exposure.warn with input as _allowed_default
		with data.params as _params
	found == set()
}

test_allowed_default_undecided if {
	found := public_exposure.undecided with input as _allowed_default
		with data.params as _params
	found == set()
}

_document_of_allowed_unknown := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_security_group_rule.closed",
			"mode": "managed",
			"type": "aws_security_group_rule",
			"name": "closed",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"type": "ingress", "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]},
				"after_unknown": {"from_port": true, "to_port": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_security_group_rule.web",
			"mode": "managed",
			"type": "aws_security_group_rule",
			"name": "web",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"type": "ingress", "protocol": "tcp", "from_port": 443, "to_port": 443},
				"after_unknown": {"cidr_blocks": true},
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

_allowed_unknown := testing.terraform_plan(_document_of_allowed_unknown, {})

test_allowed_unknown_deny if {
	found := public_exposure.deny with input as _allowed_unknown
		with data.params as _params
	found == set()
}

test_allowed_unknown_warn if {
	found := public_exposure.warn with input as _allowed_unknown
		with data.params as _params
	found == set()
}

test_allowed_unknown_undecided if {
	found := public_exposure.undecided with input as _allowed_unknown
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
			"address": "aws_security_group.this",
			"mode": "managed",
			"type": "aws_security_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"name": "web",
					"ingress": [
						{
							"cidr_blocks": ["0.0.0.0/0"],
							"from_port": 22,
							"to_port": 22,
							"protocol": "tcp",
							"ipv6_cidr_blocks": [],
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
		{
			"address": "aws_sagemaker_notebook_instance.this",
			"mode": "managed",
			"type": "aws_sagemaker_notebook_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"name": "nb"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_s3_bucket_acl.this",
			"mode": "managed",
			"type": "aws_s3_bucket_acl",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"acl": "public-read"},
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
	found := public_exposure.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "aws_s3_bucket_acl.this: acl is public-read, which lets everyone in",
			"path": ["resource_changes", 2, "change", "after", "acl"],
		},
		{
			"msg": "aws_sagemaker_notebook_instance.this: direct_internet_access is not set, which gives the notebook direct internet access",
			"path": ["resource_changes", 1, "change", "after", "direct_internet_access"],
		},
		{
			"msg": "aws_security_group.this: port 22 can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 0, "change", "after", "ingress", 0, "cidr_blocks"],
		},
	}
}

test_denied_warn if {
	found := public_exposure.warn with input as _denied
		with data.params as _params
	found == set()
}

test_denied_undecided if {
	found := public_exposure.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_clouds := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "azurerm_network_security_rule.this",
			"mode": "managed",
			"type": "azurerm_network_security_rule",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/azurerm",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"access": "Allow",
					"direction": "Inbound",
					"source_address_prefix": "*",
					"destination_port_range": "3389",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "azurerm_network_security_group.this",
			"mode": "managed",
			"type": "azurerm_network_security_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/azurerm",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"security_rule": [
						{
							"access": "Allow",
							"direction": "Inbound",
							"source_address_prefix": null,
							"source_address_prefixes": ["Internet"],
							"destination_port_ranges": ["80", "8000-8100"],
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
		{
			"address": "google_compute_firewall.this",
			"mode": "managed",
			"type": "google_compute_firewall",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"direction": "INGRESS",
					"source_ranges": ["0.0.0.0/0"],
					"allow": [{"protocol": "tcp", "ports": ["22"]}, {"protocol": "icmp", "ports": []}],
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_storage_bucket_iam_binding.this",
			"mode": "managed",
			"type": "google_storage_bucket_iam_binding",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"members": ["user:a@example.com", "allUsers"], "role": "roles/storage.objectViewer"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_eks_cluster.this",
			"mode": "managed",
			"type": "aws_eks_cluster",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"vpc_config": [{"endpoint_public_access": true, "public_access_cidrs": ["0.0.0.0/0"]}]},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_vpc_security_group_ingress_rule.this",
			"mode": "managed",
			"type": "aws_vpc_security_group_ingress_rule",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"cidr_ipv6": "::/0", "ip_protocol": "-1"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_security_group_rule.this",
			"mode": "managed",
			"type": "aws_security_group_rule",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"type": "ingress",
					"cidr_blocks": ["0.0.0.0/1", "128.0.0.0/1"],
					"from_port": 5432,
					"to_port": 5432,
					"protocol": "tcp",
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

_denied_clouds := testing.terraform_plan(_document_of_denied_clouds, {})

test_denied_clouds_deny if {
	found := public_exposure.deny with input as _denied_clouds
		with data.params as _params
	found == {
		{
			"msg": "aws_eks_cluster.this: vpc_config.0.public_access_cidrs is [\"0.0.0.0/0\"], which opens the cluster's API to every address",
			"path": ["resource_changes", 4, "change", "after", "vpc_config", 0, "public_access_cidrs"],
		},
		{
			"msg": "aws_security_group_rule.this: port 5432 can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 6, "change", "after", "cidr_blocks"],
		},
		{
			"msg": "aws_vpc_security_group_ingress_rule.this: every port can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 5, "change", "after", "cidr_ipv6"],
		},
		{
			"msg": "azurerm_network_security_group.this: port 80 and ports 8000 to 8100 can be reached from every address; allow only the addresses that need it",
			"path": [
				"resource_changes",
				1,
				"change",
				"after",
				"security_rule",
				0,
				"source_address_prefixes",
			],
		},
		{
			"msg": "azurerm_network_security_rule.this: port 3389 can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 0, "change", "after", "source_address_prefix"],
		},
		{
			"msg": "google_compute_firewall.this: every port and port 22 can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 2, "change", "after", "source_ranges"],
		},
		{
			"msg": "google_storage_bucket_iam_binding.this: members is [\"user:a@example.com\", \"allUsers\"], which gives everyone access",
			"path": ["resource_changes", 3, "change", "after", "members"],
		},
	}
}

test_denied_clouds_warn if {
	found := public_exposure.warn with input as _denied_clouds
		with data.params as _params
	found == set()
}

test_denied_clouds_undecided if {
	found := public_exposure.undecided with input as _denied_clouds
		with data.params as _params
	found == set()
}

_document_of_denied_default := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_eks_cluster.this",
			"mode": "managed",
			"type": "aws_eks_cluster",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"vpc_config": [{"endpoint_public_access": true, "public_access_cidrs": null}]},
				"after_unknown": {"vpc_config": [{"public_access_cidrs": true}]},
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
		"root_module": {
			"resources": [
				{
					"address": "aws_eks_cluster.this",
					"mode": "managed",
					"type": "aws_eks_cluster",
					"name": "this",
					"expressions": {"vpc_config": [{"endpoint_public_access": {"constant_value": true}}]},
				},
			],
			"module_calls": {},
		},
	},
}

_denied_default := testing.terraform_plan(_document_of_denied_default, {})

test_denied_default_deny if {
	found := public_exposure.deny with input as _denied_default
		with data.params as _params
	found == {
		{
			"msg": "aws_eks_cluster.this: vpc_config.0.public_access_cidrs is not set, which opens the cluster's API to every address",
			"path": ["resource_changes", 0, "change", "after", "vpc_config", 0, "public_access_cidrs"],
		},
	}
}

test_denied_default_warn if {
	found := public_exposure.warn with input as _denied_default
		with data.params as _params
	found == set()
}

test_denied_default_undecided if {
	found := public_exposure.undecided with input as _denied_default
		with data.params as _params
	found == set()
}

_document_of_denied_partly := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_security_group_rule.ssh",
			"mode": "managed",
			"type": "aws_security_group_rule",
			"name": "ssh",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"type": "ingress",
					"protocol": "tcp",
					"cidr_blocks": ["0.0.0.0/0"],
					"from_port": 22,
					"to_port": 22,
				},
				"after_unknown": {"ipv6_cidr_blocks": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_security_group_rule.wide",
			"mode": "managed",
			"type": "aws_security_group_rule",
			"name": "wide",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"type": "ingress",
					"protocol": "tcp",
					"cidr_blocks": ["0.0.0.0/0"],
					"from_port": 0,
					"to_port": 65535,
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_compute_firewall.none",
			"mode": "managed",
			"type": "google_compute_firewall",
			"name": "none",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"source_ranges": ["0.0.0.0/0"], "allow": []},
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

_denied_partly := testing.terraform_plan(_document_of_denied_partly, {})

test_denied_partly_deny if {
	found := public_exposure.deny with input as _denied_partly
		with data.params as _params
	found == {
		{
			"msg": "aws_security_group_rule.ssh: port 22 can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 0, "change", "after", "cidr_blocks"],
		},
		{
			"msg": "aws_security_group_rule.wide: every port can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 1, "change", "after", "cidr_blocks"],
		},
		{
			"msg": "google_compute_firewall.none:  can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 2, "change", "after", "source_ranges"],
		},
	}
}

test_denied_partly_warn if {
	found := public_exposure.warn with input as _denied_partly
		with data.params as _params
	found == set()
}

test_denied_partly_undecided if {
	found := public_exposure.undecided with input as _denied_partly
		with data.params as _params
	found == set()
}

_document_of_denied_protocol := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_security_group_rule.this",
			"mode": "managed",
			"type": "aws_security_group_rule",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"type": "ingress",
					"cidr_blocks": ["0.0.0.0/0"],
					"from_port": null,
					"to_port": null,
					"protocol": "tcp",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "azurerm_network_security_rule.this",
			"mode": "managed",
			"type": "azurerm_network_security_rule",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/azurerm",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"access": "Allow",
					"direction": "Inbound",
					"source_address_prefix": "0.0.0.0/0",
					"destination_port_range": "*",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "google_compute_firewall.this",
			"mode": "managed",
			"type": "google_compute_firewall",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/google",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "all"}]},
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

_denied_protocol := testing.terraform_plan(_document_of_denied_protocol, {})

test_denied_protocol_deny if {
	found := public_exposure.deny with input as _denied_protocol
		with data.params as _params
	found == {
		{
			"msg": "aws_security_group_rule.this: every port can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 0, "change", "after", "cidr_blocks"],
		},
		{
			"msg": "azurerm_network_security_rule.this: every port can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 1, "change", "after", "source_address_prefix"],
		},
		{
			"msg": "google_compute_firewall.this: every port can be reached from every address; allow only the addresses that need it",
			"path": ["resource_changes", 2, "change", "after", "source_ranges"],
		},
	}
}

test_denied_protocol_warn if {
	found := public_exposure.warn with input as _denied_protocol
		with data.params as _params
	found == set()
}

test_denied_protocol_undecided if {
	found := public_exposure.undecided with input as _denied_protocol
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
			"address": "aws_security_group.this",
			"mode": "managed",
			"type": "aws_security_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"name": "web"},
				"after_unknown": {"ingress": true, "id": true},
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
				"actions": ["create"],
				"before": null,
				"after": {"engine": "postgres"},
				"after_unknown": {"publicly_accessible": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_security_group_rule.this",
			"mode": "managed",
			"type": "aws_security_group_rule",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"type": "ingress", "from_port": 22, "to_port": 22, "protocol": "tcp"},
				"after_unknown": {"cidr_blocks": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_security_group_rule.any",
			"mode": "managed",
			"type": "aws_security_group_rule",
			"name": "any",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"type": "ingress", "cidr_blocks": ["0.0.0.0/0"], "protocol": "tcp"},
				"after_unknown": {"from_port": true, "to_port": true},
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
	found := public_exposure.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_warn if {
	found := public_exposure.warn with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := public_exposure.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "aws_db_instance.this: publicly_accessible is known only after apply, so its exposure cannot be checked",
			"path": ["resource_changes", 1, "change", "after", "publicly_accessible"],
		},
		{
			"msg": "aws_security_group.this: ingress is known only after apply, so who can reach it cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "ingress"],
		},
		{
			"msg": "aws_security_group_rule.any: from_port is known only after apply, so who can reach it cannot be checked",
			"path": ["resource_changes", 3, "change", "after", "from_port"],
		},
		{
			"msg": "aws_security_group_rule.any: to_port is known only after apply, so who can reach it cannot be checked",
			"path": ["resource_changes", 3, "change", "after", "to_port"],
		},
		{
			"msg": "aws_security_group_rule.this: cidr_blocks is known only after apply, so who can reach it cannot be checked",
			"path": ["resource_changes", 2, "change", "after", "cidr_blocks"],
		},
	}
}

_document_of_undecided_configured := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "module.data[\"a\"].aws_db_instance.this[0]",
			"mode": "managed",
			"type": "aws_db_instance",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"engine": "x"},
				"after_unknown": {"publicly_accessible": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "module.data[\"a\"]",
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
		"root_module": {
			"resources": [],
			"module_calls": {
				"data": {
					"module": {
						"resources": [
							{
								"address": "aws_db_instance.this",
								"mode": "managed",
								"type": "aws_db_instance",
								"name": "this",
								"expressions": {"publicly_accessible": {"references": ["var.public"]}},
							},
						],
					},
				},
			},
		},
	},
}

_undecided_configured := testing.terraform_plan(_document_of_undecided_configured, {})

test_undecided_configured_deny if {
	found := public_exposure.deny with input as _undecided_configured
		with data.params as _params
	found == set()
}

test_undecided_configured_warn if {
	found := public_exposure.warn with input as _undecided_configured
		with data.params as _params
	found == set()
}

test_undecided_configured_undecided if {
	found := public_exposure.undecided with input as _undecided_configured
		with data.params as _params
	found == {
		{
			"msg": "module.data[\"a\"].aws_db_instance.this[0]: publicly_accessible is known only after apply, so its exposure cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "publicly_accessible"],
		},
	}
}

_document_of_undecided_part := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_security_group.this",
			"mode": "managed",
			"type": "aws_security_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"ingress": [{"cidr_blocks": [], "from_port": 22, "to_port": 22, "protocol": "tcp"}]},
				"after_unknown": {"ingress": [{"cidr_blocks": [true]}]},
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

_undecided_part := testing.terraform_plan(_document_of_undecided_part, {})

test_undecided_part_deny if {
	found := public_exposure.deny with input as _undecided_part
		with data.params as _params
	found == set()
}

test_undecided_part_warn if {
	found := public_exposure.warn with input as _undecided_part
		with data.params as _params
	found == set()
}

test_undecided_part_undecided if {
	found := public_exposure.undecided with input as _undecided_part
		with data.params as _params
	found == {
		{
			"msg": "aws_security_group.this: ingress.0.cidr_blocks is known only after apply, so who can reach it cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "ingress", 0, "cidr_blocks"],
		},
	}
}

_document_of_warned := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_security_group.this",
			"mode": "managed",
			"type": "aws_security_group",
			"name": "this",
			"provider_name": "registry.terraform.io/hashicorp/aws",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"name": "web"},
				"after_unknown": {"ingress": true},
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
		"root_module": {
			"resources": [
				{
					"address": "aws_security_group.this",
					"mode": "managed",
					"type": "aws_security_group",
					"name": "this",
					"expressions": {"name": {"constant_value": "web"}},
				},
			],
			"module_calls": {},
		},
	},
}

_warned := testing.terraform_plan(_document_of_warned, {})

test_warned_deny if {
	found := public_exposure.deny with input as _warned
		with data.params as _params
	found == set()
}

test_warned_warn if {
	found := public_exposure.warn with input as _warned
		with data.params as _params
	found == {
		{
			"msg": "aws_security_group.this: ingress is known only after apply, so whether a dynamic block opens it cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "ingress"],
		},
	}
}

test_warned_undecided if {
	found := public_exposure.undecided with input as _warned
		with data.params as _params
	found == set()
}
