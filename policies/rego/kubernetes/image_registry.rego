# METADATA
# title: Images come from allowed registries
# description: >-
#   Who can push to a registry decides what runs. Without a list of allowed registries, only what no
#   cluster should ever pull from is denied: a registry on the build machine itself (`localhost`)
#   or one known by a bare IP address. With a list, everything else is denied. Names are compared as runtimes read
#   them: `nginx` is `docker.io/library/nginx`, and registries have no upper case.
# custom:
#   id: K021
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [cis-k8s:5.5.1, nist-800-53:SR-3]
#   remediation: >-
#     Push the image to an allowed registry and name it from there, or add the registry to
#     `[params.registries] allowed` after review.
#   parameters:
#     registries:
#       allowed:
#         default: []
#         description: >-
#           Registries (`ghcr.io`), registries with a path (`ghcr.io/acme`), or patterns in which
#           `*` stands for one part of the host (`*.dkr.ecr.eu-west-1.amazonaws.com`). Empty: any
#           registry that has a name.
package govern.kubernetes.image_registry

import data.govern.lib.images
import data.govern.lib.result
import data.govern.lib.workloads

deny contains result.at(msg, path) if {
	some container in workloads.containers
	reference := container.body.image
	is_string(reference)
	image := images.parse(reference)
	fault := _fault(image)
	path := array.concat(container.path, ["image"])
	msg := sprintf("%s pulls %q from %q, which %s", [
		workloads.label(container),
		reference,
		image.registry,
		fault,
	])
}

_fault(image) := "has no name that others can check; use a named registry" if {
	count(data.params.registries.allowed) == 0
	_nameless(image.registry)
}

_fault(image) := "is not among the allowed registries" if {
	count(data.params.registries.allowed) > 0
	not _allowed(image)
}

_nameless(registry) if regex.match(`^(localhost|[0-9]+([.][0-9]+){3}|\[[0-9a-f:.]+\])(:[0-9]+)?$`, registry)

_allowed(image) if {
	some entry in data.params.registries.allowed
	_matches(lower(trim_suffix(entry, "/")), image)
}

_matches(entry, image) if images.name(image) == entry

_matches(entry, image) if startswith(images.name(image), concat("", [entry, "/"]))

# A pattern stands for a registry, so it is compared with the host alone.
_matches(entry, image) if glob.match(entry, ["."], image.registry)
