"""`govern evidence diff`: what changed between two bundles or logs."""

from __future__ import annotations

from typing import Any

import click

from govern.cli.declaring import text_or_json
from govern.cli.evidence.log_place import log_options
from govern.cli.evidence.report import is_bundle, whole_report
from govern.errors import UsageError

_EPILOG = """\b
Examples:
  govern evidence diff q3.tar.gz q4.tar.gz --trust keys.txt
  govern evidence diff q3.tar.gz q4.tar.gz --trust keys.txt --framework soc2 -o json

\b
Exit codes: 0 compared, 2 usage or configuration, 3 nothing lies in a period, 4 compared, but nobody
said by whose keys, 5 the evidence was changed.
"""


@click.command("diff", epilog=_EPILOG)
@click.argument("before")
@click.argument("after")
@click.option("--trust", metavar="FILE", help="Public keys that came by another way.")
@click.option("--allow-unsigned", is_flag=True, help="Accept records written without a key.")
@click.option("--framework", "names", multiple=True, metavar="NAME",
              help="Only this framework. Repeatable; all that rules cite otherwise.")  # fmt: skip
@text_or_json("-o", "--output", "form", shows="What to write.")
@log_options
def command(before: str, after: str, names: tuple[str, ...], form: str, **options: Any) -> None:
    """Say what changed from BEFORE to AFTER: states of controls, findings, waivers, policies."""
    from govern.evidence.reports.diff import difference  # noqa: PLC0415 - loads what reports need

    if options["trust"] and not (is_bundle(before) or is_bundle(after)):
        raise UsageError("--trust is for bundles; a log is verified by its own key")
    old, known = whole_report(before, names, options)
    new, also = whole_report(after, names, options)
    found = difference(old, new)
    click.echo(found.as_json() if form == "json" else found.as_text(), nl=False)
    if not (known and also):
        raise click.exceptions.Exit(4)
