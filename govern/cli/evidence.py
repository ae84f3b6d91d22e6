"""`govern evidence`: hand decisions to others, and check what others hand over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govern.cli.lazy_group import LazyGroup
from govern.cli.replay import command as replay
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.evidence.bundle import Period
    from govern.evidence.verify.bundle import Verified

_EPILOG = """\b
Examples:
  govern evidence export --since 2026-10-01 --until 2027-01-01 -o q4.tar.gz
  govern evidence export --framework soc2 --subject 'apps/v1/Deployment/*/api' -o soc2.tar.gz
  govern evidence export -o oci://registry.example/audit/payments:q4
  govern evidence verify q4.tar.gz --trust keys.txt     keys that came by another way
  govern evidence replay q4.tar.gz --trust keys.txt     decide again, as it was or by new policies
  govern evidence report q4.tar.gz --trust keys.txt -o q4.html
  govern evidence diff q3.tar.gz q4.tar.gz --trust keys.txt

\b
Exit codes: 0 it holds, 2 usage or configuration, 4 whole, but nobody said by whose keys,
5 it was changed.
"""


@click.group(
    "evidence",
    epilog=_EPILOG,
    cls=LazyGroup,
    lazy={
        "export": ("govern.cli.evidence_export", "Write the decisions of a period as a bundle."),
        "diff": ("govern.cli.evidence_diff", "Say what changed between two bundles or logs."),
        "report": ("govern.cli.evidence_report", "Write what a bundle or a log shows."),
    },
)
def command() -> None:
    """Hand decisions to others, and check what others hand over."""


@command.command("verify")
@click.argument("path")
@click.option("--trust", metavar="FILE", help="Public keys that came by another way.")
@click.option("--allow-unsigned", is_flag=True, help="Accept records written without a key.")
def verify(path: str, trust: str | None, allow_unsigned: bool) -> None:
    """Verify a bundle, offline; the first file that does not hold is named."""
    found = verified(path, trust, allow_unsigned=allow_unsigned)
    counts = ", ".join(f"{count} {name}" for name, count in found.counts.items() if count)
    click.echo(f"{path}: entries {found.first} to {found.last - 1} of {found.origin} hold")
    click.echo(f"{counts}; {', '.join(f'{n} {word}' for word, n in found.decisions.items())}")
    if found.selection:
        left = ", ".join(f"{count} {kind}" for kind, count in found.left_out.items()) or "nothing"
        click.echo(f"only decisions about {found.selection.text()}; left out: {left}")
    for anchored in found.anchors:
        click.echo(anchored.text())
    if not found.trusted:
        raise click.exceptions.Exit(4)


def verified(path: str, trust: str | None, *, allow_unsigned: bool) -> Verified:
    """Verify a bundle, and say so when nobody vouches for its keys.

    Raises:
        UsageError: there is no bundle, or no such file of keys.
        VerificationError: something does not hold.
    """
    from govern.evidence.verify.bundle import verify_bundle  # noqa: PLC0415 - exporting needs it not
    from govern.evidence.verify.trust import Trust  # noqa: PLC0415 - as above

    believed = Trust.parse(text_of(trust), path=trust) if trust else None
    found = verify_bundle(path, believed, allow_unsigned=allow_unsigned)
    if not found.trusted:
        click.echo(
            "whole, but by the keys that came with it: that says nothing about who made it\n"
            "  next: get the keys from whoever made it, and name them with --trust",
            err=True,
        )
    return found


command.add_command(replay)


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


def text_of(path: str) -> str:
    """Return a small file's text.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("cannot be read", path=path, cause=str(error)) from error
