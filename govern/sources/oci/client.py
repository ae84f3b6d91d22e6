"""Where registry work begins: one `Registries` a process, one `Repository` a piece of work."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.closing import Closing
from govern.errors import UsageError
from govern.sources.oci.credentials import from_environment
from govern.sources.oci.limits import Budget, Limits
from govern.sources.oci.reference import Reference
from govern.sources.oci.repository import Repository
from govern.sources.oci.session import Session
from govern.sources.oci.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.sources.oci.credentials import Credentials
    from govern.sources.oci.transport import Transport


@dataclass(frozen=True, slots=True)
class Registries(Closing):
    """Connections, tokens and limits; shared by threads for as long as the process lives.

    Build it with `open_registries`.
    """

    transport: Transport
    tokens: Tokens
    limits: Limits

    def repository(self, reference: Reference | str, budget: Budget | None = None) -> Repository:
        """Return the repository of a reference, to be worked on within a budget.

        Args:
            reference: What to work on.
            budget: The account of time and bytes, shared by related work; a fresh one by default.

        Raises:
            InputError: the reference breaks the grammar.
        """
        named = Reference.parse(reference) if isinstance(reference, str) else reference
        account = budget or Budget(self.limits, str(named))
        return Repository(Session(self.transport, self.tokens, named, account))

    def close(self) -> None:
        """Close all connections."""
        self.transport.close()


def open_registries(
    *,
    credentials: Credentials | None = None,
    limits: Limits | None = None,
    plain_hosts: frozenset[str] = frozenset(),
    ca_file: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Registries:
    """Return access to registries.

    Args:
        credentials: Who we are; by default what this user's environment says.
        limits: Bounds of each piece of work.
        plain_hosts: Hosts (`host` or `host:port`) that are spoken to in plain HTTP.
        ca_file: PEM file of further certificate authorities.
        environ: The environment to look for credentials in.

    Raises:
        UsageError: the HTTP library is not installed.
        RegistryError: credentials or certificates cannot be read.
    """
    try:
        from govern.sources.oci.transport import Transport  # noqa: PLC0415 - the HTTP library
    except ModuleNotFoundError as error:
        raise UsageError(
            "registries cannot be read",
            cause=f"the module {error.name} is not installed",
            hint="pip install 'govern-engine[verify]'",
        ) from None
    bounds = limits or Limits()
    transport = Transport(bounds, plain_hosts, ca_file)
    return Registries(
        transport, Tokens(transport, credentials or from_environment(environ)), bounds
    )
