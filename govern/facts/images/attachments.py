"""What is attached to an image in its registry: bundles, and cosign's older layers. Unverified."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from govern.sources.oci.reasons import malformed, too_large
from govern.sources.oci.referrers import artifacts, legacy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.sources.oci.manifest import Manifest, Platform
    from govern.sources.oci.repository import Repository


class Form(StrEnum):
    """How something is signed, by the media type of the layer that holds it."""

    BUNDLE = "bundle"  # a Sigstore bundle
    LEGACY_SIGNATURE = "legacy_signature"  # cosign's "simple signing" payload, with annotations
    LEGACY_ATTESTATION = "legacy_attestation"  # a bare DSSE envelope, with annotations


_FORMS = {
    "application/vnd.dev.sigstore.bundle.v0.3+json": Form.BUNDLE,
    "application/vnd.dev.sigstore.bundle+json;version=0.3": Form.BUNDLE,
    "application/vnd.dev.sigstore.bundle+json;version=0.2": Form.BUNDLE,
    "application/vnd.dev.sigstore.bundle+json;version=0.1": Form.BUNDLE,
    "application/vnd.dev.cosign.simplesigning.v1+json": Form.LEGACY_SIGNATURE,
    "application/vnd.dsse.envelope.v1+json": Form.LEGACY_ATTESTATION,
}
_ARTIFACT_TYPES = frozenset(
    {
        *(kind for kind, form in _FORMS.items() if form is Form.BUNDLE),
        "application/vnd.dev.cosign.artifact.sig.v1+json",
        "application/vnd.dev.cosign.artifact.att.v1+json",
    }
)
_LEGACY_TAGS = ("sig", "att")


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something signed, as received: `digest` is what the registry attached it to."""

    form: Form
    digest: str
    data: bytes = field(repr=False)
    annotations: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An image as its registry has it now.

    Attributes:
        digest: What the reference stands for: an index, or a manifest.
        platform_digest: The manifest in that index for the platform that was asked for.
        manifests: The bytes of both, by digest.
        attachments: What is attached to either.
    """

    digest: str
    platform_digest: str | None
    manifests: Mapping[str, bytes] = field(repr=False)
    attachments: tuple[Attachment, ...] = ()

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        held = [*self.manifests.values(), *(one.data for one in self.attachments)]
        return 1000 + sum(map(len, held))


def fetch(repository: Repository, platform: Platform | None = None) -> Fetched:
    """Return the image that the repository was opened for, and all that is attached to it.

    Args:
        repository: Opened with the image's reference.
        platform: Also look at the manifest for this platform, when the reference is an index.

    Raises:
        RegistryError: anything could not be read; that is never told as "nothing attached".
    """
    found = repository.resolve()
    manifests = {found.digest: found.data}
    platform_digest = None
    if platform is not None and found.is_index:
        image = repository.for_platform(found, platform)
        platform_digest = image.digest
        manifests[image.digest] = image.data
    attachments = tuple(one for digest in manifests for one in _attached(repository, digest))
    return Fetched(found.digest, platform_digest, manifests, attachments)


def _attached(repository: Repository, digest: str) -> Iterator[Attachment]:
    holders = [*artifacts(repository, digest, _ARTIFACT_TYPES)]
    holders += [one for kind in _LEGACY_TAGS if (one := _legacy(repository, digest, kind))]
    layers = [
        (layer, form)
        for holder in holders
        for layer in holder.layers
        if (form := _FORMS.get(layer.media_type)) is not None
    ]
    most = repository.session.limits.referrers
    if len(layers) > most:
        cause = f"{len(layers)} signatures and attestations; at most {most} are read"
        raise too_large(str(repository.reference), cause)
    for layer, form in layers:
        yield Attachment(form, digest, repository.blob(layer), layer.annotations)


def _legacy(repository: Repository, digest: str, kind: str) -> Manifest | None:
    found = legacy(repository, digest, kind)
    if found is not None and found.is_index:
        raise malformed(repository.reference.name, f"the tag with cosign's .{kind} is an index")
    return found
