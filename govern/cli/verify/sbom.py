"""`govern sbom`: is a bill of materials valid and complete, and what changed between two."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import text_or_json
from govern.cli.files import read_start
from govern.documents.interface import Limits
from govern.errors import InputError, LimitExceeded, UsageError
from govern.model import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.documents.sbom.comparison import Change
    from govern.documents.sbom.reader import Reading
    from govern.model import JsonObject

_Command = TypeVar("_Command", bound="Callable[..., Any]")
_CHECK_EPILOG = """\b
Examples:
  govern sbom check bom.json
  govern sbom check bom.json --require ntia --require license
  syft app:1.2 -o cyclonedx-json | govern sbom check - --format json

\b
Exit codes: 0 valid and nothing required is missing, 1 something required is missing,
2 usage, 4 it cannot be read or does not fit its schema.
"""
_DIFF_EPILOG = """\b
Examples:
  govern sbom diff released.json bom.json
  govern sbom diff released.json bom.json --fail-on added --fail-on licenses

\b
Exit codes: 0 both were compared, 1 a difference of a kind in --fail-on was found,
2 usage, 4 one of them cannot be read or does not fit its schema.
"""
_EPILOG = """\b
Examples:
  govern sbom check bom.json --require ntia
  govern sbom diff released.json bom.json --fail-on licenses
"""
_LINES = 20  # of one kind of difference that the text shows
# Written out, so that `--help` loads no reader; a test holds them against the reader's own words.
_REQUIREMENTS = (
    "ntia", "author", "timestamp", "supplier", "name", "version", "identifier", "relationship",
    "license", "hash", "references",
)  # fmt: skip
_CHANGES = ("added", "removed", "version", "licenses", "hashes", "vulnerabilities")
_FORMAT = text_or_json("--format", "form", shows="How to print it.")


def _some_of(words: tuple[str, ...], name: str, about: str) -> Callable[[_Command], _Command]:
    return click.option(name, multiple=True, type=click.Choice(words), help=about)


@click.group("sbom", epilog=_EPILOG)
def command() -> None:
    """Look at software bills of materials: CycloneDX and SPDX."""


@command.command("check", epilog=_CHECK_EPILOG)
@click.argument("file")
@_some_of(
    _REQUIREMENTS,
    "--require",
    "What must not be missing; repeatable. ntia: all minimum elements of NTIA (2021).",
)
@_FORMAT
def check(file: str, require: tuple[str, ...], form: str) -> None:
    """Validate FILE (or `-`) against its schema, and say what it holds and lacks."""
    from govern.documents.sbom.summary import missing_from, summary_of  # noqa: PLC0415 - slow

    source = _source(file)
    try:
        reading = _read(source)
    except InputError as error:
        if form == "json":
            click.echo(json.dumps(_refusal(source, error), indent=2))
        raise
    missing = missing_from(reading.sbom, require)
    result: JsonObject = {
        "schema": "govern.sbom.check/v1",
        "path": source.path,
        "sha256": source.sha256,
        "valid": True,
        **summary_of(reading.sbom),
        "notes": [*reading.diagnostics],
        "missing": [*missing],
    }
    if form == "json":
        click.echo(json.dumps(result, indent=2))
    else:
        click.echo("\n".join(_checked(reading, source.path, missing)))
    raise click.exceptions.Exit(1 if missing else 0)


@command.command("diff", epilog=_DIFF_EPILOG)
@click.argument("first")
@click.argument("second")
@_some_of(_CHANGES, "--fail-on", "A kind of difference that exits with 1; repeatable.")
@_FORMAT
def diff(first: str, second: str, fail_on: tuple[str, ...], form: str) -> None:
    """Say what changed from the SBOM FIRST to the SBOM SECOND, whatever their formats."""
    from govern.documents.sbom.comparison import compare  # noqa: PLC0415 - slow

    if first == second == "-":
        raise UsageError("standard input can be only one of the two")
    sources = _source(first), _source(second)
    changes = compare(_read(sources[0]).sbom, _read(sources[1]).sbom)
    counts = {kind: sum(one.kind == kind for one in changes) for kind in _CHANGES}
    failing = [kind for kind in dict.fromkeys(fail_on) if counts[kind]]
    if form == "json":
        result: JsonObject = {
            "schema": "govern.sbom.diff/v1",
            "first": {"path": sources[0].path, "sha256": sources[0].sha256},
            "second": {"path": sources[1].path, "sha256": sources[1].sha256},
            "summary": dict(counts),
            "changes": [one.to_object() for one in changes],
            "failing": [*failing],
        }
        click.echo(json.dumps(result, indent=2))
    else:
        click.echo("\n".join(_compared(changes)))
    raise click.exceptions.Exit(1 if failing else 0)


def _source(path: str) -> Source:
    limit = Limits().max_bytes
    data = read_start(path, limit + 1, or_stdin=True)
    if len(data) > limit:
        raise LimitExceeded(f"is larger than {limit} bytes", path=path)
    return Source.of(path, data)


def _read(source: Source) -> Reading:
    from govern.documents.sbom.reader import read_sbom  # noqa: PLC0415 - only for these commands

    return read_sbom(source, Limits())


def _refusal(source: Source, error: InputError) -> JsonObject:
    return {
        "schema": "govern.sbom.check/v1",
        "path": source.path,
        "sha256": source.sha256,
        "valid": False,
        "error": {
            "message": error.message,
            "line": error.line,
            "column": error.column,
            "cause": error.cause,
        },
    }


def _checked(reading: Reading, path: str, missing: list[str]) -> list[str]:
    sbom, found = reading.sbom, reading.sbom.completeness
    name = {"cyclonedx": "CycloneDX", "spdx": "SPDX"}[sbom.format]
    main = sbom.metadata.component.label if sbom.metadata.component else sbom.name
    lines = [
        f"{path}: valid {name} {sbom.spec_version} ({sbom.encoding})"
        + (f", describes {main}" if main else ""),
        (
            f"  {len(sbom.components)} components, {len(sbom.services)} services, "
            f"{len(sbom.vulnerabilities)} vulnerabilities"
        ),
    ]
    lacking = [f"{element} {count}" for element, count in found.without.items() if count]
    if lacking:
        lines.append(f"  components without: {', '.join(lacking)}")
    if found.ntia_missing:
        lines.append(f"  NTIA minimum elements missing: {', '.join(found.ntia_missing)}")
    for words, refs in (
        ("identifiers given twice", found.duplicate_refs),
        ("references that lead nowhere", found.unresolved_refs),
    ):
        if refs:
            lines.append(f"  {words}: {len(refs)}, such as {refs[0]}")
    lines += [f"  note: {_plain(note)}" for note in reading.diagnostics]
    if missing:
        lines.append(f"  required, and missing: {', '.join(missing)}")
    return [_plain(line) for line in lines]


def _compared(changes: tuple[Change, ...]) -> list[str]:
    if not changes:
        return ["no differences"]
    lines = []
    for kind in _CHANGES:
        ours = [one for one in changes if one.kind == kind]
        if ours:
            lines.append(f"{kind}: {len(ours)}")
        for one in ours[:_LINES]:
            sides = [", ".join(side) or "(none)" for side in (one.before, one.after)]
            shown = {"added": sides[1], "removed": sides[0]}.get(kind, " → ".join(sides))
            lines.append(_plain(f"  {one.identity} {shown}"))
        if len(ours) > _LINES:
            lines.append(f"  … and {len(ours) - _LINES} more (--format json lists all)")
    return lines


def _plain(text: str) -> str:
    """Return text for a terminal: names in a BOM may hold escape sequences."""
    return "".join(one if one.isprintable() else "?" for one in text)
