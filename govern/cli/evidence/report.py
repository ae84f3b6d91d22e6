"""`govern evidence report`: what a bundle or a log shows, for people and for other tools."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govern.cli.evidence.log_place import LogPlace, log_options
from govern.cli.evidence.reading import period_of, time_of, verified
from govern.cli.files import text_of
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.evidence.bundle import Period
    from govern.evidence.reports.model import EvidenceReport
    from govern.evidence.reports.source import Evidence

_EPILOG = """\b
Examples:
  govern evidence report q4.tar.gz --trust keys.txt -o q4.html
  govern evidence report q4.tar.gz --trust keys.txt --framework soc2 -o q4.pdf
  govern evidence report q4.tar.gz --trust keys.txt --format oscal -o q4/oscal
  govern evidence report q4.tar.gz --before q3.tar.gz --trust keys.txt -o q4.html
  govern evidence report --since 2026-10-01 -o report.html      the log of govern.toml

\b
Exit codes: 0 written, 2 usage or configuration, 3 nothing lies in the period, 4 written, but nobody
said by whose keys, 5 the evidence was changed.
"""


@click.command("report", epilog=_EPILOG)
@click.argument("path", required=False, metavar="[BUNDLE|LOG]")
@click.option("--trust", metavar="FILE", help="Public keys that came by another way.")
@click.option("--allow-unsigned", is_flag=True, help="Accept records written without a key.")
@click.option("--framework", "names", multiple=True, metavar="NAME",
              help="Only this framework. Repeatable; all that rules cite otherwise.")  # fmt: skip
@click.option("--since", metavar="TIME", help="From this time on (RFC 3339, or a date in UTC).")
@click.option("--until", metavar="TIME", help="Before this time.")
@click.option("--as-of", metavar="TIME",
              help="Tell states for this moment; the end of the period unless told.")  # fmt: skip
@click.option("--fresh-for", "fresh_days", default=90, show_default=True, metavar="DAYS",
              type=click.IntRange(min=1), help="Older evidence is stale.")  # fmt: skip
@click.option("--before", metavar="BUNDLE|LOG", help="Say what changed since this one, too.")
@click.option("--format", "form",
              type=click.Choice(["html", "pdf", "csv", "xlsx", "json", "oscal", "gemara"]),
              help="What to write, where the name does not tell.")  # fmt: skip
@click.option("-o", "--output", required=True, metavar="PATH",
              help="A file; a folder for csv, oscal and gemara.")  # fmt: skip
@log_options
def command(
    path: str | None, names: tuple[str, ...], form: str | None, output: str, **options: Any
) -> None:
    """Write what a bundle or a log shows: controls, decisions, findings, waivers, approvals.

    A bundle or log is verified first. Without BUNDLE or LOG it is the log that `govern.toml` names.
    """
    from govern.evidence.reports.building import build  # noqa: PLC0415 - loads what reports need
    from govern.evidence.reports.changes import with_changes  # noqa: PLC0415 - as above
    from govern.evidence.reports.writing import format_of, write  # noqa: PLC0415 - as above

    wanted = format_of(output, form)
    period = period_of(options.pop("since"), options.pop("until"))
    as_of, fresh_days = time_of(options.pop("as_of")), options.pop("fresh_days")
    before, known = options.pop("before"), True
    told = dict(options)
    with opened(path, period, options) as (evidence, trusted):
        report = build(evidence, names=names, as_of=as_of, fresh_days=fresh_days)
    if before is not None:
        old, known = whole_report(before, names, told, fresh_days=fresh_days)
        report = with_changes(report, old)
    for written in write(report, output, wanted):
        click.echo(written)
    if not (trusted and known):
        raise click.exceptions.Exit(4)


def whole_report(
    path: str, names: tuple[str, ...], options: dict[str, Any], *, fresh_days: int = 90
) -> tuple[EvidenceReport, bool]:
    """Return the report of all that a bundle or a log holds, and whether its keys are trusted.

    Args:
        path: A bundle or a log.
        names: Only these frameworks.
        options: As of `opened`; they stay as they are.
        fresh_days: Older evidence is stale.

    Raises:
        VerificationError: something does not hold.
    """
    from govern.evidence.bundle import Period  # noqa: PLC0415 - as in `command`
    from govern.evidence.reports.building import build  # noqa: PLC0415 - as in `command`

    trust = options["trust"] if is_bundle(path) else None  # a log is verified by its own key
    with opened(path, Period(), {**options, "trust": trust}) as (evidence, trusted):
        return build(evidence, names=names, fresh_days=fresh_days), trusted


@contextmanager
def opened(
    path: str | None, period: Period, options: dict[str, Any]
) -> Iterator[tuple[Evidence, bool]]:
    """Verify a bundle or a log, and open it; tell whether it was by keys that are trusted.

    Args:
        path: A bundle or a log; the log of the configuration if none.
        period: What to report on.
        options: `trust`, `allow_unsigned`, and those of `log_options`.

    Raises:
        UsageError: there is neither.
        VerificationError: something does not hold.
    """
    trust, allow_unsigned = options.pop("trust"), options.pop("allow_unsigned")
    if path is not None and is_bundle(path):
        with _bundle(path, trust, allow_unsigned, period) as found:
            yield found
    else:
        if path is not None:
            options["log"] = path
        if trust:
            raise UsageError("--trust is for bundles; a log is verified by its own key")
        with _log(LogPlace.taken_from(options), period) as evidence:
            yield evidence, True


@contextmanager
def _bundle(
    path: str, trust: str | None, allow_unsigned: bool, period: Period
) -> Iterator[tuple[Evidence, bool]]:
    from govern.evidence.reports.source import bundle_evidence  # noqa: PLC0415 - as in `command`

    found = verified(path, trust, allow_unsigned=allow_unsigned)
    counts = found.counts
    by = f"by the keys in {Path(trust).name}" if trust else "by the keys that came WITH it"
    span = f"Entries {found.first} to {found.last - 1} of the log {found.origin}"
    signed = f"{counts['signed']} records are signed, {counts['unsigned']} are not"
    checked = [
        f"The bundle is whole and signed, {by}: {counts['files']} files match their digests.",
        f"{span} are complete under its checkpoint: none was changed, removed, added or moved.",
        f"{signed}; {counts['gaps']} gaps are on record.",
    ]
    if trust is None:
        checked.append("Nobody said whose keys these are, so nothing shows who made the bundle.")
    people = text_of(trust) if trust else _people_in(path)
    with bundle_evidence(path, period, tuple(checked), people) as evidence:
        yield evidence, found.trusted


def _people_in(path: str) -> str:
    from govern.evidence.verify import layout  # noqa: PLC0415 - only without --trust
    from govern.evidence.verify.files import open_files  # noqa: PLC0415 - as above

    with open_files(path) as files:
        return files.text(layout.PEOPLE) if layout.PEOPLE in files.names else ""


@contextmanager
def _log(place: LogPlace, period: Period) -> Iterator[Evidence]:
    from govern.evidence.log.audit import audit  # noqa: PLC0415 - as in `command`
    from govern.evidence.log.opening import open_store  # noqa: PLC0415 - as above
    from govern.evidence.reports.source import log_evidence  # noqa: PLC0415 - as above

    store = open_store(place.path)
    key = place.public_key(store.origin) if place.log_key else None
    with store.reading() as reader:
        found = audit(reader, store.origin, key, now=datetime.now(UTC))
    by = "signed by its key" if key else "whose signatures were NOT checked, since no key is named"
    whole = f"All {found.size} entries of the log {store.origin} hold together"
    late = f"{found.size - found.signed} entries are under no checkpoint yet"
    checked = (
        f"{whole}, with {found.checkpoints} checkpoints {by}.",
        f"{late}; {found.gaps} gaps are on record.",
        "Signatures of single records were not checked: export a bundle and verify that.",
    )
    with log_evidence(store, period, checked, place.allowed_signers()) as evidence:
        yield evidence


def is_bundle(path: str) -> bool:
    """Tell whether a path is that of a bundle; otherwise it is that of a log."""
    return Path(path).is_dir() or path.endswith((".tar.gz", ".tgz"))
