"""Options for verified facts, and how they join with `[verify]` and `[trust]` of `govern.toml`."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.closing import Closing
from govern.configured import below_one
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.attest.trust_store import TrustStore
    from govern.config import Config
    from govern.facts.images.opening import RegistrySettings
    from govern.facts.interface import AttestationReader, FactSource

_Command = TypeVar("_Command", bound="Callable[..., object]")
_REMOTE_KEYS = ("awskms:", "gcpkms:", "azurekms:", "hv:")
_OFFLINE = "the network may not be used (--offline)"


@dataclass(frozen=True, slots=True)
class VerifyFlags:
    """What the command line says about verified facts; None where it says nothing."""

    verify: bool | None
    offline: bool

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> VerifyFlags:
        """Take the options out of what click collected."""
        return cls(*(options.pop(field.name) for field in fields(cls)))

    def refuse_network(self, opa_url: str | None, signing_key: str | None) -> None:
        """Refuse what a run would need the network for, if it may not have any.

        Raises:
            UsageError: an OPA server, or a key that lies elsewhere, is asked for with `--offline`.
        """
        if not self.offline:
            return
        if opa_url:
            raise UsageError("--offline forbids asking an OPA server", cause=f"opa_url = {opa_url}")
        if signing_key and signing_key.startswith(_REMOTE_KEYS):
            raise UsageError(
                "--offline forbids signing with a key that lies elsewhere",
                cause=signing_key.partition(":")[0],
                hint="record with a key in a file or an HSM, or not at all (--no-record)",
            )


def verify_options(command: _Command) -> _Command:
    """Add the options about facts; `VerifyFlags.taken_from` collects them."""
    return with_options(command, _VERIFY_OPTIONS)


_VERIFY_OPTIONS = (
    click.option(
        "--verify/--no-verify", default=None,
        help="Look at images in their registries, and verify who signed them.",
    ),
    click.option("--offline", is_flag=True,
                 help="Use no network at all; what needs it is undecided."),
)  # fmt: skip


class FactSources(Closing):
    """The sources of a run, open as long as the context is entered.

    Args:
        flags: What the command line says.
        config: `govern.toml`, if there is one.
        base: The folder that its paths are relative to.

    Raises:
        UsageError: `[trust]` names what is not there, or flags contradict each other.
        Rejected: a trusted root is not the pinned one.
    """

    def __init__(self, flags: VerifyFlags, config: Config | None, base: Path) -> None:
        self._flags = flags
        self._config = config
        self._base = base
        self._open = ExitStack()

    def close(self) -> None:
        """Close the connections to registries."""
        self._open.close()

    def opened(self) -> tuple[FactSource, ...]:
        """Open and return the sources that this run asks for."""
        return (*self._images(), *self._artifacts())

    def _images(self) -> list[FactSource]:
        if self._flags.offline:
            if self._flags.verify:
                raise UsageError("--verify looks at registries, and --offline forbids it")
            from govern.facts.images.source import UnseenImages  # noqa: PLC0415 - loads HTTP

            return [UnseenImages("offline", _OFFLINE)]
        wanted = self._flags.verify
        if wanted is None:
            wanted = self._config is not None and self._config.verify.images
        if not wanted:
            return []
        from govern.facts.images.opening import open_image_facts  # noqa: PLC0415 - loads HTTP

        store = trust_store(self._config, self._base)
        settings = registry_settings(self._config, self._base)
        readers = (attestation_reader(self._config),)
        return [self._open.enter_context(open_image_facts(store, settings, readers))]

    def _artifacts(self) -> list[FactSource]:
        if self._flags.verify is False or self._config is None or not self._config.trust.models:
            return []
        from govern.facts.artifacts import ArtifactFacts  # noqa: PLC0415 - loads cryptography

        return [ArtifactFacts(trust_store(self._config, self._base), self._base)]


def attestation_reader(config: Config | None) -> AttestationReader:
    """Return what reads the SBOMs, scans, VEX and provenance that are attested about images."""
    from govern.facts.provenance import builders_of  # noqa: PLC0415 - only where images are read
    from govern.facts.reports.attested import Contents  # noqa: PLC0415 - as above

    return Contents(builders_of(config.trust.builders if config else ()))


def trust_store(config: Config | None, base: Path) -> TrustStore:
    """Return what `[trust]` says, with its files read.

    Raises:
        UsageError: a file or name is missing.
        Rejected: a root is not the pinned one.
    """
    from govern.attest.trust_store import TrustStore  # noqa: PLC0415 - loads cryptography
    from govern.config import TrustSection  # noqa: PLC0415 - loads pydantic

    return TrustStore.load(config.trust if config else TrustSection(), base)


def registry_settings(
    config: Config | None, base: Path, plain: tuple[str, ...] = (), platform: str | None = None
) -> RegistrySettings:
    """Return how registries are read: `[verify]`, and what a command line adds."""
    from govern.facts.images.opening import RegistrySettings  # noqa: PLC0415 - loads HTTP

    if config is None:
        return RegistrySettings(plain_hosts=plain, platform=platform)
    section = config.verify
    return RegistrySettings(
        plain_hosts=(*section.plain_http, *plain),
        ca_file=below_one(base, section.ca),
        seconds=section.seconds,
        platform=platform or section.platform,
    )
