"""`govern evidence export`: a stretch of the log as a bundle that anybody can verify."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from govern.cli.evidence.log_place import LogPlace, log_options
from govern.cli.evidence.reading import period_of
from govern.cli.files import text_of
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from govern.evidence.bundle import Attach, Exported
    from govern.evidence.redaction.redacting import Redaction
    from govern.evidence.redaction.wanted import Wanted
    from govern.evidence.verify.notes import Checkpoint
    from govern.evidence.verify.selection import Selection

_EPILOG = """\b
Examples:
  govern evidence export --since 2026-10-01 --until 2027-01-01 -o q4.tar.gz
  govern evidence export --framework soc2 --subject 'apps/v1/Deployment/*/api' -o api.tar.gz
  govern evidence export --redact '/**/annotations/*' --redact-text 'ACME Ltd' -o shown.tar.gz
  govern evidence export -o oci://registry.example/audit/payments:q4

\b
Exit codes: 0 written, 2 usage or configuration, 5 the log was changed.
"""


@click.command("export", epilog=_EPILOG)
@click.option("--since", metavar="TIME", help="From this time on (RFC 3339, or a date in UTC).")
@click.option("--until", metavar="TIME", help="Before this time.")
@click.option("--framework", "frameworks", multiple=True, metavar="NAME",
              help="Only decisions by rules that speak to it. Repeatable.")  # fmt: skip
@click.option("--subject", "subjects", multiple=True, metavar="DIGEST|NAME",
              help="Only decisions about this input or resource. Repeatable.")  # fmt: skip
@click.option("--redact", "fields", multiple=True, metavar="[KIND:]POINTER",
              help="Black out these fields of inputs: /metadata/labels/*. Repeatable.")  # fmt: skip
@click.option("--redact-text", "texts", multiple=True, metavar="TEXT",
              help="Black this text out of what is kept of inputs. Repeatable.")  # fmt: skip
@click.option("--redact-here-only", is_flag=True,
              help="Leave what these fields say where else it stands, and say where.")  # fmt: skip
@click.option("--report/--no-report", default=True, show_default=True,
              help="Put a report (HTML, CSV, JSON, OSCAL, Gemara) into the bundle.")  # fmt: skip
@click.option("-o", "--output", required=True, metavar="PATH",
              help="A folder, FILE.tar.gz, or oci://HOST/REPOSITORY:TAG.")  # fmt: skip
@click.option("--checkpoint", metavar="FILE",
              help="A checkpoint that witnesses cosigned; the bundle ends with it.")  # fmt: skip
@click.option("--plain-http", multiple=True, metavar="HOST",
              help="A registry to be spoken to in plain HTTP. Repeatable.")  # fmt: skip
@log_options
def command(output: str, plain_http: tuple[str, ...], **options: Any) -> None:
    """Write the decisions of a period as a bundle that anybody can verify.

    With --framework or --subject it holds the records of some decisions, and the entries of the log
    for all: what is left out is counted, and nobody can deny that it is there.
    """
    from govern.attest.signing import open_signer  # noqa: PLC0415 - loads cryptography
    from govern.evidence import bundle  # noqa: PLC0415 - as above
    from govern.evidence.log.opening import open_store  # noqa: PLC0415 - as above

    place = LogPlace.taken_from(options)
    if not place.signing_key:
        raise UsageError("the key that signs the bundle is not named", hint="use --signing-key")
    store = open_store(place.path)
    here_only = options["redact_here_only"]
    write = partial(
        bundle.export,
        store,
        period=period_of(options["since"], options["until"]),
        signer=open_signer(place.signing_key),
        log_key=place.public_key(store.origin),
        people=place.allowed_signers(),
        cosigned=_cosigned(options["checkpoint"]),
        selection=_selection(options["frameworks"], options["subjects"]),
        attach=_attach() if options["report"] else None,
        wanted=wanted_of(options["fields"], options["texts"], here_only=here_only),
    )
    if output.startswith("oci://"):
        done, output = _published(write, output, plain_http)
    else:
        done = write(output)
    for line in _said(done, output, store.origin):
        click.echo(line)


def _said(done: Exported, output: str, origin: str) -> Iterator[str]:
    counts = done.counts
    span = f"entries {done.first} to {done.last - 1} of {origin}"
    yield f"{output}: {counts['decisions']} decisions, {span}"
    if counts["left_out"]:
        yield f"{counts['left_out']} records are left out; their entries are listed"
    if done.redaction and done.redaction.wanted:
        yield from _blacked_out(done, done.redaction)
    if done.sha256:
        yield f"sha256 {done.sha256}"


def _blacked_out(done: Exported, redaction: Redaction) -> Iterator[str]:
    yield f"blacked out: {redaction.places} fields, in {done.counts['redacted']} files"
    if redaction.short:
        yield f"{redaction.short} values are too short to be looked for in the rest of the bundle"
    if redaction.unread:
        yield f"neither JSON nor YAML, so without fields: {', '.join(sorted(redaction.unread))}"
    if done.left:
        yield f"the same is still in {', '.join(done.left)}"


def wanted_of(fields: tuple[str, ...], texts: tuple[str, ...], *, here_only: bool) -> Wanted:
    """Return what two options name, of which one is a text.

    Raises:
        UsageError: one of them cannot be looked for.
    """
    from govern.evidence.redaction.spellings import LEAST, is_telling  # noqa: PLC0415 - as in `command`
    from govern.evidence.redaction.wanted import Wanted, WantedField  # noqa: PLC0415 - as above

    for text in texts:
        if not is_telling(text):
            raise UsageError(f"a text of --redact-text has fewer than {LEAST} characters")
    return Wanted(tuple(map(WantedField.parse, fields)), texts, here_only)


def _cosigned(path: str | None) -> Checkpoint | None:
    from govern.evidence.verify.notes import Checkpoint  # noqa: PLC0415 - as in `command`

    return Checkpoint.parse(text_of(path), path=path) if path else None


def _selection(frameworks: tuple[str, ...], subjects: tuple[str, ...]) -> Selection:
    from govern.evidence.reports.controls import catalog_named  # noqa: PLC0415 - as in `command`
    from govern.evidence.verify.selection import Selection  # noqa: PLC0415 - as above

    found = [catalog_named(name) for name in frameworks]
    ids = [one.id if one else name for one, name in zip(found, frameworks, strict=True)]
    return Selection(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(subjects)))


def _attach() -> Attach:
    from govern.evidence.reports.attached import attached  # noqa: PLC0415 - loads templates

    return attached


def _published(
    write: Callable[[str], Exported], reference: str, plain_http: tuple[str, ...]
) -> tuple[Exported, str]:
    """Write a bundle's archive into a registry; return what was written, and where it is."""
    from govern.evidence.publishing import publish  # noqa: PLC0415 - most bundles stay files

    with TemporaryDirectory(prefix="govern-evidence-") as folder:
        archive = Path(folder, "evidence.tar.gz")
        done = write(str(archive))
        return done, publish(archive.read_bytes(), reference, plain_http)
