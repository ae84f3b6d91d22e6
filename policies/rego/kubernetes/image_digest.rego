# METADATA
# title: Container images are pinned by digest
# description: >-
#   A tag can be moved to other content after it was reviewed, and a cluster pulls whatever it names
#   at that moment; a digest names exactly one image. An image without a tag means `latest`. A
#   container without an image is left alone: its serving runtime names the image.
# custom:
#   id: K020
#   severity: high
#   match: {kind: kubernetes, resources: [workloads]}
#   controls: [cis-k8s:5.5.1, nist-800-53:SI-7, nist-800-53:CM-2]
#   remediation: >-
#     Replace the tag with the image's digest (`image: registry/name@sha256:…`); `docker buildx
#     imagetools inspect IMAGE` and `crane digest IMAGE` print it. A tag may stand before the `@`.
#   parameters:
#     images:
#       allow_tags:
#         default: false
#         description: Warn of a fixed tag instead of denying it; `latest` and no tag stay denied.
package govern.kubernetes.image_digest

import data.govern.lib.images
import data.govern.lib.result
import data.govern.lib.workloads

deny contains result.at(msg, path) if {
	some container in workloads.containers
	reference := container.body.image
	is_string(reference)
	fault := images.unpinned(reference)
	path := array.concat(container.path, ["image"])
	msg := sprintf(
		"%s uses the image %q, which %s; pin it by its sha256 digest",
		[workloads.label(container), reference, fault],
	)
}

warn contains result.at(msg, path) if {
	some container in workloads.containers
	reference := container.body.image
	is_string(reference)
	images.accepted(reference)
	path := array.concat(container.path, ["image"])
	msg := sprintf("%s uses the image %q by a tag, which can be moved", [workloads.label(container), reference])
}
