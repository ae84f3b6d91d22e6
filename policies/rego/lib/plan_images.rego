# METADATA
# title: Container images in Terraform plans
# description: >-
#   Finds the images that the resources of a plan will run, wherever their type keeps them: a `*`
#   stands for every element, what follows `json` lies in a text that is JSON, and `**` stands for
#   any depth.
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
	"aws_batch_job_definition": ["container_properties/json/image"],
	"aws_ecs_task_definition": ["container_definitions/json/*/image"],
	"aws_lambda_function": ["image_uri"],
	"aws_sagemaker_model": ["primary_container/*/image", "container/*/image"],
	"azurerm_container_app": ["template/*/container/*/image", "template/*/init_container/*/image"],
	"azurerm_container_app_job": ["template/*/container/*/image", "template/*/init_container/*/image"],
	"azurerm_container_group": ["container/*/image", "init_container/*/image"],
	"google_cloud_run_service": ["template/*/spec/*/containers/*/image"],
	"google_cloud_run_v2_job": ["template/*/template/*/containers/*/image"],
	"google_cloud_run_v2_service": ["template/*/containers/*/image"],
	"kubernetes_manifest": [
		"manifest/**/containers/*/image",
		"manifest/**/ephemeralContainers/*/image",
		"manifest/**/initContainers/*/image",
	],
}

_workloads := {sprintf("kubernetes_%s%s", [kind, version]): places |
	some kind, pod in _pods
	some version in ["", "_v1"]
	places := [sprintf("%s/%s/*/image", [pod, name]) | some name in ["container", "init_container"]]
}

_places := {type: [split(place, "/") | some place in places] |
	some type, places in object.union(_services, _workloads)
}

# METADATA
# description: >-
#   Every image: `resource`, `reference`, and `path`, its attribute below the resource's values.
images := array.concat(_plain, _written)

# METADATA
# description: >-
#   What is known only after apply, or cannot be read: `resource`, `path`, and `why`.
hidden := _computed | _unreadable

_plain := [{"resource": resource, "path": path, "reference": reference} |
	some resource in plan.resources
	some place in _places[resource.type]
	not "json" in place
	walk(resource.after, [path, reference])
	is_string(reference)
	reference != ""
	_fits(path, place)
]

_written := [{"resource": resource, "path": [place[0]], "reference": reference} |
	some [resource, place, text] in _texts
	json.is_valid(text)
	walk(json.unmarshal(text), [path, reference])
	is_string(reference)
	reference != ""
	_fits(path, array.slice(place, 2, count(place)))
]

_texts := [[resource, place, text] |
	some resource in plan.resources
	some place in _places[resource.type]
	place[1] == "json"
	text := plan.value(resource, [place[0]])
	is_string(text)
]

_unreadable contains {"resource": resource, "path": [place[0]], "why": "is no JSON"} if {
	some [resource, place, text] in _texts
	not json.is_valid(text)
}

_computed contains {"resource": resource, "path": path, "why": "is known only after apply"} if {
	some resource in plan.resources
	some place in _places[resource.type]
	walk(resource.unknown, [path, true])
	_leads_to(path, place)
}

_fits(path, place) if {
	not "**" in place
	count(path) == count(place)
	_along(path, place)
}

_fits(path, place) if {
	place[1] == "**"
	path[0] == place[0]
	tail := array.slice(place, 2, count(place))
	count(path) > count(tail)
	_along(array.slice(path, count(path) - count(tail), count(path)), tail)
}

# A place whose beginning is unknown is unknown itself.
_leads_to(path, place) if {
	not "**" in place
	count(path) > 0
	count(path) <= count(place)
	_along(path, place)
}

_leads_to(path, place) if {
	place[1] == "**"
	path[0] == place[0]
	_holds_pods(path, place[2])
}

# Of a manifest only what holds containers, and they themselves.
_holds_pods(path, _) if path[count(path) - 1] in {"jobTemplate", "manifest", "spec", "template"}

_holds_pods(path, containers) if path[count(path) - 1] == containers

_holds_pods(path, containers) if path[count(path) - 2] == containers

_holds_pods(path, containers) if {
	path[count(path) - 3] == containers
	path[count(path) - 1] == "image"
}

_along(path, place) if {
	every at, key in path {
		place[at] in {"*", key}
	}
}
