"""Writes to one repository: blobs, manifests, and artefacts attached to an image."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from govern.errors import RegistryError
from govern.sources.oci.addresses import join, origin_of
from govern.sources.oci.manifest import (
    EMPTY_TYPE,
    OCI_INDEX,
    OCI_MANIFEST,
    Descriptor,
    digest_of,
)
from govern.sources.oci.reasons import Reason, malformed
from govern.sources.oci.referrers import fallback_tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from govern.model import JsonObject, JsonValue
    from govern.sources.oci.repository import Repository

_EMPTY = b"{}"  # the content of an artefact's config (image specification, "empty descriptor")
_BYTES = {"Content-Type": "application/octet-stream"}
_EMPTY_INDEX: JsonObject = {"schemaVersion": 2, "mediaType": OCI_INDEX}
_ATTEMPTS = 5  # to enter the list under the fallback tag, which others may be writing too


def push_blob(repository: Repository, data: bytes, media_type: str) -> Descriptor:
    """Store bytes and return their descriptor; nothing is sent when they are there already.

    Raises:
        RegistryError: the registry does not take them.
    """
    session, digest = repository.session, digest_of(data)
    descriptor = Descriptor(media_type, digest, len(data))
    if session.send("HEAD", f"blobs/{digest}", also={404}).status != 404:
        return descriptor
    started = session.send("POST", "blobs/uploads/", headers={"Content-Length": "0"})
    location = started.headers.get("location")
    if not location:
        raise malformed(repository.reference.name, "an upload was begun without a Location")
    url = join(started.url, location)
    if origin_of(url).scheme != session.origin.scheme:
        raise malformed(repository.reference.name, "the upload continues on another scheme")
    url += f"{'&' if '?' in url else '?'}digest={digest}"
    session.send("PUT", url, headers=_BYTES, body=data)
    return descriptor


def push_manifest(
    repository: Repository, content: JsonObject, tag: str | None = None
) -> Descriptor:
    """Store a manifest or index, under a tag or its digest alone, and return its descriptor.

    Raises:
        RegistryError: the registry does not take it, or stored something else.
    """
    descriptor, _ = _put(repository, content, tag)
    return descriptor


def push_artifact(
    repository: Repository,
    artifact_type: str,
    layers: Sequence[Descriptor],
    *,
    tag: str | None = None,
    subject: Descriptor | None = None,
    annotations: Mapping[str, str] | None = None,
) -> Descriptor:
    """Store an artefact of layers that were pushed before, and return its descriptor.

    Args:
        repository: Where to.
        artifact_type: What it is.
        layers: Its content.
        tag: A name for it.
        subject: The manifest that it is attached to. A registry that does not list referrers by
            itself gets the entry in its fallback tag.
        annotations: Claims about it.

    Raises:
        RegistryError: the registry does not take it; `rejected` when others kept overwriting the
            fallback list.
    """
    config = push_blob(repository, _EMPTY, EMPTY_TYPE)
    listed: list[JsonValue] = [layer.as_json() for layer in layers or (config,)]
    content: JsonObject = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "artifactType": artifact_type,
        "config": config.as_json(),
        "layers": listed,
    }
    if subject is not None:
        content["subject"] = Descriptor(subject.media_type, subject.digest, subject.size).as_json()
    if annotations:
        content["annotations"] = dict(annotations)
    descriptor, taken_up = _put(repository, content, tag)
    described = Descriptor(
        OCI_MANIFEST, descriptor.digest, descriptor.size, artifact_type, annotations or {}
    )
    if subject is not None and taken_up != subject.digest:
        _enter(repository, subject.digest, described)
    return described


def _put(
    repository: Repository, content: JsonObject, tag: str | None
) -> tuple[Descriptor, str | None]:
    """Store a manifest; also return the subject that the registry says it has listed it for."""
    data = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    media_type = str(content["mediaType"])
    digest = digest_of(data)
    path = f"manifests/{tag or digest}"
    response = repository.session.send("PUT", path, headers={"Content-Type": media_type}, body=data)
    stored = response.headers.get("docker-content-digest", digest)
    if stored != digest:
        raise malformed(repository.reference.name, "the registry stored other bytes than were sent")
    return Descriptor(media_type, digest, len(data)), response.headers.get("oci-subject")


def _enter(repository: Repository, subject: str, entry: Descriptor) -> None:
    """Add an entry to the list under the fallback tag ("Pushing Manifests with Subject").

    The list is read, changed and written, so another writer's change may be lost; it is read again
    until the entry is in it.
    """
    tag = fallback_tag(subject)
    for _ in range(_ATTEMPTS):
        index = repository.find(tag)
        if index is not None and any(one.digest == entry.digest for one in index.manifests):
            return
        # Entries of others stay as they were written.
        kept = index.content.get("manifests") if index else None
        entries = [*(kept if isinstance(kept, list) else ()), entry.as_json()]
        content = {**(index.content if index else _EMPTY_INDEX), "manifests": entries}
        push_manifest(repository, content, tag)
    index = repository.find(tag)
    if index is None or all(one.digest != entry.digest for one in index.manifests):
        raise RegistryError(
            "the artefact could not be entered in the list of referrers",
            reason=Reason.REJECTED,
            path=f"{repository.reference.name}:{tag}",
            cause="others kept writing the list at the same time",
            hint="try again",
        )
