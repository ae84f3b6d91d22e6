# Written from the samples in image_digest/ by `pytest tests/rego --update-golden`.
package govern.terraform.image_digest_test

import data.govern.lib.testing
import data.govern.terraform.image_digest

_params := {"images": {"allow_tags": false}}

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
		{
			"address": "kubernetes_manifest.api",
			"mode": "managed",
			"type": "kubernetes_manifest",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"manifest": {
						"apiVersion": "apps/v1",
						"kind": "Deployment",
						"metadata": {"name": "image"},
						"spec": {
							"template": {
								"spec": {
									"containers": [
										{
											"name": "a",
											"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
										},
									],
									"initContainers": [
										{
											"name": "b",
											"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
										},
									],
								},
							},
						},
					},
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_lambda_function.f",
			"mode": "managed",
			"type": "aws_lambda_function",
			"name": "f",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"image_uri": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
				},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_manifest.other",
			"mode": "managed",
			"type": "kubernetes_manifest",
			"name": "other",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"manifest": {
						"kind": "Pod",
						"spec": {
							"containers": [
								{
									"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
								},
							],
						},
					},
				},
				"after_unknown": {
					"manifest": {
						"metadata": {"name": true},
						"spec": {"replicas": true, "containers": [{"name": true, "env": [{"value": true}]}]},
					},
					"object": true,
				},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_deployment_v1.other",
			"mode": "managed",
			"type": "kubernetes_deployment_v1",
			"name": "other",
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
													"image": "ghcr.io/acme/api@sha256:4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c4f1d2a9c",
												},
											],
										},
									],
								},
							],
						},
					],
				},
				"after_unknown": {"id": true, "spec": [{"replicas": true}]},
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

_allowed := testing.terraform_plan(_document_of_allowed, {})

test_allowed_deny if {
	found := image_digest.deny with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_warn if {
	found := image_digest.warn with input as _allowed
		with data.params as _params
	found == set()
}

test_allowed_undecided if {
	found := image_digest.undecided with input as _allowed
		with data.params as _params
	found == set()
}

_document_of_allowed_without_images := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "aws_lambda_function.zip",
			"mode": "managed",
			"type": "aws_lambda_function",
			"name": "zip",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"image_uri": null, "filename": "f.zip"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_config_map.c",
			"mode": "managed",
			"type": "kubernetes_config_map",
			"name": "c",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"data": {"image": "nginx"}},
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
							"template": [{"spec": [{"container": [{"name": "api", "image": ""}], "init_container": []}]}],
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
			"address": "aws_ecs_task_definition.odd",
			"mode": "managed",
			"type": "aws_ecs_task_definition",
			"name": "odd",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"family": "odd",
					"container_definitions": "[{\"name\": \"a\", \"image\": \"\"}, {\"name\": \"b\", \"image\": 5}, \"busybox\", {\"name\": \"c\", \"logConfiguration\": {\"image\": \"nginx\"}}]",
				},
				"after_unknown": {"arn": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_ecs_task_definition.none",
			"mode": "managed",
			"type": "aws_ecs_task_definition",
			"name": "none",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"family": "none", "container_definitions": null},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_manifest.words",
			"mode": "managed",
			"type": "kubernetes_manifest",
			"name": "words",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"manifest": {
						"kind": "ConfigMap",
						"data": {"image": "nginx"},
						"spec": {
							"image": "nginx",
							"containers": [{"name": "nginx", "image": "", "command": ["nginx"]}],
							"volumes": [{"name": "nginx"}],
						},
					},
					"object": {"spec": {"containers": [{"image": "nginx"}]}},
				},
				"after_unknown": {
					"object": {"spec": {"containers": [{"image": true}]}},
					"manifest": {
						"spec": {"image": true, "volumes": [{"name": true}], "containers": [{"name": true}]},
						"data": {"note": true},
					},
				},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "azurerm_container_app.text",
			"mode": "managed",
			"type": "azurerm_container_app",
			"name": "text",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"template": ["unset"]},
				"after_unknown": {"id": true, "template": [{"container": [{"name": true}]}]},
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

_allowed_without_images := testing.terraform_plan(_document_of_allowed_without_images, {})

test_allowed_without_images_deny if {
	found := image_digest.deny with input as _allowed_without_images
		with data.params as _params
	found == set()
}

test_allowed_without_images_warn if {
	found := image_digest.warn with input as _allowed_without_images
		with data.params as _params
	found == set()
}

test_allowed_without_images_undecided if {
	found := image_digest.undecided with input as _allowed_without_images
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
					"container_definitions": "[{\"name\": \"api\", \"image\": \"ghcr.io/acme/api:1.2\"}]",
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

_denied := testing.terraform_plan(_document_of_denied, {})

test_denied_deny if {
	found := image_digest.deny with input as _denied
		with data.params as _params
	found == {
		{
			"msg": "aws_ecs_task_definition.api runs the image \"ghcr.io/acme/api:1.2\", which has no digest",
			"path": ["resource_changes", 0, "change", "after", "container_definitions"],
		},
	}
}

test_denied_warn if {
	found := image_digest.warn with input as _denied
		with data.params as _params
	found == set()
}

test_denied_undecided if {
	found := image_digest.undecided with input as _denied
		with data.params as _params
	found == set()
}

_document_of_denied_cron_job := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "kubernetes_cron_job.c",
			"mode": "managed",
			"type": "kubernetes_cron_job",
			"name": "c",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"spec": [
						{
							"job_template": [
								{
									"spec": [
										{
											"template": [{"spec": [{"container": [{"image": "a:1"}], "init_container": [{"image": "b:1"}]}]}],
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

_denied_cron_job := testing.terraform_plan(_document_of_denied_cron_job, {})

test_denied_cron_job_deny if {
	found := image_digest.deny with input as _denied_cron_job
		with data.params as _params
	found == {
		{
			"msg": "kubernetes_cron_job.c runs the image \"a:1\", which has no digest",
			"path": [
				"resource_changes",
				0,
				"change",
				"after",
				"spec",
				0,
				"job_template",
				0,
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
		{
			"msg": "kubernetes_cron_job.c runs the image \"b:1\", which has no digest",
			"path": [
				"resource_changes",
				0,
				"change",
				"after",
				"spec",
				0,
				"job_template",
				0,
				"spec",
				0,
				"template",
				0,
				"spec",
				0,
				"init_container",
				0,
				"image",
			],
		},
	}
}

test_denied_cron_job_warn if {
	found := image_digest.warn with input as _denied_cron_job
		with data.params as _params
	found == set()
}

test_denied_cron_job_undecided if {
	found := image_digest.undecided with input as _denied_cron_job
		with data.params as _params
	found == set()
}

_document_of_denied_latest := {
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
									"spec": [{"container": [{"name": "api", "image": "nginx:latest"}], "init_container": []}],
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

_denied_latest := testing.terraform_plan(_document_of_denied_latest, {})

_params_of_denied_latest := {"images": {"allow_tags": true}}

test_denied_latest_deny if {
	found := image_digest.deny with input as _denied_latest
		with data.params as _params_of_denied_latest
	found == {
		{
			"msg": "kubernetes_deployment_v1.api runs the image \"nginx:latest\", which has no digest and names whatever is newest",
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

test_denied_latest_warn if {
	found := image_digest.warn with input as _denied_latest
		with data.params as _params_of_denied_latest
	found == set()
}

test_denied_latest_undecided if {
	found := image_digest.undecided with input as _denied_latest
		with data.params as _params_of_denied_latest
	found == set()
}

_document_of_denied_manifest := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "kubernetes_manifest.api",
			"mode": "managed",
			"type": "kubernetes_manifest",
			"name": "api",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {
					"manifest": {
						"apiVersion": "apps/v1",
						"kind": "Deployment",
						"metadata": {"name": "image"},
						"spec": {
							"template": {
								"spec": {
									"containers": [{"name": "a", "image": "ghcr.io/acme/api:1.2"}],
									"initContainers": [{"name": "b", "image": "busybox"}],
								},
							},
						},
					},
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

_denied_manifest := testing.terraform_plan(_document_of_denied_manifest, {})

test_denied_manifest_deny if {
	found := image_digest.deny with input as _denied_manifest
		with data.params as _params
	found == {
		{
			"msg": "kubernetes_manifest.api runs the image \"busybox\", which has no digest and names whatever is newest",
			"path": [
				"resource_changes",
				0,
				"change",
				"after",
				"manifest",
				"spec",
				"template",
				"spec",
				"initContainers",
				0,
				"image",
			],
		},
		{
			"msg": "kubernetes_manifest.api runs the image \"ghcr.io/acme/api:1.2\", which has no digest",
			"path": [
				"resource_changes",
				0,
				"change",
				"after",
				"manifest",
				"spec",
				"template",
				"spec",
				"containers",
				0,
				"image",
			],
		},
	}
}

test_denied_manifest_warn if {
	found := image_digest.warn with input as _denied_manifest
		with data.params as _params
	found == set()
}

test_denied_manifest_undecided if {
	found := image_digest.undecided with input as _denied_manifest
		with data.params as _params
	found == set()
}

_document_of_denied_services := {
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
				"after": {"template": [{"containers": [{"image": "gcr.io/acme/api"}]}]},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_lambda_function.f",
			"mode": "managed",
			"type": "aws_lambda_function",
			"name": "f",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"image_uri": "1.dkr.ecr.eu-west-1.amazonaws.com/f:latest"},
				"after_unknown": {},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "aws_batch_job_definition.b",
			"mode": "managed",
			"type": "aws_batch_job_definition",
			"name": "b",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"container_properties": "{\"image\": \"c:1\", \"command\": [\"image\"]}"},
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

_denied_services := testing.terraform_plan(_document_of_denied_services, {})

test_denied_services_deny if {
	found := image_digest.deny with input as _denied_services
		with data.params as _params
	found == {
		{
			"msg": "aws_batch_job_definition.b runs the image \"c:1\", which has no digest",
			"path": ["resource_changes", 2, "change", "after", "container_properties"],
		},
		{
			"msg": "aws_lambda_function.f runs the image \"1.dkr.ecr.eu-west-1.amazonaws.com/f:latest\", which has no digest and names whatever is newest",
			"path": ["resource_changes", 1, "change", "after", "image_uri"],
		},
		{
			"msg": "google_cloud_run_v2_service.api runs the image \"gcr.io/acme/api\", which has no digest and names whatever is newest",
			"path": ["resource_changes", 0, "change", "after", "template", 0, "containers", 0, "image"],
		},
	}
}

test_denied_services_warn if {
	found := image_digest.warn with input as _denied_services
		with data.params as _params
	found == set()
}

test_denied_services_undecided if {
	found := image_digest.undecided with input as _denied_services
		with data.params as _params
	found == set()
}

_document_of_denied_workloads := {
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
										{"container": [{"name": "api", "image": "ghcr.io/acme/api:1.2"}], "init_container": []},
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

_denied_workloads := testing.terraform_plan(_document_of_denied_workloads, {})

test_denied_workloads_deny if {
	found := image_digest.deny with input as _denied_workloads
		with data.params as _params
	found == {
		{
			"msg": "kubernetes_deployment_v1.api runs the image \"ghcr.io/acme/api:1.2\", which has no digest",
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

test_denied_workloads_warn if {
	found := image_digest.warn with input as _denied_workloads
		with data.params as _params
	found == set()
}

test_denied_workloads_undecided if {
	found := image_digest.undecided with input as _denied_workloads
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
	found := image_digest.deny with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_warn if {
	found := image_digest.warn with input as _undecided
		with data.params as _params
	found == set()
}

test_undecided_undecided if {
	found := image_digest.undecided with input as _undecided
		with data.params as _params
	found == {
		{
			"msg": "aws_ecs_task_definition.api: container_definitions is known only after apply, so whether the image is pinned cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "container_definitions"],
		},
		{
			"msg": "kubernetes_deployment_v1.api: spec.0.template.0.spec.0.container.0.image is known only after apply, so whether the image is pinned cannot be checked",
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

_document_of_undecided_manifest := {
	"format_version": "1.2",
	"terraform_version": "1.9.0",
	"timestamp": null,
	"errored": false,
	"applyable": null,
	"complete": null,
	"resource_changes": [
		{
			"address": "kubernetes_manifest.whole",
			"mode": "managed",
			"type": "kubernetes_manifest",
			"name": "whole",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {},
				"after_unknown": {"manifest": true, "object": true},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_manifest.spec",
			"mode": "managed",
			"type": "kubernetes_manifest",
			"name": "spec",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"manifest": {"kind": "Pod"}},
				"after_unknown": {"manifest": {"spec": true}},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_manifest.list",
			"mode": "managed",
			"type": "kubernetes_manifest",
			"name": "list",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"manifest": {"kind": "Pod", "spec": {}}},
				"after_unknown": {"manifest": {"spec": {"containers": true}}},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_manifest.one",
			"mode": "managed",
			"type": "kubernetes_manifest",
			"name": "one",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"manifest": {"kind": "Pod", "spec": {"containers": [null]}}},
				"after_unknown": {"manifest": {"spec": {"containers": [true]}}},
				"before_sensitive": false,
				"after_sensitive": {},
			},
			"module_address": "",
			"index": null,
		},
		{
			"address": "kubernetes_manifest.image",
			"mode": "managed",
			"type": "kubernetes_manifest",
			"name": "image",
			"provider_name": "x",
			"change": {
				"actions": ["create"],
				"before": null,
				"after": {"manifest": {"kind": "Pod", "spec": {"initContainers": [{"name": "x"}]}}},
				"after_unknown": {"manifest": {"spec": {"initContainers": [{"image": true}]}}},
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

_undecided_manifest := testing.terraform_plan(_document_of_undecided_manifest, {})

test_undecided_manifest_deny if {
	found := image_digest.deny with input as _undecided_manifest
		with data.params as _params
	found == set()
}

test_undecided_manifest_warn if {
	found := image_digest.warn with input as _undecided_manifest
		with data.params as _params
	found == set()
}

test_undecided_manifest_undecided if {
	found := image_digest.undecided with input as _undecided_manifest
		with data.params as _params
	found == {
		{
			"msg": "kubernetes_manifest.image: manifest.spec.initContainers.0.image is known only after apply, so whether the image is pinned cannot be checked",
			"path": [
				"resource_changes",
				4,
				"change",
				"after",
				"manifest",
				"spec",
				"initContainers",
				0,
				"image",
			],
		},
		{
			"msg": "kubernetes_manifest.list: manifest.spec.containers is known only after apply, so whether the image is pinned cannot be checked",
			"path": ["resource_changes", 2, "change", "after", "manifest", "spec", "containers"],
		},
		{
			"msg": "kubernetes_manifest.one: manifest.spec.containers.0 is known only after apply, so whether the image is pinned cannot be checked",
			"path": ["resource_changes", 3, "change", "after", "manifest", "spec", "containers", 0],
		},
		{
			"msg": "kubernetes_manifest.spec: manifest.spec is known only after apply, so whether the image is pinned cannot be checked",
			"path": ["resource_changes", 1, "change", "after", "manifest", "spec"],
		},
		{
			"msg": "kubernetes_manifest.whole: manifest is known only after apply, so whether the image is pinned cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "manifest"],
		},
	}
}

_document_of_undecided_unreadable := {
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

_undecided_unreadable := testing.terraform_plan(_document_of_undecided_unreadable, {})

test_undecided_unreadable_deny if {
	found := image_digest.deny with input as _undecided_unreadable
		with data.params as _params
	found == set()
}

test_undecided_unreadable_warn if {
	found := image_digest.warn with input as _undecided_unreadable
		with data.params as _params
	found == set()
}

test_undecided_unreadable_undecided if {
	found := image_digest.undecided with input as _undecided_unreadable
		with data.params as _params
	found == {
		{
			"msg": "aws_ecs_task_definition.api: container_definitions is no JSON, so whether the image is pinned cannot be checked",
			"path": ["resource_changes", 0, "change", "after", "container_definitions"],
		},
	}
}

_document_of_warned := {
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
					"container_definitions": "[{\"name\": \"api\", \"image\": \"ghcr.io/acme/api:1.2\"}]",
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
										{"container": [{"name": "api", "image": "ghcr.io/acme/api:1.2"}], "init_container": []},
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

_warned := testing.terraform_plan(_document_of_warned, {})

_params_of_warned := {"images": {"allow_tags": true}}

test_warned_deny if {
	found := image_digest.deny with input as _warned
		with data.params as _params_of_warned
	found == set()
}

test_warned_warn if {
	found := image_digest.warn with input as _warned
		with data.params as _params_of_warned
	found == {
		{
			"msg": "aws_ecs_task_definition.api runs the image \"ghcr.io/acme/api:1.2\" by a tag, which can be moved",
			"path": ["resource_changes", 0, "change", "after", "container_definitions"],
		},
		{
			"msg": "kubernetes_deployment_v1.api runs the image \"ghcr.io/acme/api:1.2\" by a tag, which can be moved",
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

test_warned_undecided if {
	found := image_digest.undecided with input as _warned
		with data.params as _params_of_warned
	found == set()
}
