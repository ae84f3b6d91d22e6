# Written from the samples in image_signature/ by `pytest tests/rego --update-golden`.
package govern.terraform.image_signature_test

import data.govern.lib.testing
import data.govern.terraform.image_signature

_params := {"signing": {"identities": []}}

_document_of_allowed := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_ecs_task_definition.api",
			"mode": "managed",
			"type": "aws_ecs_task_definition",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"family": "api",
					"container_definitions": "[{\"name\": \"api\", \"image\": \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\"}]",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_deployment_v1.api",
			"mode": "managed",
			"type": "kubernetes_deployment_v1",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"spec": [
						{
							"template": [
								{
									"spec": [
										{
											"container": [
												{
													"name": "api",
													"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
												},
											],
											"init_container": [],
										},
									],
								},
							],
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
	"configuration": {},
}

_rest_of_allowed := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [{"issuer": "key", "identity": "release"}],
				"attestations": [],
				"unmet": [],
			},
		},
	},
}

_allowed := testing.terraform_plan(_document_of_allowed, _rest_of_allowed)

test_allowed_deny if {
	found := image_signature.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := image_signature.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_denied := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_ecs_task_definition.api",
			"mode": "managed",
			"type": "aws_ecs_task_definition",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"family": "api",
					"container_definitions": "[{\"name\": \"api\", \"image\": \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\"}]",
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
	"configuration": {},
}

_rest_of_denied := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [],
				"attestations": [],
				"unmet": [],
			},
		},
	},
}

_denied := testing.terraform_plan(_document_of_denied, _rest_of_denied)

test_denied_deny if {
	found := image_signature.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "aws_ecs_task_definition.api runs \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which has no verified signature",
			"path": ["resource_changes", 0, "change", "after", "container_definitions"],
		},
	}
}

test_denied_undecided if {
	found := image_signature.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_unmet := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "kubernetes_deployment_v1.api",
			"mode": "managed",
			"type": "kubernetes_deployment_v1",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"spec": [
						{
							"template": [
								{
									"spec": [
										{
											"container": [
												{
													"name": "api",
													"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
												},
											],
											"init_container": [],
										},
									],
								},
							],
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
	"configuration": {},
}

_rest_of_denied_unmet := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {
				"digest": "sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				"signatures": [{"issuer": "key", "identity": "release"}],
				"attestations": [],
				"unmet": ["1 of at least 2 trusted signers signed it"],
			},
		},
	},
}

_denied_unmet := testing.terraform_plan(_document_of_denied_unmet, _rest_of_denied_unmet)

test_denied_unmet_deny if {
	found := image_signature.deny with input as _denied_unmet
		with data.params as _params
	found == {
		{
			"msg": "kubernetes_deployment_v1.api runs \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", which is not trusted enough: 1 of at least 2 trusted signers signed it",
			"path": [
				"resource_changes",
				0,
				"change",
				"after",
				"spec",
				0,
				"template",
				0,
				"spec",
				0,
				"container",
				0,
				"image",
			],
		},
	}
}

test_denied_unmet_undecided if {
	found := image_signature.undecided with input as _denied_unmet
		with data.params as _params
	found == set()
}

_document_of_undecided := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "kubernetes_deployment_v1.api",
			"mode": "managed",
			"type": "kubernetes_deployment_v1",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"spec": [
						{
							"template": [
								{
									"spec": [
										{
											"container": [
												{
													"name": "api",
													"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
												},
											],
											"init_container": [],
										},
									],
								},
							],
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
	"configuration": {},
}

_undecided := testing.terraform_plan(_document_of_undecided, {})

test_undecided_deny if {
	found := image_signature.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := image_signature.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "kubernetes_deployment_v1.api runs \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", whose signatures could not be verified (nobody looked: run with --verify)",
			"path": [
				"resource_changes",
				0,
				"change",
				"after",
				"spec",
				0,
				"template",
				0,
				"spec",
				0,
				"container",
				0,
				"image",
			],
		},
	}
}

_document_of_undecided_error := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "google_cloud_run_v2_service.api",
			"mode": "managed",
			"type": "google_cloud_run_v2_service",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"template": [
						{
							"containers": [
								{
									"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
								},
							],
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
	"configuration": {},
}

_rest_of_undecided_error := {
	"facts": {
		"images": {
			"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c": {"error": "the registry cannot be reached", "reason": "unavailable"},
		},
	},
}

_undecided_error := testing.terraform_plan(_document_of_undecided_error, _rest_of_undecided_error)

test_undecided_error_deny if {
	found := image_signature.deny with input as _undecided_error
		with data.params as _params
	found == set()
}

test_undecided_error_undecided if {
	found := image_signature.undecided with input as _undecided_error
		with data.params as _params
	found == {
		{
			"msg": "google_cloud_run_v2_service.api runs \"ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c\", whose signatures could not be verified: the registry cannot be reached",
			"path": ["resource_changes", 0, "change", "after", "template", 0, "containers", 0, "image"],
		},
	}
}

_document_of_undecided_hidden := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_ecs_task_definition.api",
			"mode": "managed",
			"type": "aws_ecs_task_definition",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"family": "api"},
				"after_unknown": {"container_definitions": true, "arn": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_deployment_v1.api",
			"mode": "managed",
			"type": "kubernetes_deployment_v1",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"spec": [{"template": [{"spec": [{"container": [{"name": "api"}]}]}]}]},
				"after_unknown": {"id": true, "spec": [{"template": [{"spec": [{"container": [{"image": true}]}]}]}]},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_ecs_task_definition.api",
			"mode": "managed",
			"type": "aws_ecs_task_definition",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"container_definitions": "[{"},
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
	"configuration": {},
}

_undecided_hidden := testing.terraform_plan(_document_of_undecided_hidden, {})

test_undecided_hidden_deny if {
	found := image_signature.deny with input as _undecided_hidden
		with data.params as _params
	found == set()
}

test_undecided_hidden_undecided if {
	found := image_signature.undecided with input as _undecided_hidden
		with data.params as _params
	found == {
		{
			"msg": "aws_ecs_task_definition.api: container_definitions is known only after apply, so who signed the image cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "container_definitions"],
		},
		{
			"msg": "aws_ecs_task_definition.api: container_definitions is no JSON, so who signed the image cannot be checked",
			"path": ["resource_changes", 2, "change", "after", "container_definitions"],
		},
		{
			"msg": "kubernetes_deployment_v1.api: spec.0.template.0.spec.0.container.0.image is known only after apply, so who signed the image cannot be checked",
			"path": [
				"resource_changes",
				1,
				"change",
				"after",
				"spec",
				0,
				"template",
				0,
				"spec",
				0,
				"container",
				0,
				"image",
			],
		},
	}
}
