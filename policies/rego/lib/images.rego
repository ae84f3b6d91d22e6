# METADATA
# title: Container image references
# description: >-
#   Reads a reference as container runtimes do: `nginx` is `docker.io/library/nginx`, a first part
#   with a dot, a colon or the word `localhost` is a registry, and registries have no case.
package govern.lib.images

_hub_names := {"index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}

# METADATA
# description: The parts `registry`, `repository`, `tag` and `digest`; what is not written is null.
parse(reference) := {
	"registry": registry,
	"repository": _with_library(registry, _path(name, host)),
	"tag": tag,
	"digest": _digest(reference),
} if {
	located := split(reference, "@")[0]
	tag := _tag(located)
	name := _without_tag(located, tag)
	host := _host(name)
	registry := _registry(host)
}

# METADATA
# scope: document
# description: Whether the reference ends in a whole digest.
pinned(reference) if regex.match(`^[^@]+@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$`, reference)

# METADATA
# description: >-
#   What keeps a reference from naming one image for good; undefined when nothing does, or where
#   `images.allow_tags` accepts its tag.
unpinned(reference) := _fault(parse(reference)) if {
	not pinned(reference)
	not accepted(reference)
}

# METADATA
# scope: document
# description: Whether a reference has a fixed tag alone, and `images.allow_tags` accepts that.
accepted(reference) if {
	data.params.images.allow_tags
	not pinned(reference)
	not _floating(parse(reference))
}

_fault(image) := "has no digest" if not _floating(image)

_fault(image) := "has no digest and names whatever is newest" if _floating(image)

_floating(image) if image.tag in {null, "", "latest"}

# METADATA
# description: The whole name without tag and digest, as lists of allowed registries write it.
name(image) := concat("/", [image.registry, image.repository])

_digest(reference) := split(reference, "@")[1] if {
	contains(reference, "@")
} else := null

_tag(located) := split(last, ":")[1] if {
	parts := split(located, "/")
	last := parts[count(parts) - 1]
	contains(last, ":")
} else := null

_without_tag(located, tag) := located if {
	tag == null
} else := trim_suffix(located, concat("", [":", tag]))

# The registry as it is written; null where the name has none.
_host(name) := host if {
	contains(name, "/")
	host := split(name, "/")[0]
	regex.match(`^(localhost|[^/]*[.:][^/]*|[^/]*[A-Z][^/]*)$`, host)
} else := null

_registry(host) := "docker.io" if {
	host == null
} else := "docker.io" if {
	lower(host) in _hub_names
} else := lower(host)

_path(name, host) := name if {
	host == null
} else := trim_prefix(name, concat("", [host, "/"]))

_with_library(registry, path) := concat("/", ["library", path]) if {
	registry == "docker.io"
	not contains(path, "/")
} else := path
