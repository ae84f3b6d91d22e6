"""A reference to a bundle → the bundle, verified."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from govern.errors import PolicyError, VerificationError
from govern.policies.bundles.bundle import Bundle

if TYPE_CHECKING:
    from govern.attest.public_key import PublicKey

REMOTE = "oci://"
SUFFIX = ".tar.gz"
_MAX_BYTES = 64 * 1024 * 1024  # of an archive, packed


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleTrust:
    """Whose bundles are taken.

    Attributes:
        keys: Files with the public keys (PEM) that may sign. With any, every bundle must be signed
            by one of them, a local one too.
        unverified: Take bundles of registries without verifying them; said wherever the policies
            are named.
        plain_hosts: Registries that are spoken to in plain HTTP.
    """

    keys: tuple[str, ...] = ()
    unverified: bool = False
    plain_hosts: tuple[str, ...] = ()


def is_bundle(path: str) -> bool:
    """Tell whether a policy source is a bundle rather than a folder or a Rego file."""
    return path.startswith(REMOTE) or (path.endswith((SUFFIX, ".tgz")) and not Path(path).is_dir())


def open_bundle(path: str, trust: BundleTrust) -> Bundle:
    """Return a bundle as `open_archive` does, without its archive."""
    return open_archive(path, trust)[1]


def open_archive(path: str, trust: BundleTrust) -> tuple[bytes, Bundle]:
    """Return the archive and the bundle from a file or a registry, with its signature verified.

    What comes from elsewhere must be signed by a trusted key, unless the trust says otherwise; a
    local file is verified when keys are given.

    Raises:
        VerificationError: the signature does not hold, or there is no key to verify it with.
        PolicyError: there is no such bundle, or it is none.
        RegistryError: the registry could not be read.
    """
    remote = path.startswith(REMOTE)
    if remote and not trust.keys and not trust.unverified:
        raise VerificationError(
            "a policy bundle from a registry is taken only if its signature is verified",
            path=path,
            hint="name the publisher's public key with --policy-key FILE",
        )
    from govern.policies.bundles.archive import unpack  # noqa: PLC0415 - only bundles need tar

    data, name = _pulled(path, trust) if remote else (_read(path), path)
    bundle = Bundle(name, hashlib.sha256(data).hexdigest(), unpack(data, name))
    if not trust.keys or (remote and trust.unverified):
        return data, bundle
    from govern.policies.bundles.signatures import verify  # noqa: PLC0415 - loads cryptography

    key = verify(bundle.files, read_keys(trust.keys), name)
    return data, replace(bundle, signed_by=key.fingerprint)


def digest_of(path: str, trust: BundleTrust) -> str:
    """Return the `oci://…@sha256:…` that a registry's bundle is now; nothing is verified by it.

    Raises:
        RegistryError: it is not there, or the registry could not be read.
    """
    from govern.sources.oci.client import open_registries  # noqa: PLC0415 - the registry client

    with open_registries(plain_hosts=frozenset(trust.plain_hosts)) as registries:
        repository = registries.repository(path.removeprefix(REMOTE))
        return f"{REMOTE}{repository.reference.name}@{repository.resolve().digest}"


def read_archive(path: str) -> tuple[bytes, dict[str, bytes]]:
    """Return a local bundle's archive and its files, unverified.

    Raises:
        PolicyError: there is no such bundle, or it is none.
    """
    from govern.policies.bundles.archive import unpack  # noqa: PLC0415 - as above

    data = _read(path)
    return data, unpack(data, path)


def read_keys(paths: tuple[str, ...]) -> list[PublicKey]:
    """Return public keys from files.

    Raises:
        PolicyError: a file cannot be read.
        VerificationError: it holds no key that is accepted.
    """
    from govern.attest.public_key import PublicKey  # noqa: PLC0415 - loads cryptography

    found = []
    for path in paths:
        try:
            found.append(PublicKey.parse(Path(path).read_bytes()))
        except OSError as error:
            raise PolicyError("the key cannot be read", path=path, cause=error.strerror) from error
        except VerificationError as error:
            error.path = path
            raise
    return found


def _pulled(path: str, trust: BundleTrust) -> tuple[bytes, str]:
    from govern.policies.bundles.registry import pull_bundle  # noqa: PLC0415 - the registry client
    from govern.sources.oci.client import open_registries  # noqa: PLC0415 - as above

    with open_registries(plain_hosts=frozenset(trust.plain_hosts)) as registries:
        repository = registries.repository(path.removeprefix(REMOTE))
        data, digest = pull_bundle(repository)
    return data, f"{REMOTE}{repository.reference.name}@{digest}"


def _read(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise PolicyError(
            "the policy bundle cannot be read", path=path, cause=error.strerror
        ) from error
    if len(data) > _MAX_BYTES:
        raise PolicyError(f"larger than {_MAX_BYTES} bytes", path=path)
    return data
