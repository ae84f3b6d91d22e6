# METADATA
# title: Container images in Terraform plans
# description: >-
#   Finds the images that the resources of a plan will run, wherever their type keeps them: in its
#   blocks, where a `*` stands for every element, in a text that is JSON, or in a manifest.
package govern.lib.plan_images

import data.govern.lib.plan

_pods := {
	"cron_job": "spec/*/job_template/*/spec/*/template/*/spec/*",
	"daemon_set": "spec/*/template/*/spec/*",
	"daemonset": "spec/*/template/*/spec/*",
	"deployment": "spec/*/template/*/spec/*",
	"job": "spec/*/template/*/spec/*",
	"pod": "spec/*",
	"replication_controller": "spec/*/template/*/spec/*",
	"stateful_set": "spec/*/template/*/spec/*",
}

_services := {
	"aws_apprunner_service": ["source_configuration/*/image_repository/*/image_identifier"],
	"aws_lambda_function": ["image_uri"],
	"aws_sagemaker_model": ["primary_container/*/image", "container/*/image"],
	"azurerm_container_app": ["template/*/container/*/image", "template/*/init_container/*/image"],
	"azurerm_container_app_job": ["template/*/container/*/image", "template/*/init_container/*/image"],
	"azurerm_container_group": ["container/*/image", "init_container/*/image"],
	"google_cloud_run_service": ["template/*/spec/*/containers/*/image"],
	"google_cloud_run_v2_job": ["template/*/template/*/containers/*/image"],
	"google_cloud_run_v2_service": ["template/*/containers/*/image"],
}

# The attribute that is JSON, and the place in it.
_texts := {
	"aws_batch_job_definition": ["container_properties", ["image"]],
	"aws_ecs_task_definition": ["container_definitions", ["*", "image"]],
}

_workloads := {sprintf("kubernetes_%s%s", [kind, version]): places |
	some kind, pod in _pods
	some version in ["", "_v1"]
	places := [sprintf("%s/%s/*/image", [pod, name]) | some name in ["container", "init_container"]]
}

_places := {type: [split(place, "/") | some place in places] |
	some type, places in object.union(_services, _workloads)
}

# Whatever the kind of a manifest: its containers are in one of these.
_lists := {"containers", "ephemeralContainers", "initContainers"}

# METADATA
# description: >-
#   Every image: `resource`, `reference`, and `path`, its attribute below the resource's values.
images := array.concat(array.concat(_in_blocks, _in_texts), _in_manifests)

# METADATA
# description: >-
#   What is known only after apply, or cannot be read: `resource`, `path`, and `why`.
hidden := _computed | _unreadable

_in_blocks := [{"resource": resource, "path": path, "reference": reference} |
	some resource in plan.resources
	some place in _places[resource.type]
	walk(resource.after, [path, reference])
	_is_image(reference)
	count(path) == count(place)
	_along(path, place)
]

_in_texts := [{"resource": resource, "path": [attribute], "reference": reference} |
	some resource in plan.resources
	[attribute, place] := _texts[resource.type]
	text := plan.value(resource, [attribute])
	is_string(text)
	json.is_valid(text)
	walk(json.unmarshal(text), [path, reference])
	_is_image(reference)
	count(path) == count(place)
	_along(path, place)
]

_in_manifests := [{"resource": resource, "path": array.concat(["manifest"], path), "reference": reference} |
	some resource in plan.resources
	resource.type == "kubernetes_manifest"
	walk(resource.after.manifest, [path, reference])
	_is_image(reference)
	_in_container(path)
]

_is_image(reference) if {
	is_string(reference)
	reference != ""
}

_in_container(path) if {
	path[count(path) - 3] in _lists
	path[count(path) - 1] == "image"
}

_unreadable contains {"resource": resource, "path": [attribute], "why": "is no JSON"} if {
	some resource in plan.resources
	[attribute, _] := _texts[resource.type]
	text := plan.value(resource, [attribute])
	is_string(text)
	not json.is_valid(text)
}

_computed contains {"resource": resource, "path": path, "why": "is known only after apply"} if {
	some resource in plan.resources
	walk(resource.unknown, [path, true])
	_leads_to_image(resource.type, path)
}

# A place whose beginning is unknown is unknown itself.
_leads_to_image(type, path) if {
	some place in _places[type]
	_along(path, place)
}

_leads_to_image(type, [attribute]) if _texts[type][0] == attribute

_leads_to_image("kubernetes_manifest", path) if {
	path[0] == "manifest"
	_holds_containers(path)
}

# Of a manifest only what holds containers, and they themselves.
_holds_containers(path) if path[count(path) - 1] in {"jobTemplate", "manifest", "spec", "template"}

_holds_containers(path) if path[count(path) - 1] in _lists

_holds_containers(path) if path[count(path) - 2] in _lists

_holds_containers(path) if _in_container(path)

_along(path, place) if {
	every at, key in path {
		place[at] in {"*", key}
	}
}
