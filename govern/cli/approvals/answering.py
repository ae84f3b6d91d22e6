"""What `govern approve` and `govern reject` share: the options of an answer, and giving it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.approvals.approving import (
    ApprovalPlace,
    Signatory,
    duration,
    key_options,
    place_options,
)
from govern.cli.declaring import with_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.facts.approvals.request import ApprovalRequest

_Command = TypeVar("_Command", bound="Callable[..., object]")
_ANSWER = (
    click.option("--role", required=True, metavar="ROLE", help="The role you answer in."),
    click.option("--reason", default="", metavar="TEXT", help="Why."),
    click.option("--ticket", default="", metavar="ID", help="Where it is discussed."),
    click.option("--valid", metavar="TIME", help="How long it counts: 24h, 3d."),
)


def answer_command(verdict: str, about: str, epilog: str) -> click.Command:
    """Return the command that shows a request, asks, and signs an answer to it."""

    @click.command(verdict, epilog=epilog, help=about)
    @click.argument("request")
    @_answer_options
    @key_options
    @place_options
    def command(request: str, **options: Any) -> None:
        _answer(request, verdict, options)

    return command


def _answer_options(command: _Command) -> _Command:
    return with_options(command, _ANSWER)


def _answer(name: str, verdict: str, options: dict[str, Any]) -> None:
    from govern.evidence.approvals.answering import (  # noqa: PLC0415 - loads cryptography
        Answer,
        answer_statement,
    )

    place = ApprovalPlace.taken_from(options)
    signatory = Signatory.taken_from(options)
    request, people, now = place.request(name), place.directory(), datetime.now(UTC)
    valid = duration(options.pop("valid"))
    statement = answer_statement(request, Answer(verdict=verdict, valid=valid, **options), now)
    click.echo(request.shown)
    click.echo(f"The request itself says:\n{_said_in(request)}\n")
    target = Path(place.folder) / request.decision[:16] / verdict
    signatory.sign(statement, f"{verdict} this", target, people, now)


def _said_in(request: ApprovalRequest) -> str:
    """Return what a request says in its own fields: its text is the requester's, and may differ."""
    statement = json.loads(request.data)
    rest = {key: one for key, one in statement["predicate"].items() if key != "shown"}
    return json.dumps({"subject": statement["subject"], **rest}, indent=2)
