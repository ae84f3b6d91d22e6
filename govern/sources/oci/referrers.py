"""What is attached to an image: referrers (OCI 1.1), their fallback tag, and cosign's older tags.

"Listing Referrers" and "Unavailable Referrers API", OCI Distribution Specification 1.1. After an
empty answer, the fallback tag is looked at too: registries exist that offer the API and know
nothing. Only a 404 means "none"; whatever else is no success is an error, never "no signatures".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.sources.oci.addresses import join, origin_of
from govern.sources.oci.manifest import OCI_INDEX, read_manifest
from govern.sources.oci.reasons import malformed, too_large

if TYPE_CHECKING:
    from collections.abc import Collection

    from govern.sources.oci.manifest import Descriptor, Manifest
    from govern.sources.oci.repository import Repository

LEGACY_KINDS = ("sig", "att", "sbom")
_NEXT = re.compile(r"<([^<>\s]*)>\s*;[^,]*\brel\s*=\s*\"?next\b", re.IGNORECASE)
_MOST_LINK = 8192  # characters of a Link header
_NO_API = {400, 404, 405}  # how registries without the API answer
_GENERIC = {"", "application/json"}  # how some registries name the list


@dataclass(frozen=True, slots=True)
class Referrers:
    """What a registry lists for a subject.

    Attributes:
        descriptors: As listed; their type and annotations are claims.
        via: `api` or `tag`: which of the two lists it was.
    """

    descriptors: tuple[Descriptor, ...]
    via: str


def list_referrers(repository: Repository, digest: str) -> Referrers:
    """Return what is attached to the manifest with this digest.

    Raises:
        RegistryError: the list could not be read, or is longer than allowed.
    """
    listed = _from_api(repository, digest)
    if listed:
        return Referrers(listed, "api")
    index = repository.find(fallback_tag(digest))
    if index is not None and not index.is_index:
        raise malformed(repository.reference.name, "the referrers tag is no index")
    return Referrers(index.manifests if index else (), "tag")


def artifacts(repository: Repository, digest: str, kinds: Collection[str]) -> tuple[Manifest, ...]:
    """Return the attached manifests whose artefact type is one of `kinds`.

    What a fallback index says of types is not relied on: each manifest is fetched and asked
    itself. One that is attached to another subject is left out.

    Raises:
        RegistryError: as `list_referrers`; or there are more than allowed.
    """
    listed = list_referrers(repository, digest)
    wanted = [
        entry
        for entry in {one.digest: one for one in listed.descriptors}.values()
        if listed.via == "tag" or entry.artifact_type is None or entry.artifact_type in kinds
    ]
    most = repository.session.limits.referrers
    if len(wanted) > most:
        cause = f"{len(wanted)} artefacts are attached; at most {most} are read"
        raise too_large(str(repository.reference), cause)
    found = (repository.manifest(entry.digest) for entry in wanted)
    return tuple(
        one
        for one in found
        if one.artifact_type in kinds and one.subject is not None and one.subject.digest == digest
    )


def legacy(repository: Repository, digest: str, kind: str) -> Manifest | None:
    """Return what cosign kept under a tag before referrers; None when there is none.

    Args:
        repository: The repository of the image.
        digest: The image's digest.
        kind: `sig`, `att` or `sbom`.

    Raises:
        RegistryError: the registry could not be read.
    """
    return repository.find(f"{fallback_tag(digest)}.{kind}")


def fallback_tag(digest: str) -> str:
    """Return the tag that stands for a digest: `sha256-…`, at most 128 characters."""
    algorithm, _, encoded = digest.partition(":")
    return f"{algorithm[:32]}-{encoded[:64]}"


def _from_api(repository: Repository, digest: str) -> tuple[Descriptor, ...]:
    """Return what the referrers API lists; nothing where the registry has no such API."""
    session, name = repository.session, f"{repository.reference.name}@{digest}"
    found: list[Descriptor] = []
    url = f"referrers/{digest}"
    for page in range(session.limits.pages):
        also = () if page else _NO_API
        response = session.send("GET", url, headers={"Accept": OCI_INDEX}, also=also)
        if response.status in _NO_API:
            return ()
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        index = read_manifest(
            response.data, OCI_INDEX if kind in _GENERIC else kind, name, session.limits
        )
        found += index.manifests
        if len(found) > session.limits.index_entries:
            raise too_large(name, f"more than {session.limits.index_entries} referrers")
        following = _NEXT.search(response.headers.get("link", "")[:_MOST_LINK])
        if following is None:
            return tuple(found)
        url = join(response.url, following[1])
        if origin_of(url) != session.origin:
            raise malformed(name, "the next page is on another host")
    raise too_large(name, f"more than {session.limits.pages} pages of referrers")
