"""Manifests, indexes and descriptors (OCI Image Specification 1.1), checked as they are read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from govern.sources.oci.reasons import malformed, too_large
from govern.sources.oci.reference import is_digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model import JsonObject, JsonValue
    from govern.sources.oci.limits import Limits

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
MANIFEST_TYPES = (OCI_MANIFEST, DOCKER_MANIFEST)
INDEX_TYPES = (OCI_INDEX, DOCKER_LIST)
EMPTY_TYPE = "application/vnd.oci.empty.v1+json"


@dataclass(frozen=True, slots=True)
class Platform:
    """What an image runs on: `linux`, `arm64`, `v8`."""

    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What points to content: its type, digest and size. Annotations are the writer's claims."""

    media_type: str
    digest: str
    size: int
    artifact_type: str | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)
    platform: Platform | None = None

    def as_json(self) -> JsonObject:
        """Return the descriptor as the specification writes it, without what is not set."""
        value: JsonObject = {"mediaType": self.media_type, "digest": self.digest, "size": self.size}
        if self.artifact_type:
            value["artifactType"] = self.artifact_type
        if self.annotations:
            value["annotations"] = dict(self.annotations)
        return value


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest or index whose digest was recomputed from its bytes.

    Attributes:
        descriptor: Its type, digest and size.
        data: The bytes, as received.
        content: What they say.
        config: Of a manifest.
        layers: Of a manifest.
        manifests: Of an index.
        subject: What it is attached to.
    """

    descriptor: Descriptor
    data: bytes = field(repr=False)
    content: JsonObject = field(repr=False)
    config: Descriptor | None = None
    layers: tuple[Descriptor, ...] = ()
    manifests: tuple[Descriptor, ...] = ()
    subject: Descriptor | None = None

    @property
    def digest(self) -> str:
        """The recomputed digest."""
        return self.descriptor.digest

    @property
    def is_index(self) -> bool:
        """Whether it lists manifests, rather than being one."""
        return self.descriptor.media_type in INDEX_TYPES

    @property
    def artifact_type(self) -> str | None:
        """What kind of artefact it is; the type of the config where it does not say."""
        said = self.content.get("artifactType")
        if isinstance(said, str) and said:
            return said
        return self.config.media_type if self.config else None

    @property
    def annotations(self) -> Mapping[str, str]:
        """The manifest's own annotations."""
        return _annotations(self.content)


def read_manifest(data: bytes, media_type: str, path: str, limits: Limits) -> Manifest:
    """Return the manifest or index in `data`.

    Args:
        data: The bytes, as received.
        media_type: What the registry calls them; empty when it does not say.
        path: The reference, for messages.
        limits: Bounds on the number of entries.

    Raises:
        RegistryError: it is neither, or says two things at once (CVE-2021-41190).
    """
    content = read_object(data, path)
    said = content.get("mediaType")
    if isinstance(said, str) and media_type and said != media_type:
        raise malformed(path, f"sent as {media_type}, but it calls itself {said}")
    kind = said if isinstance(said, str) else media_type
    if kind not in (*MANIFEST_TYPES, *INDEX_TYPES):
        raise malformed(path, f"neither a manifest nor an index: {kind or 'no media type'}")
    is_index = kind in INDEX_TYPES
    if ("layers" in content or "config" in content) and ("manifests" in content or is_index):
        raise malformed(path, "it is a manifest and an index at once")
    if is_index and "manifests" not in content:
        raise malformed(path, "an index without manifests")
    config, subject = content.get("config"), content.get("subject")
    return Manifest(
        descriptor=Descriptor(kind, digest_of(data), len(data)),
        data=data,
        content=content,
        config=None if is_index or config is None else read_descriptor(config, path),
        layers=_descriptors(content.get("layers"), path, limits),
        manifests=_descriptors(content.get("manifests"), path, limits),
        subject=None if subject is None else read_descriptor(subject, path),
    )


def _descriptors(value: JsonValue, path: str, limits: Limits) -> tuple[Descriptor, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise malformed(path, "a list of descriptors is no array")
    if len(value) > limits.index_entries:
        raise too_large(path, f"more than {limits.index_entries} entries")
    return tuple(read_descriptor(entry, path) for entry in value)


def read_descriptor(value: JsonValue, path: str) -> Descriptor:
    """Return a descriptor.

    Raises:
        RegistryError: a member is missing, or has no digest that can be recomputed.
    """
    if not isinstance(value, dict):
        raise malformed(path, "a descriptor is no object")
    media_type, digest, size = (value.get(key) for key in ("mediaType", "digest", "size"))
    if not isinstance(media_type, str) or not isinstance(digest, str):
        raise malformed(path, "a descriptor without mediaType or digest")
    if not is_digest(digest):
        raise malformed(path, f"a descriptor with the digest {digest[:100]!r}")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise malformed(path, "a descriptor without a size")
    artifact_type = value.get("artifactType")
    return Descriptor(
        media_type,
        digest,
        size,
        artifact_type if isinstance(artifact_type, str) and artifact_type else None,
        _annotations(value),
        _platform(value.get("platform")),
    )


def _annotations(owner: JsonObject) -> dict[str, str]:
    value = owner.get("annotations")
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: text for key, text in pairs if isinstance(text, str)}


def _platform(value: JsonValue) -> Platform | None:
    if not isinstance(value, dict):
        return None
    os, architecture, variant = (value.get(key) for key in ("os", "architecture", "variant"))
    if not isinstance(os, str) or not isinstance(architecture, str):
        return None
    return Platform(os, architecture, variant if isinstance(variant, str) else "")


def read_object(data: bytes, path: str) -> JsonObject:
    """Return the JSON object in an answer; duplicate keys are refused.

    Raises:
        RegistryError: it is none.
    """
    try:
        value = json.loads(data.decode(), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        # Not the error's own words: they may quote an answer that holds a token.
        raise malformed(path, f"not a JSON object ({type(error).__name__})") from None
    if not isinstance(value, dict):
        raise malformed(path, "not a JSON object")
    return cast("JsonObject", value)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate keys")
    return found


def digest_of(data: bytes, like: str = "sha256:") -> str:
    """Return the digest of `data`, with the algorithm that `like` uses."""
    algorithm = like.partition(":")[0]
    return f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"
