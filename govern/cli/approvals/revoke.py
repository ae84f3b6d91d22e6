"""`govern revoke`: take back an approval, a rejection or a signed waiver."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from govern.cli.approvals.approving import (
    ApprovalPlace,
    Signatory,
    key_options,
    place_options,
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
    )

    place = ApprovalPlace.taken_from(options)
    signatory = Signatory.taken_from(options)
    target, people, now = place.signed(file), place.directory(), datetime.now(UTC)
    statement = revocation_statement(target, reason, now)
    written = Path(file).with_name("revocation")
    signatory.sign(statement, f"revoke {file}", written, people, now)
