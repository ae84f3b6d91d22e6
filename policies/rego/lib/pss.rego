# METADATA
# title: Versions of the Pod Security Standards
# description: >-
#   The standards change with Kubernetes. `params.pss.version` says which version of Kubernetes to
#   judge by; a version newer than the newest known is judged by that one, as Kubernetes itself does.
package govern.lib.pss

import data.govern.lib.result
import data.govern.lib.values
import data.govern.lib.workloads

_newest := 37

_form := `^v?1[.][0-9]+$`

# METADATA
# scope: document
# description: The minor version to judge by; undefined when the parameter cannot be read.
minor := _newest if data.params.pss.version == "latest"

minor := min([_newest, to_number(split(data.params.pss.version, ".")[1])]) if {
	is_string(data.params.pss.version)
	regex.match(_form, data.params.pss.version)
}

# METADATA
# scope: document
# description: Why nothing can be said, as findings that every rule of the standards passes on.
problems contains result.whole("the parameter pss.version must be `latest` or a text such as \"1.34\"") if {
	not minor
}

problems contains result.at(msg, place.path) if {
	some place in workloads.unreadable
	msg := sprintf("a pod cannot be read: %s should be %s", [concat(".", [sprintf("%v", [key]) | some key in place.path]), place.wanted])
}

# METADATA
# description: >-
#   Whether a baseline check of Linux settings is left out: at the restricted level a stricter check
#   stands in its place, and that one does not look at Windows pods.
replaced(pod) if {
	strict
	windows(pod)
}

# METADATA
# description: >-
#   Whether a setting that another object may complete leaves the decision open. Otherwise it is left
#   to that object (a ServingRuntime), which is checked itself.
strict if data.params.pss.level == "restricted"

# METADATA
# description: Whether the pod says that it runs on Windows, which some checks take into account.
windows(pod) if {
	minor >= 25
	values.at(pod.spec, ["os", "name"]) == "windows"
}

# METADATA
# description: Whether the pod has a user namespace of its own, which some checks take into account.
own_users(pod) if {
	minor >= 35
	object.get(pod.spec, "hostUsers", null) == false
}

# METADATA
# description: >-
#   Everything in the pods that has a security context: the pod and each container, with `path` and
#   the `value` at a path of the security context (null when missing).
settings(keys) := [setting |
	place := array.concat(["securityContext"], keys)
	some pod in workloads.pods
	some setting in array.concat([_of_pod(pod, place)], _of_containers(pod, place))
]

# METADATA
# description: The same for containers alone.
container_settings(keys) := [setting |
	place := array.concat(["securityContext"], keys)
	some pod in workloads.pods
	some setting in _of_containers(pod, place)
]

# METADATA
# scope: document
# description: A pod or container as messages name it.
label(setting) := "the pod" if setting.container == null

label(setting) := sprintf("container %q", [setting.container]) if setting.container != null

_of_pod(pod, place) := {
	"container": null,
	"path": array.concat(pod.path, place),
	"pod": pod,
	"open": pod.open,
	"value": values.at(pod.spec, place),
}

_of_containers(pod, place) := [{
	"container": container.name,
	"path": array.concat(container.path, place),
	"pod": pod,
	"open": container.open,
	"value": values.at(container.body, place),
} |
	some container in pod.containers
]
