"""Images in a registry, and everything that can be attached to them, honestly or not."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govern.attest.legacy import SIGNATURE
from govern.attest.signing import FileSigner, bundle_of, envelope_of
from govern.attest.statement import Subject, build
from govern.sources.oci.manifest import OCI_INDEX, OCI_MANIFEST, Descriptor
from govern.sources.oci.push import push_artifact, push_blob, push_manifest

if TYPE_CHECKING:
    from govern.model import JsonObject
    from govern.sources.oci.client import Registries

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
COSIGN = "https://sigstore.dev/cosign/sign/v1"
PROVENANCE = "https://slsa.dev/provenance/v1"


def statement(digest: str, kind: str = COSIGN, predicate: JsonObject | None = None) -> bytes:
    """Return a statement about an image, as cosign would make it."""
    subject = Subject("", {"sha256": digest.removeprefix("sha256:")})
    return build([subject], kind, predicate or {}).data


@dataclass(frozen=True)
class ImageMaker:
    """Puts images and attachments into one repository, `HOST/NAME`."""

    registries: Registries
    name: str

    def image(self, content: str = "hello", tag: str | None = "1") -> Descriptor:
        repository = self.registries.repository(self.name)
        config = json.dumps({"os": "linux", "architecture": "amd64", "x": content}).encode()
        described = push_blob(repository, config, "application/vnd.oci.image.config.v1+json")
        manifest: Any = {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": described.as_json(),
            "layers": [],
        }
        return push_manifest(repository, manifest, tag)

    def index(self, *images: Descriptor, tag: str = "1") -> Descriptor:
        platforms = [{"os": "linux", "architecture": name} for name in ("amd64", "arm64")]
        entries = [
            {**one.as_json(), "platform": platform}
            for one, platform in zip(images, platforms, strict=False)
        ]
        manifest: Any = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}
        return push_manifest(self.registries.repository(self.name), manifest, tag)

    def attach(self, image: Descriptor, bundle: bytes) -> None:
        """Attach a bundle, whatever it is about."""
        repository = self.registries.repository(self.name)
        layer = push_blob(repository, bundle, BUNDLE)
        push_artifact(repository, BUNDLE, [layer], subject=image)

    def sign(self, image: Descriptor, *signers: FileSigner) -> None:
        for signer in signers:
            self.attach(image, bundle_of(statement(image.digest), signer))

    def attest(
        self,
        image: Descriptor,
        signer: FileSigner,
        kind: str = PROVENANCE,
        predicate: JsonObject | None = None,
    ) -> None:
        self.attach(image, bundle_of(statement(image.digest, kind, predicate), signer))

    def sign_as_cosign_2(self, image: Descriptor, signer: FileSigner, about: str = "") -> None:
        """Write a `.sig` tag."""
        critical = {
            "identity": {"docker-reference": self.name},
            "image": {"docker-manifest-digest": about or image.digest},
            "type": "cosign container image signature",
        }
        payload = json.dumps({"critical": critical, "optional": None}).encode()
        signature = base64.b64encode(signer.sign(payload).value).decode()
        kind = "application/vnd.dev.cosign.simplesigning.v1+json"
        self._tag_layer(image, "sig", kind, payload, {SIGNATURE: signature})

    def attest_as_cosign_2(
        self, image: Descriptor, signer: FileSigner, kind: str = PROVENANCE, about: str = ""
    ) -> None:
        """Write an `.att` tag."""
        envelope = envelope_of(statement(about or image.digest, kind), signer).to_json()
        media_type = "application/vnd.dsse.envelope.v1+json"
        self._tag_layer(image, "att", media_type, envelope, {SIGNATURE: "", "predicateType": kind})

    def _tag_layer(
        self,
        image: Descriptor,
        ending: str,
        media_type: str,
        data: bytes,
        annotations: dict[str, str],
    ) -> None:
        repository = self.registries.repository(self.name)
        config = push_blob(repository, b"{}", "application/vnd.oci.image.config.v1+json")
        layer = push_blob(repository, data, media_type)
        manifest: Any = {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": config.as_json(),
            "layers": [{**layer.as_json(), "annotations": annotations}],
        }
        push_manifest(repository, manifest, f"{image.digest.replace(':', '-')}.{ending}")
