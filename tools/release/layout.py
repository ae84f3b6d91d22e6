"""OCI image layouts: a folder with an image, to be built upon, written, and pushed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govern.sources.oci.client import open_registries
from govern.sources.oci.limits import Limits
from govern.sources.oci.manifest import OCI_INDEX, Platform
from govern.sources.oci.push import push_blob, push_manifest
from tools.release.layers import sha256
from tools.release.resolution import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Collection

    from govern.sources.oci.manifest import Descriptor

Json = dict[str, Any]
# Bases and their layers are larger than what an admission webhook would read.
_LIMITS = Limits(blob_bytes=2**30, total_bytes=2**32, seconds=900)


@dataclass(frozen=True, slots=True)
class Image:
    """A manifest, its config and its layers' bytes, all by digest.

    Attributes:
        manifest: As it is written.
        config: As it is written.
        blobs: Content by digest: the config and all layers.
    """

    manifest: Json
    config: Json
    blobs: dict[str, bytes] = field(repr=False)

    @property
    def digest(self) -> str:
        """The digest that names the image."""
        return sha256(encode(self.manifest))


def encode(value: Json) -> bytes:
    """Return JSON bytes, as govern writes manifests into registries."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def read_base(where: str, platform: Platform, plain_hosts: Collection[str] = ()) -> Image:
    """Return the image to build upon.

    Args:
        where: The folder of an OCI layout, or `HOST/REPOSITORY@sha256:…`.
        platform: Which one, when there are several.
        plain_hosts: Registries that are spoken to without TLS.

    Raises:
        ReleaseError: it is neither, or not what its digests say.
        RegistryError: the registry does not give it.
    """
    if Path(where, "index.json").is_file():
        return _from_layout(Path(where), platform)
    if "@sha256:" not in where:
        raise ReleaseError(f"{where}: the base is no OCI layout, and is not named by its digest")
    with open_registries(plain_hosts=frozenset(plain_hosts), limits=_LIMITS) as registries:
        repository = registries.repository(where)
        found = repository.resolve()
        if found.is_index:
            found = repository.for_platform(found, platform)
        assert found.config is not None  # noqa: S101 - a manifest has one
        parts: list[Descriptor] = [found.config, *found.layers]
        blobs = {one.digest: repository.blob(one) for one in parts}
        config: Json = json.loads(blobs[found.config.digest])
        return Image(dict(found.content), config, blobs)


def _from_layout(folder: Path, platform: Platform) -> Image:
    manifest: Json = json.loads(Path(folder, "index.json").read_bytes())
    while "manifests" in manifest:
        manifest = json.loads(_blob(folder, _chosen(manifest["manifests"], platform)["digest"]))
    parts = [manifest["config"], *manifest["layers"]]
    blobs = {one["digest"]: _blob(folder, one["digest"]) for one in parts}
    return Image(manifest, json.loads(blobs[manifest["config"]["digest"]]), blobs)


def _chosen(entries: list[Json], platform: Platform) -> Json:
    wanted = {"os": platform.os, "architecture": platform.architecture}
    fitting = [one for one in entries if wanted.items() <= one.get("platform", wanted).items()]
    if len(fitting) != 1:
        raise ReleaseError(f"the layout has {len(fitting)} images for {platform}, not one")
    return fitting[0]


def _blob(folder: Path, digest: str) -> bytes:
    data = Path(folder, "blobs", *digest.split(":", 1)).read_bytes()
    if sha256(data) != digest:
        raise ReleaseError(f"{folder}: a blob is not what its digest says: {digest}")
    return data


def write_layout(image: Image, folder: Path) -> None:
    """Write an image as an OCI layout (image specification 1.1, "Image Layout")."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    manifest = encode(image.manifest)
    for digest, data in {**image.blobs, image.digest: manifest}.items():
        (blobs / digest.removeprefix("sha256:")).write_bytes(data)
    entry = {
        "mediaType": image.manifest["mediaType"],
        "digest": image.digest,
        "size": len(manifest),
    }
    index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [entry]}
    (folder / "index.json").write_bytes(encode(index))
    (folder / "oci-layout").write_bytes(b'{"imageLayoutVersion":"1.0.0"}')


def push(image: Image, reference: str, plain_hosts: Collection[str] = ()) -> str:
    """Push an image under a tag; return its reference by digest.

    Raises:
        RegistryError: the registry does not take it.
        ReleaseError: the registry stored something else.
    """
    with open_registries(plain_hosts=frozenset(plain_hosts), limits=_LIMITS) as registries:
        repository = registries.repository(reference)
        for one in (image.manifest["config"], *image.manifest["layers"]):
            push_blob(repository, image.blobs[one["digest"]], one["mediaType"])
        stored = push_manifest(repository, image.manifest, repository.reference.tag)
        if stored.digest != image.digest:
            raise ReleaseError(f"{reference}: stored as {stored.digest}, built as {image.digest}")
        return f"{repository.reference.name}@{stored.digest}"
