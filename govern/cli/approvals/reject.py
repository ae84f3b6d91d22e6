"""`govern reject`: sign that a decision must not take effect."""

from __future__ import annotations

from typing import Any

import click

from govern.cli.approvals.approving import (
    answer_options,
    answered,
    key_options,
    place_options,
    say_written,
)

_EPILOG = """\b
Examples:
  govern reject 9c41aa02 --role model-risk --reason "no evaluation on the new data"

\b
Exit codes: 0 signed, 2 usage or configuration, 4 nobody signed.
"""


@click.command("reject", epilog=_EPILOG)
@click.argument("request")
@answer_options
@key_options
@place_options
def command(request: str, **options: Any) -> None:
    """Sign a rejection of exactly what REQUEST shows; one is enough, until it is revoked."""
    say_written(answered(request, "reject", options))
