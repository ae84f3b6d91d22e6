"""`govern request`: ask people to approve a decision that was recorded."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from govern.cli.approvals.approving import ApprovalPlace, duration, place_options
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.evidence.approvals.asking import Asked
    from govern.model import JsonObject

_TIERS = ("low", "medium", "high", "critical")
_EPILOG = """\b
Examples:
  govern request last --environment prod --tier high --author ada
  govern request 41 --environment prod --tier critical --author github:ada --requester ci \\
      --from staging --to prod --ticket CHG0042 --first --evidence scan=trivy.json
  govern request decisions/00000041.sigstore.json --environment prod --tier high --author ada

\b
Exit codes: 0 asked, 2 usage or configuration, 5 the record was changed.
"""


@click.command("request", epilog=_EPILOG)
@click.argument("decision")
@click.option("--environment", required=True, metavar="NAME", help="Where it is to take effect.")
@click.option("--action", default="deploy", metavar="NAME", help="What is to be done.")
@click.option("--tier", required=True, type=click.Choice(_TIERS), help="The tier of risk.")
@click.option("--author", "authors", required=True, multiple=True, metavar="PERSON",
              help="Who wrote it: a person, github:NAME or gitlab:NAME; repeatable.")  # fmt: skip
@click.option("--requester", metavar="PERSON", help="Who asks; default: the CI run's user.")
@click.option("--valid", default="72h", metavar="TIME", help="How long answers are accepted.")
@click.option("--from", "from_stage", metavar="STAGE", help="Promotion: from this stage …")
@click.option("--to", "to_stage", metavar="STAGE", help="… to this one.")
@click.option("--ticket", metavar="ID", help="Promotion: the change's ticket.")
@click.option("--rollback-to", metavar="DIGEST", help="Promotion: the decision to go back to.")
@click.option("--first", is_flag=True, help="Promotion: the first version; nothing to go back to.")
@click.option("--evidence", multiple=True, metavar="TYPE=FILE[@TIME]",
              help="Evidence: card, evaluation, sbom, signature or scan.")  # fmt: skip
@click.option("--log", metavar="PLACE", help="The log that holds DECISION: FILE, or postgresql://…")
@place_options
def command(decision: str, **options: Any) -> None:
    """Ask people to approve DECISION: an entry of the log, `last`, or the file of its record.

    Prints what approvers will see, and writes it as a file that they answer.
    """
    from govern.evidence.approvals.asking import make_request, write_request  # noqa: PLC0415 - slow
    from govern.evidence.approvals.decisions import find_decision  # noqa: PLC0415 - as above
    from govern.evidence.log.opening import existing_store  # noqa: PLC0415 - as above

    place = ApprovalPlace.taken_from(options)
    people, now = place.require_directory(), datetime.now(UTC)
    with existing_store(place.log) as store:
        found = find_decision(decision, store)
    request = make_request(found, _asked(options, now), people, now)
    path = write_request(request, place.folder)
    click.echo(request.shown)
    click.echo(f"{path}: sha256 {request.sha256}")


def _asked(options: dict[str, Any], now: datetime) -> Asked:
    from govern.evidence.approvals.asking import Asked, evidence_of  # noqa: PLC0415 - slow
    from govern.facts.approvals.request import Scope  # noqa: PLC0415 - as above

    valid = duration(options["valid"])
    assert valid is not None  # noqa: S101 - it has a default
    evidence = []
    for text in options["evidence"]:
        kind, _, rest = text.partition("=")
        path, _, issued = rest.partition("@")
        evidence.append(evidence_of(kind, path, _instant(issued) if issued else now))
    return Asked(
        scope=Scope(options["environment"], options["action"]),
        tier=options["tier"],
        requester=options["requester"] or _requester(),
        authors=options["authors"],
        promotion=_promotion(options),
        evidence=tuple(evidence),
        valid=valid,
    )


def _promotion(options: dict[str, Any]) -> JsonObject | None:
    if not options["to_stage"]:
        if any(options[key] for key in ("from_stage", "rollback_to", "first")):
            raise UsageError("a promotion needs --to, the stage it goes to")
        return None
    if not options["from_stage"]:
        raise UsageError("a promotion needs --from, the stage it comes from")
    return {
        "from": options["from_stage"],
        "to": options["to_stage"],
        "ticket": options["ticket"] or "",
        "rollback_to": options["rollback_to"] or "",
        "first": options["first"],
    }


def _requester() -> str:
    for name, kind in (("GITHUB_ACTOR", "github"), ("GITLAB_USER_LOGIN", "gitlab")):
        if os.environ.get(name):
            return f"{kind}:{os.environ[name]}"
    raise UsageError("nobody asks", hint="name who does with --requester")


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a time", hint="write 2027-01-01T00:00:00Z") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
