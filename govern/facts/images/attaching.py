"""Attaches a signed bundle to an image in its registry, where cosign and govern look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.attest.bundle import BUNDLE_V03
from govern.sources.oci.push import push_artifact, push_blob

if TYPE_CHECKING:
    from govern.sources.oci.manifest import Descriptor
    from govern.sources.oci.repository import Repository

# What cosign 3 writes beside a bundle, so that readers can choose without reading it.
_CONTENT = "dev.sigstore.bundle.content"
_PREDICATE = "dev.sigstore.bundle.predicateType"


def attach(repository: Repository, image: Descriptor, bundle: bytes, predicate: str) -> Descriptor:
    """Store a bundle as a referrer of an image, and return the descriptor of its manifest.

    Args:
        repository: Where the image is.
        image: Its manifest or index.
        bundle: A Sigstore bundle around a statement about its digest.
        predicate: The statement's predicate type.

    Raises:
        RegistryError: the registry does not take it.
    """
    layer = push_blob(repository, bundle, BUNDLE_V03)
    said = {_CONTENT: "dsse-envelope", _PREDICATE: predicate}
    return push_artifact(repository, BUNDLE_V03, [layer], subject=image, annotations=said)
