# Written from the samples in version_pins/ by `pytest tests/rego --update-golden`.
package govern.terraform.version_pins_test

import data.govern.lib.testing
import data.govern.terraform.version_pins

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
				"after": {"bucket": "b"},
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
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": "~> 5.0",
			},
			"terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"},
			"module.x:aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"module_address": "module.x",
			},
		},
		"root_module": {
			"module_calls": {
				"vpc": {"source": "terraform-aws-modules/vpc/aws", "version_constraint": "5.1.0"},
				"own": {
					"source": "./modules/own",
					"module": {"module_calls": {"g": {"source": "git::https://example.com/m.git?ref=v1.2.0"}}},
				},
			},
		},
	},
}

_allowed := testing.terraform_plan(_document_of_allowed, {})

test_allowed_deny if {
	found := version_pins.deny with input as _allowed
	found == set()
}

_document_of_allowed_bounded := {
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
				"after": {"bucket": "b"},
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
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": ">= 4.0, < 6",
			},
			"terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"},
			"module.x:aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"module_address": "module.x",
			},
		},
		"root_module": {"module_calls": {}},
	},
}

_allowed_bounded := testing.terraform_plan(_document_of_allowed_bounded, {})

test_allowed_bounded_deny if {
	found := version_pins.deny with input as _allowed_bounded
	found == set()
}

_document_of_allowed_local := {
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
				"after": {"bucket": "b"},
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
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": "5.1.0",
			},
			"terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"},
			"module.x:aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"module_address": "module.x",
			},
		},
		"root_module": {
			"module_calls": {
				"own": {"source": "../shared"},
				"reg": {"source": "app.terraform.io/acme/vpc/aws", "version_constraint": "= 1.0"},
			},
		},
	},
}

_allowed_local := testing.terraform_plan(_document_of_allowed_local, {})

test_allowed_local_deny if {
	found := version_pins.deny with input as _allowed_local
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
				"after": {"bucket": "b"},
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
	"configuration": {
		"provider_config": {
			"aws": {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws"},
			"terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"},
			"module.x:aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"module_address": "module.x",
			},
		},
		"root_module": {
			"module_calls": {
				"vpc": {"source": "terraform-aws-modules/vpc/aws"},
				"own": {
					"source": "./modules/own",
					"module": {
						"module_calls": {
							"g": {"source": "git::https://example.com/m.git"},
							"h": {"source": "github.com/acme/m?ref=main"},
						},
					},
				},
			},
		},
	},
}

_denied := testing.terraform_plan(_document_of_denied, {})

test_denied_deny if {
	found := version_pins.deny with input as _denied
	found == {
		{
			"msg": "the module g (git::https://example.com/m.git) names no ref, so it is whatever the branch holds",
			"path": [
				"configuration",
				"root_module",
				"module_calls",
				"own",
				"module",
				"module_calls",
				"g",
				"source",
			],
		},
		{
			"msg": "the module h (github.com/acme/m?ref=main) follows a branch that moves",
			"path": [
				"configuration",
				"root_module",
				"module_calls",
				"own",
				"module",
				"module_calls",
				"h",
				"source",
			],
		},
		{
			"msg": "the module vpc (terraform-aws-modules/vpc/aws) has no version constraint",
			"path": ["configuration", "root_module", "module_calls", "vpc"],
		},
		{
			"msg": "the provider aws has no version constraint",
			"path": ["configuration", "provider_config", "aws"],
		},
	}
}

_document_of_denied_open := {
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
				"after": {"bucket": "b"},
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
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": ">= 4.0, != 4.1.0",
			},
			"terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"},
			"module.x:aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"module_address": "module.x",
			},
		},
		"root_module": {"module_calls": {}},
	},
}

_denied_open := testing.terraform_plan(_document_of_denied_open, {})

test_denied_open_deny if {
	found := version_pins.deny with input as _denied_open
	found == {
		{
			"msg": "the provider aws has the constraint \">= 4.0, != 4.1.0\", which sets no upper bound",
			"path": ["configuration", "provider_config", "aws"],
		},
	}
}

_document_of_denied_registry := {
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
				"after": {"bucket": "b"},
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
	"configuration": {
		"provider_config": {
			"aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"version_constraint": "5.1.0",
			},
			"terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"},
			"module.x:aws": {
				"name": "aws",
				"full_name": "registry.terraform.io/hashicorp/aws",
				"module_address": "module.x",
			},
		},
		"root_module": {
			"module_calls": {"reg": {"source": "app.terraform.io/acme/vpc/aws", "version_constraint": ">= 1.0"}},
		},
	},
}

_denied_registry := testing.terraform_plan(_document_of_denied_registry, {})

test_denied_registry_deny if {
	found := version_pins.deny with input as _denied_registry
	found == {
		{
			"msg": "the module reg (app.terraform.io/acme/vpc/aws) has the constraint \">= 1.0\", which sets no upper bound",
			"path": ["configuration", "root_module", "module_calls", "reg"],
		},
	}
}
