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
	"repository": _with_library(registry, _path(name)),
	"tag": _tag(located),
	"digest": _digest(reference),
} if {
	located := split(reference, "@")[0]
	name := _without_tag(located)
	registry := _registry(name)
}

# METADATA
# description: Whether the reference ends in a whole digest.
pinned(reference) if regex.match(`^[^@]+@sha256:[0-9a-f]{64}$`, reference)

pinned(reference) if regex.match(`^[^@]+@sha512:[0-9a-f]{128}$`, reference)

# METADATA
# description: The whole name without tag and digest, as lists of allowed registries write it.
name(image) := concat("/", [image.registry, image.repository])

_digest(reference) := split(reference, "@")[1] if contains(reference, "@")

_digest(reference) := null if not contains(reference, "@")

_last(text) := parts[count(parts) - 1] if parts := split(text, "/")

_tag(located) := split(_last(located), ":")[1] if contains(_last(located), ":")

_tag(located) := null if not contains(_last(located), ":")

_without_tag(located) := trim_suffix(located, concat("", [":", _tag(located)])) if _tag(located) != null

_without_tag(located) := located if _tag(located) == null

_names_registry(name) if {
	contains(name, "/")
	regex.match(`^(localhost|[^/]*[.:][^/]*|[^/]*[A-Z][^/]*)$`, split(name, "/")[0])
}

_registry(name) := "docker.io" if not _names_registry(name)

_registry(name) := _canonical(lower(split(name, "/")[0])) if _names_registry(name)

_canonical(host) := "docker.io" if host in _hub_names

_canonical(host) := host if not host in _hub_names

_path(name) := name if not _names_registry(name)

_path(name) := concat("/", array.slice(parts, 1, count(parts))) if {
	_names_registry(name)
	parts := split(name, "/")
}

_with_library("docker.io", path) := concat("/", ["library", path]) if not contains(path, "/")

_with_library("docker.io", path) := path if contains(path, "/")

_with_library(registry, path) := path if registry != "docker.io"
