"""`govern revoke`: take back an approval, a rejection or a signed waiver."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from govern.cli.approvals.approving import (
    ApprovalPlace,
    key_options,
    person_key,
    place_options,
    say_written,
)

_EPILOG = """\b
Examples:
  govern revoke approvals/6a72…/approve-248c….json --reason "the scan was of another version"

\b
Exit codes: 0 signed, 2 usage or configuration, 4 nobody signed.
"""


@click.command("revoke", epilog=_EPILOG)
@click.argument("file")
@click.option("--reason", required=True, metavar="TEXT", help="Why it no longer counts.")
@key_options
@place_options
def command(file: str, reason: str, **options: Any) -> None:
    """Sign that the approval, rejection or waiver in FILE no longer counts.

    Whoever signed it may take it back, and so may the roles that A001's parameter
    `approvals.revokers` names. The file stays where it is.
    """
    from govern.evidence.approvals.answering import (  # noqa: PLC0415 - loads cryptography
        revocation_statement,
        sign_and_write,
    )

    place = ApprovalPlace.taken_from(options)
    key, sure = person_key(options)
    target, people, now = place.signed(file), place.directory(), datetime.now(UTC)
    statement = revocation_statement(target, reason, now)
    click.echo(f"This is signed:\n{statement.decode()}\n")
    if not sure:
        click.confirm(f"revoke {file}", abort=True, err=True)
    written = sign_and_write(statement, key, Path(file).with_name("revocation"), people, now)
    say_written(written)
