"""What the commands about evidence share: bundles that hold, periods and times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from govern.cli.files import text_of
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.evidence.bundle import Period
    from govern.evidence.verify.bundle import Verified


def verified(
    path: str, trust: str | None, *, allow_unsigned: bool, checkpoints: tuple[str, ...] = ()
) -> Verified:
    """Verify a bundle, and say so when nobody vouches for its keys.

    Raises:
        UsageError: there is no bundle, or no such file of keys.
        VerificationError: something does not hold.
    """
    from govern.evidence.verify.bundle import verify_bundle  # noqa: PLC0415 - exporting needs it not
    from govern.evidence.verify.notes import Checkpoint  # noqa: PLC0415 - as above
    from govern.evidence.verify.trust import Trust  # noqa: PLC0415 - as above

    believed = Trust.parse(text_of(trust), path=trust) if trust else None
    earlier = [(name, Checkpoint.parse(text_of(name), path=name)) for name in checkpoints]
    found = verify_bundle(
        path, believed, allow_unsigned=allow_unsigned, now=datetime.now(UTC), earlier=earlier
    )
    if not found.trusted:
        click.echo(
            "whole, but by the keys that came with it: that says nothing about who made it\n"
            "  next: get the keys from whoever made it, and name them with --trust",
            err=True,
        )
    return found


def period_of(since: str | None, until: str | None) -> Period:
    """Return the period that two options name.

    Raises:
        UsageError: one is not a time.
    """
    from govern.evidence.bundle import Period  # noqa: PLC0415 - verifying needs no exporter

    return Period(time_of(since), time_of(until))


def time_of(text: str | None) -> datetime | None:
    """Return the time that an option names, in UTC unless it says otherwise.

    Raises:
        UsageError: it is not a time.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a time", hint="write 2027-01-01, or 2027-01-01T00:00:00Z"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
