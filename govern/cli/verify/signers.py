"""Options that say who has to have signed, shared by the commands that verify."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.attest.trust import SignerPolicy, Trust

_Command = TypeVar("_Command", bound="Callable[..., Any]")


def signer_options(command: _Command) -> _Command:
    """Add the options; `SignerFlags.taken_from` collects them."""
    return with_options(command, _OPTIONS)


_OPTIONS = (
    click.option("--identity", metavar="ID", help="Who has to have signed, exactly."),
    click.option("--identity-regex", metavar="RE", help="A pattern for the whole identity."),
    click.option("--issuer", metavar="URL", help="Who vouches for the identity, exactly."),
    click.option("--key", multiple=True, metavar="PEM", help="A public key. Repeatable."),
    click.option("--trusted-root", metavar="FILE", help="Default: public-good root."),
    click.option("--no-log", is_flag=True, help="Accept keys' signatures that no log knows."),
    click.option("--max-age", type=click.IntRange(1), metavar="DAYS", help="Longest age."),
)


@dataclass(frozen=True, slots=True)
class SignerFlags:
    """What the command line says about signers."""

    identity: str | None
    identity_regex: str | None
    issuer: str | None
    key: tuple[str, ...]
    trusted_root: str | None
    no_log: bool
    max_age: int | None

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> SignerFlags:
        """Take the options out of what click collected."""
        return cls(*(options.pop(field.name) for field in fields(cls)))

    @property
    def given(self) -> bool:
        """Whether any of them was given."""
        return any(getattr(self, field.name) for field in fields(self))

    def policy(self, types: tuple[str, ...] = ()) -> SignerPolicy:
        """Return what a signature has to satisfy.

        Raises:
            UsageError: neither or both of identity and key, or an identity without issuer.
        """
        from govern.attest.trust import KeylessIdentity, SignerPolicy  # noqa: PLC0415 - slow
        from govern.attest.trust_store import read_key  # noqa: PLC0415 - loads cryptography

        keyless = bool(self.identity or self.identity_regex or self.issuer)
        if keyless == bool(self.key):
            raise UsageError(
                "say who has to have signed",
                hint="either --issuer with --identity or --identity-regex, or --key",
            )
        signers = (
            (KeylessIdentity(self.issuer or "", self.identity, self.identity_regex),)
            if keyless
            else tuple(read_key(Path(one), one) for one in self.key)
        )
        return SignerPolicy(
            signers,
            frozenset(types),
            require_log=not self.no_log,
            max_age=timedelta(days=self.max_age) if self.max_age else None,
        )

    def trust(self) -> Trust:
        """Return the root to verify with."""
        from govern.attest.trust import Trust, TrustRoot  # noqa: PLC0415 - slow
        from govern.attest.trust_store import public_good_root  # noqa: PLC0415 - as above

        if self.trusted_root:
            return Trust(TrustRoot.read(Path(self.trusted_root)))
        return Trust() if self.key and self.no_log else Trust(public_good_root())
