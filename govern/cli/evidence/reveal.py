"""`govern evidence reveal`: show one thing that an export has blacked out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from govern.cli.evidence.export import wanted_of
from govern.cli.evidence.log_place import LogPlace, log_options
from govern.cli.files import write_file
from govern.errors import UsageError

_EPILOG = """\b
Examples:
  govern evidence reveal shown.tar.gz /metadata/annotations/owner -o owner.json
  govern evidence verify shown.tar.gz --trust keys.txt --revealed owner.json

\b
Exit codes: 0 written, 2 usage or configuration, 5 log or bundle was changed.
"""


@click.command("reveal", epilog=_EPILOG)
@click.argument("path")
@click.argument("fields", nargs=-1, metavar="[[KIND:]POINTER]...")
@click.option("--text", "texts", multiple=True, metavar="TEXT",
              help="Show this text, wherever it is blacked out. Repeatable.")  # fmt: skip
@click.option("-o", "--output", required=True, metavar="FILE", help="The file to write.")
@log_options
def command(
    path: str, fields: tuple[str, ...], texts: tuple[str, ...], output: str, **options: Any
) -> None:
    """Write a file that shows some of what is blacked out in a bundle, out of its log.

    Whoever has the bundle verifies the file against it: --revealed of `govern evidence verify`.
    """
    from govern.evidence.log.opening import open_store  # noqa: PLC0415 - loads SQLite
    from govern.evidence.redaction.revealing import reveal  # noqa: PLC0415 - as above
    from govern.evidence.verify.bundle import verify_bundle  # noqa: PLC0415 - as above

    wanted = wanted_of(fields, texts, here_only=True)
    if not wanted:
        raise UsageError("nothing is named that is to be shown", hint="name a field, or --text")
    if Path(output).exists():
        raise UsageError("the file exists already", path=output, hint="choose another name")
    store = open_store(LogPlace.taken_from(options).path)
    verify_bundle(path, allow_unsigned=True)
    with store.reading() as reader:
        data = reveal(reader, path, wanted)
    write_file(output, data)
    click.echo(f"{output}: {len(data)} bytes; whoever has it can read what is in it")
