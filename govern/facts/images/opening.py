"""Joins image facts with a configuration: connections, threads and limits, closed after use."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.errors import UsageError
from govern.facts.images.checking import Checker
from govern.facts.images.source import ImageFacts, Keeping
from govern.sources.oci.client import open_registries
from govern.sources.oci.limits import Limits
from govern.sources.oci.manifest import Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.attest.trust_store import TrustStore
    from govern.facts.interface import AttestationReader

_MOST_BYTES = 64 * 1024 * 1024  # of one image's manifests and attachments
_THREADS = 8  # images looked at together; connections to one host are bounded by the limits


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySettings:
    """How registries are read.

    Attributes:
        plain_hosts: Hosts (`host` or `host:port`) that are spoken to in plain HTTP.
        ca_file: PEM file of further certificate authorities.
        seconds: Longest time for one image.
        platform: `OS/ARCHITECTURE[/VARIANT]`: also look at this manifest of an index.
        most_bytes: Of one image's manifests and attachments.
        keeping: For how long registries' answers are kept.
    """

    plain_hosts: tuple[str, ...] = ()
    ca_file: str | None = None
    seconds: float = 15.0
    platform: str | None = None
    most_bytes: int = _MOST_BYTES
    keeping: Keeping = field(default_factory=Keeping)


@contextmanager
def open_image_facts(
    store: TrustStore, settings: RegistrySettings, readers: tuple[AttestationReader, ...] = ()
) -> Iterator[ImageFacts]:
    """Open the FactSource for images.

    Raises:
        UsageError: the platform is none, or the HTTP library is not installed.
        RegistryError: credentials or certificates cannot be read.
    """
    platform = platform_of(settings.platform) if settings.platform else None
    registries = open_registries(
        limits=Limits(seconds=settings.seconds, total_bytes=settings.most_bytes),
        plain_hosts=frozenset(settings.plain_hosts),
        ca_file=settings.ca_file,
    )
    with registries, ThreadPoolExecutor(_THREADS, thread_name_prefix="images") as threads:
        checker = Checker()
        yield ImageFacts(store, registries, checker, threads, platform, readers, settings.keeping)


def platform_of(text: str) -> Platform:
    """Return the platform written as `linux/amd64` or `linux/arm64/v8`.

    Raises:
        UsageError: it is not written so.
    """
    parts = text.split("/")
    if len(parts) not in {2, 3} or not all(parts):
        raise UsageError(f"{text!r} is no platform", hint="for example linux/amd64")
    return Platform(*parts)
