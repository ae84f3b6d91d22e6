"""An evidence bundle in a registry: one artefact, its archive the only layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.errors import UsageError
from govern.sources.oci.client import open_registries
from govern.sources.oci.push import push_artifact, push_blob

if TYPE_CHECKING:
    from collections.abc import Collection

SCHEME = "oci://"
ARTIFACT_TYPE = "application/vnd.govern.evidence.v1"
LAYER_TYPE = "application/vnd.govern.evidence.v1.tar+gzip"


def publish(archive: bytes, reference: str, plain_hosts: Collection[str] = ()) -> str:
    """Store a bundle's archive under a tag; return its reference with the digest.

    Credentials are those of `docker login`.

    Args:
        archive: The `.tar.gz`.
        reference: `oci://HOST/REPOSITORY:TAG`.
        plain_hosts: Registries that are spoken to without TLS.

    Raises:
        UsageError: the reference is none, or names a digest.
        RegistryError: the registry does not take it.
    """
    with open_registries(plain_hosts=frozenset(plain_hosts)) as registries:
        repository = registries.repository(reference.removeprefix(SCHEME))
        if repository.reference.digest:
            raise UsageError("push to a tag; the digest is what comes of it", path=reference)
        layer = push_blob(repository, archive, LAYER_TYPE)
        stored = push_artifact(repository, ARTIFACT_TYPE, [layer], tag=repository.reference.tag)
    return f"{SCHEME}{repository.reference.name}@{stored.digest}"
