"""`govern policy lint`: what is legal in policies, but suspicious."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import click

from govern.cli.declaring import text_or_json
from govern.engine.lint.finding import Level
from govern.engine.lint.run import lint
from govern.policies.source import DIALECTS, PolicySource

if TYPE_CHECKING:
    from govern.engine.lint.finding import LintFinding
    from govern.engine.lint.run import Linted

_EPILOG = """\b
Examples:
  govern policy lint policies/
  govern policy lint policies/ --level note --output json

\b
Exit codes: 0 nothing that is wrong for certain, 1 an error was found, 2 usage, 3 no Rego was found,
4 the policies could not be looked at.
"""


@click.command("lint", epilog=_EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-d", "--data", multiple=True, metavar="PATH",
              help="JSON or YAML merged into Rego's `data`. Repeatable.")  # fmt: skip
@click.option("--dialect", type=click.Choice(DIALECTS),
              help="What the policies are written for, instead of looking.")  # fmt: skip
@click.option("--rego-version", type=click.Choice(["v0", "v1"]),
              help="What they are written in; else what .manifest says, or v1.")  # fmt: skip
@click.option("--level", type=click.Choice([level.value for level in Level]), default="warning",
              help="The least that is shown.")  # fmt: skip
@text_or_json("--output", shows="For people, or for programs.")
def command(
    paths: tuple[str, ...],
    data: tuple[str, ...],
    dialect: str | None,
    rego_version: str | None,
    level: str,
    output: str,
) -> None:
    """Look for what is legal in policies, but suspicious, without running them.

    `# govern:ignore CODE` on a line, or alone on the line above, silences a finding.
    """
    version = int(rego_version[1:]) if rego_version else None
    found = lint([PolicySource(path, dialect, version) for path in paths], data)
    shown = [one for one in found.findings if one.level.rank >= Level(level).rank]
    if output == "json":
        click.echo(json.dumps(_as_json(found, shown), indent=2, ensure_ascii=False))
    else:
        for one in shown:
            click.echo(f"{one.path}:{one.line}: {one.level} {one.code}: {one.message}")
        counts = Counter(one.level for one in found.findings)
        said = ", ".join(f"{counts[each]} {each}s" for each in Level)
        click.echo(f"{found.files} files: {said}")
    raise click.exceptions.Exit(int(any(one.level is Level.ERROR for one in found.findings)))


def _as_json(found: Linted, shown: list[LintFinding]) -> dict[str, object]:
    return {
        "schema": "govern.policy-lint/v1",
        "files": found.files,
        "findings": [
            {
                "path": one.path,
                "line": one.line,
                "level": one.level.value,
                "code": one.code,
                "message": one.message,
            }
            for one in shown
        ],
    }
