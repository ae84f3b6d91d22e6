"""Bundles in OCI registries, so that OPA, Conftest and govern find them.

One manifest serves all: OPA takes the first layer that is a gzipped tar, Conftest every layer that
has a title. Only the former is read here, and it is what the bundle's own signature covers.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.policies.bundles.archive import unpack
from govern.sources.oci.manifest import OCI_MANIFEST, Descriptor
from govern.sources.oci.push import push_blob, push_manifest

if TYPE_CHECKING:
    from govern.model import JsonValue
    from govern.sources.oci.repository import Repository

CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"
_REGO_TYPE = "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego"
_DATA_TYPE = "application/vnd.cncf.openpolicyagent.data.layer.v1+json"
_TITLE = "org.opencontainers.image.title"
_REVISION = "org.opencontainers.image.revision"


def push_bundle(repository: Repository, archive: bytes, tag: str | None) -> Descriptor:
    """Store a bundle's archive and return the descriptor of its manifest.

    Raises:
        PolicyError: it is no bundle.
        RegistryError: the registry does not take it.
    """
    files = unpack(archive, "the bundle")
    layers: list[JsonValue] = [
        _layer(push_blob(repository, archive, LAYER_TYPE), "bundle.tar.gz"),
        *(
            _layer(push_blob(repository, data, _media_type(name)), name)
            for name, data in files.items()
            if name.endswith((".rego", "data.json"))
        ),
    ]
    plain = hashlib.sha256(gzip.decompress(archive)).hexdigest()
    # OPA tells by the config whether there is news, so that it must name the content.
    config = {
        "architecture": "",
        "os": "",
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{plain}"]},
    }
    stored = push_blob(repository, json.dumps(config).encode(), CONFIG_TYPE)
    revision = _revision(files)
    return push_manifest(
        repository,
        {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": stored.as_json(),
            "layers": layers,
            **({"annotations": {_REVISION: revision}} if revision else {}),
        },
        tag,
    )


def pull_bundle(repository: Repository) -> tuple[bytes, str]:
    """Return the archive that a reference stands for now, and the digest of its manifest.

    Raises:
        PolicyError: what is there is no policy bundle.
        RegistryError: it is not there, or the registry could not be read.
    """
    found = repository.resolve()
    layer = next((one for one in found.layers if one.media_type == LAYER_TYPE), None)
    if layer is None:
        raise PolicyError(
            "what the registry has is no policy bundle",
            path=str(repository.reference),
            cause=f"none of its layers is of the type {LAYER_TYPE}",
        )
    return repository.blob(layer), found.digest


def _layer(descriptor: Descriptor, title: str) -> JsonValue:
    return {**descriptor.as_json(), "annotations": {_TITLE: title}}


def _media_type(name: str) -> str:
    return _REGO_TYPE if name.endswith(".rego") else _DATA_TYPE


def _revision(files: dict[str, bytes]) -> str:
    try:
        said = json.loads(files.get(".manifest", b"{}")).get("revision", "")
    except (ValueError, AttributeError) as error:
        raise PolicyError("the bundle's .manifest is no JSON object") from error
    return said if isinstance(said, str) else ""
