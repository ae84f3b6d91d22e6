"""Reads from one repository: manifests, platforms, blobs. Every digest is recomputed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.errors import RegistryError
from govern.sources.oci.manifest import (
    INDEX_TYPES,
    MANIFEST_TYPES,
    Descriptor,
    Manifest,
    Platform,
    digest_of,
    read_manifest,
)
from govern.sources.oci.reasons import Reason, malformed, too_large
from govern.sources.oci.reference import is_digest

if TYPE_CHECKING:
    from govern.sources.oci.reference import Reference
    from govern.sources.oci.session import Session

_ACCEPT = {"Accept": ", ".join((*MANIFEST_TYPES, *INDEX_TYPES))}
_ATTESTATION = Platform("unknown", "unknown")  # how BuildKit marks what is no image


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository under one budget; see `govern.sources.oci.client.Registries`."""

    session: Session

    @property
    def reference(self) -> Reference:
        """What the repository was opened for."""
        return self.session.reference

    def resolve(self) -> Manifest:
        """Return the manifest or index that the reference stands for now.

        Raises:
            RegistryError: as `manifest`.
        """
        return self.manifest(self.reference.target)

    def manifest(self, target: str) -> Manifest:
        """Return the manifest or index with a tag or digest.

        Raises:
            RegistryError: it is not there (`not_found`), is other than its digest says
                (`digest_mismatch`), or the registry could not be read.
        """
        found = self.find(target)
        if found is None:
            raise RegistryError(
                "the registry has no such manifest",
                reason=Reason.NOT_FOUND,
                path=self._name(target),
                hint="check the name, tag and digest",
            )
        return found

    def find(self, target: str) -> Manifest | None:
        """Return the manifest or index with a tag or digest; None when the registry has none.

        Raises:
            RegistryError: as `manifest`, but for `not_found`.
        """
        path = f"manifests/{target}"
        response = self.session.send("GET", path, headers=_ACCEPT, also={404})
        name = self._name(target)
        if response.status == 404:
            return None
        if is_digest(target):
            self._check_digest(response.data, target)
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return read_manifest(response.data, media_type, name, self.session.limits)

    def described(self, descriptor: Descriptor) -> Manifest:
        """Return the manifest that a descriptor points to, with the size and type it states.

        Raises:
            RegistryError: as `manifest`; `malformed` when size or type differ.
        """
        found = self.manifest(descriptor.digest)
        if found.descriptor.size != descriptor.size:
            raise malformed(self._name(descriptor.digest), "its size is not what was announced")
        if found.descriptor.media_type != descriptor.media_type:
            raise malformed(self._name(descriptor.digest), "its type is not what was announced")
        return found

    def platforms(self, index: Manifest) -> tuple[Descriptor, ...]:
        """Return the images in an index; attestations that BuildKit keeps there are left out."""
        return tuple(entry for entry in index.manifests if entry.platform != _ATTESTATION)

    def for_platform(self, found: Manifest, platform: Platform) -> Manifest:
        """Return the image for a platform: from an index, or the manifest itself if it is none.

        Raises:
            RegistryError: the index has none (`not_found`), or as `manifest`.
        """
        if not found.is_index:
            return found
        entries = self.platforms(found)
        exact = [one for one in entries if one.platform == platform]
        close = [
            one
            for one in entries
            if one.platform is not None
            and (one.platform.os, one.platform.architecture) == (platform.os, platform.architecture)
            and not (platform.variant and one.platform.variant)
        ]
        for entry in (*exact, *close):
            return self.described(entry)
        have = ", ".join(str(one.platform) for one in entries if one.platform) or "none"
        raise RegistryError(
            f"the image has no manifest for {platform}",
            reason=Reason.NOT_FOUND,
            path=self._name(found.digest),
            cause=f"it has {have}",
        )

    def blob(self, descriptor: Descriptor) -> bytes:
        """Return the content that a descriptor points to.

        Raises:
            RegistryError: it is larger than allowed or announced, other than its digest says, not
                there, or the registry could not be read.
        """
        if descriptor.size > self.session.limits.blob_bytes:
            most = self.session.limits.blob_bytes
            raise too_large(
                self._name(descriptor.digest), f"{descriptor.size} bytes; at most {most} are read"
            )
        path = f"blobs/{descriptor.digest}"
        response = self.session.send("GET", path, most_bytes=descriptor.size)
        self._check_digest(response.data, descriptor.digest)
        if len(response.data) != descriptor.size:
            raise malformed(self._name(descriptor.digest), "its size is not what was announced")
        return response.data

    def _check_digest(self, data: bytes, digest: str) -> None:
        actual = digest_of(data, digest)
        if actual != digest:
            raise RegistryError(
                "the registry sent other content than was asked for",
                reason=Reason.DIGEST_MISMATCH,
                path=self._name(digest),
                cause=f"its digest is {actual}",
                hint="do not use this image; tell whoever runs the registry",
            )

    def _name(self, target: str) -> str:
        return f"{self.reference.name}{'@' if is_digest(target) else ':'}{target}"
