"""`govern waiver`: accept a finding for a time, with signatures; and see what is accepted."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govern.cli.approvals.approving import (
    ApprovalPlace,
    Signatory,
    duration,
    key_options,
    place_options,
)
from govern.cli.declaring import text_or_json
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.facts.approvals.waivers import SignedWaiver

_EPILOG = """\b
Examples:
  govern waiver add --id W-2026-014 --rule K020 --resource apps/v1/Deployment/payments/api \\
      --fingerprint 5f0c… --owner grace --reason "no digest yet" --control "scanned daily" \\
      --expires 2027-01-31
  govern waiver approve approvals/waivers/W-2026-014-owner-1f….json --key ~/.ssh/id_ed25519
  govern waiver list
  govern waiver expire-soon --within 14d

\b
Exit codes: 0 done, 1 expire-soon found some, 2 usage or configuration, 4 nobody signed.
"""
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_LONGEST = timedelta(days=366)


@click.group("waiver", epilog=_EPILOG)
def command() -> None:
    """Accept findings for a time, with signatures, and see what is accepted."""


@command.command("add", epilog=_EPILOG)
@click.option("--id", "name", required=True, metavar="ID", help="Its name.")
@click.option("--rule", "rules", required=True, multiple=True, metavar="ID", help="Repeatable.")
@click.option("--resource", required=True, metavar="ADDRESS", help="As reports show it.")
@click.option("--fingerprint", required=True, metavar="HEX", help="The finding, as in reports.")
@click.option("--path", default="", metavar="PATH", help="Only in this input.")
@click.option("--owner", required=True, metavar="PERSON", help="Who answers for it, and signs.")
@click.option("--reason", required=True, metavar="TEXT", help="Why the risk is accepted.")
@click.option("--control", required=True, metavar="TEXT", help="What keeps it small meanwhile.")
@click.option("--ticket", default="", metavar="ID", help="Where it is discussed.")
@click.option("--expires", required=True, metavar="TIME", help="A date, or a time with its zone.")
@key_options
@place_options
def add(**options: Any) -> None:
    """Sign a waiver as its owner; it counts once somebody else approves it."""
    from govern.evidence.approvals.waiving import waiver_value  # noqa: PLC0415 - loads cryptography
    from govern.model import Waiver  # noqa: PLC0415 - as above

    now = datetime.now(UTC)
    name = options.pop("name")
    if not _NAME.fullmatch(name) or not _FINGERPRINT.fullmatch(options["fingerprint"]):
        raise UsageError("an id is a word, and a fingerprint has 64 hexadecimal digits")
    waiver = Waiver(
        id=name,
        rules=options.pop("rules"),
        resource=options.pop("resource"),
        path=options.pop("path"),
        fingerprint=options.pop("fingerprint"),
        owner=options.pop("owner"),
        reason=options.pop("reason"),
        compensating_control=options.pop("control"),
        ticket=options.pop("ticket"),
        expires=_end(options.pop("expires"), now),
    )
    _sign(waiver_value(waiver), "owner", now, options)


@command.command("approve")
@click.argument("file")
@key_options
@place_options
def approve(file: str, **options: Any) -> None:
    """Sign that the waiver in FILE, which its owner signed, may be."""
    statement = ApprovalPlace("", None, None).signed(file).statement
    value = statement.predicate.get("waiver")
    if not isinstance(value, dict):
        raise UsageError("the file holds no waiver", path=file)
    _sign(value, "approver", datetime.now(UTC), options)


@command.command("list")
@text_or_json("--format", "form", shows="How to show them.")
@place_options
def show(form: str, **options: Any) -> None:
    """Show the signed waivers, whether they count, and who approved them."""
    now = datetime.now(UTC)
    _show(_waivers(options, now), form, now)


@command.command("expire-soon")
@click.option("--within", default="30d", metavar="TIME", help="How soon: 14d.")
@text_or_json("--format", "form", shows="How to show them.")
@place_options
def expire_soon(within: str, form: str, **options: Any) -> None:
    """Show the signed waivers that end soon; exit code 1 when there are any."""
    now = datetime.now(UTC)
    until = now + (duration(within) or timedelta())
    found = [one for one in _waivers(options, now) if now < one.waiver.expires <= until]
    _show(found, form, now)
    if found:
        raise click.exceptions.Exit(1)


def _sign(value: dict[str, Any], role: str, now: datetime, options: dict[str, Any]) -> None:
    from govern.evidence.approvals.waiving import waiver_statement  # noqa: PLC0415 - slow

    place = ApprovalPlace.taken_from(options)
    signatory = Signatory.taken_from(options)
    statement = waiver_statement(value, role, now)
    target = Path(place.folder) / "waivers" / f"{value['id']}-{role}"
    signatory.sign(statement, "sign this", target, place.require_directory(), now)


def _waivers(options: dict[str, Any], now: datetime) -> list[SignedWaiver]:
    from govern.facts.approvals.waivers import read_signed_waivers  # noqa: PLC0415 - slow

    place = ApprovalPlace.taken_from(options)
    return list(read_signed_waivers(place.folder, place.require_directory(), now))


def _show(found: list[SignedWaiver], form: str, now: datetime) -> None:
    if form == "json":
        click.echo(json.dumps([_value(one, now) for one in found], indent=2))
        return
    for one in found:
        waiver = one.waiver
        state = one.why_not or ("expired" if waiver.expires <= now else "counts")
        by = ", ".join(waiver.approved_by) or "nobody"
        click.echo(f"{waiver.id}  {', '.join(waiver.rules)}  {waiver.resource}")
        click.echo(f"  until {waiver.expires.isoformat()}, {state}")
        click.echo(f"  owner {waiver.owner}, approved by {by}: {waiver.reason}")


def _value(one: SignedWaiver, now: datetime) -> dict[str, Any]:
    waiver = one.waiver
    return {
        "id": waiver.id,
        "rules": list(waiver.rules),
        "resource": waiver.resource,
        "fingerprint": waiver.fingerprint,
        "owner": waiver.owner,
        "approved_by": list(waiver.approved_by),
        "reason": waiver.reason,
        "compensating_control": waiver.compensating_control,
        "ticket": waiver.ticket,
        "expires": waiver.expires.isoformat(),
        "days_left": (waiver.expires - now).days,
        "counts": not one.why_not and waiver.expires > now,
        "why_not": one.why_not,
        "signed_sha256": waiver.signed,
    }


def _end(text: str, now: datetime) -> datetime:
    from govern.policies.waivers import end_of  # noqa: PLC0415 - beside its only use

    try:
        end = end_of(text)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is not a day or an instant", cause=str(error)) from error
    if not now < end <= now + _LONGEST:
        raise UsageError("a waiver ends in the future, and within a year")
    return end
