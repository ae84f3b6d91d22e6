"""What the commands about approvals share: where things lie, and what a person signs with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.cli.files import read_file
from govern.configured import below_one, log_below, read_config
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.attest.person_signing import PersonKey
    from govern.evidence.approvals.answering import Answer, Written
    from govern.facts.approvals.folder import SignedFile
    from govern.facts.approvals.people import Directory
    from govern.facts.approvals.request import ApprovalRequest

_Command = TypeVar("_Command", bound="Callable[..., object]")
FOLDER = "approvals"
_DURATION = re.compile(r"(\d{1,5})(h|d)")


@dataclass(frozen=True, slots=True)
class ApprovalPlace:
    """Where approvals and the directory of people lie, out of flags and `[approvals]`."""

    folder: str
    people: str | None
    log: str | None

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> ApprovalPlace:
        """Take the options of `place_options` out of what click collected."""
        config, base = read_config(options.pop("config"))
        folder, people = options.pop("approvals"), options.pop("people")
        log = options.pop("log", None)
        if config is not None:
            folder = folder or below_one(base, config.approvals.folder)
            people = people or below_one(base, config.approvals.people)
            log = log or log_below(base, config.evidence.log)
        return cls(folder or FOLDER, people, log)

    def directory(self) -> Directory | None:
        """Read the directory of people, when one is named."""
        from govern.facts.approvals.people import read_people  # noqa: PLC0415 - loads cryptography

        return read_people(self.people) if self.people else None

    def require_directory(self) -> Directory:
        """Read the directory of people.

        Raises:
            UsageError: none is named.
        """
        found = self.directory()
        if found is None:
            raise UsageError(
                "the directory of people is not named",
                hint="name it with --people, or as people in [approvals] of govern.toml",
            )
        return found

    def request(self, name: str) -> ApprovalRequest:
        """Return a request by its path, or by the beginning of its or its decision's digest.

        Raises:
            UsageError: there is none, or there are several.
        """
        from govern.attest.rejection import Rejected  # noqa: PLC0415 - start-up
        from govern.facts.approvals.folder import read_folder  # noqa: PLC0415 - as above
        from govern.facts.approvals.request import parse_request  # noqa: PLC0415 - as above

        if Path(name).is_file():
            try:
                return parse_request(read_file(name))
            except Rejected as error:
                raise UsageError(error.message, path=name, cause=error.cause) from error
        found = [
            one
            for one in read_folder(self.folder).requests
            if len(name) >= 8 and (one.sha256.startswith(name) or one.decision.startswith(name))
        ]
        if len(found) != 1:
            raise UsageError(
                f"{len(found)} requests are meant by {name!r}",
                hint="name the file that `govern request` wrote",
            )
        return found[0]

    def signed(self, path: str) -> SignedFile:
        """Return a signed statement by its path.

        Raises:
            UsageError: it is none.
        """
        from govern.attest.rejection import Rejected  # noqa: PLC0415 - start-up
        from govern.facts.approvals.folder import SignedFile  # noqa: PLC0415 - as above
        from govern.facts.approvals.signed import statement_in  # noqa: PLC0415 - as above

        try:
            data = read_file(path)
            return SignedFile(path, data, statement_in(data))
        except Rejected as error:
            raise UsageError(error.message, path=path, cause=error.cause) from error


def place_options(command: _Command) -> _Command:
    """Add the options that say where things lie; `ApprovalPlace.taken_from` collects them."""
    return with_options(command, _PLACE)


def key_options(command: _Command) -> _Command:
    """Add the options that say what a person signs with; `person_key` collects them."""
    return with_options(command, _KEY)


def answer_options(command: _Command) -> _Command:
    """Add the options of an answer to a request."""
    return with_options(command, _ANSWER)


_PLACE = (
    click.option("-c", "--config", metavar="FILE", help="Configuration, as of `govern check`."),
    click.option("--approvals", metavar="DIR", help="Where requests and approvals lie."),
    click.option("--people", metavar="FILE", help="The directory of people, keys and roles."),
)
_KEY = (
    click.option("--key", metavar="KEY",
                 help="SSH key or its .pub file (agent), PEM file, or the URI of an HSM or KMS. "
                      "Default: your SSH key."),
    click.option("--certificate", metavar="FILE", help="X.509 certificate (PEM) of that key."),
    click.option("--keyless", is_flag=True,
                 help="Sign with the identity token in SIGSTORE_ID_TOKEN; uses the network."),
    click.option("-y", "--yes", is_flag=True, help="Sign without asking once more."),
)  # fmt: skip
_ANSWER = (
    click.option("--role", required=True, metavar="ROLE", help="The role you answer in."),
    click.option("--reason", default="", metavar="TEXT", help="Why."),
    click.option("--ticket", default="", metavar="ID", help="Where it is discussed."),
    click.option("--valid", metavar="TIME", help="How long it counts: 24h, 3d."),
)


def person_key(options: dict[str, Any]) -> tuple[PersonKey, bool]:
    """Take what a person signs with out of the options, and whether to sign without asking."""
    from govern.attest.person_signing import PersonKey  # noqa: PLC0415 - loads cryptography

    key = PersonKey(options.pop("key"), options.pop("certificate"), options.pop("keyless"))
    return key, options.pop("yes")


def duration(text: str | None) -> timedelta | None:
    """Return how long `24h` or `3d` is.

    Raises:
        UsageError: it is neither.
    """
    if text is None:
        return None
    match = _DURATION.fullmatch(text)
    if match is None:
        raise UsageError(f"{text!r} is not a time such as 24h or 3d")
    return timedelta(hours=int(match[1]) * (24 if match[2] == "d" else 1))


def answered(name: str, verdict: str, options: dict[str, Any]) -> Written:
    """Show a request, ask, sign and write: what `approve` and `reject` share."""
    from datetime import UTC, datetime  # noqa: PLC0415 - beside its only use

    from govern.evidence.approvals.answering import (  # noqa: PLC0415 - loads cryptography
        answer_statement,
        sign_and_write,
    )

    place = ApprovalPlace.taken_from(options)
    key, sure = person_key(options)
    request, people, now = place.request(name), place.directory(), datetime.now(UTC)
    statement = answer_statement(request, _answer(verdict, options), now)
    click.echo(request.shown)
    click.echo(f"The request itself says:\n{_said_in(request)}\n")
    click.echo(f"This is signed:\n{statement.decode()}\n")
    if not sure:
        click.confirm(f"{verdict} this", abort=True, err=True)
    target = Path(place.folder) / request.decision[:16] / verdict
    return sign_and_write(statement, key, target, people, now)


def _said_in(request: ApprovalRequest) -> str:
    """Return what a request says in its own fields: its text is the requester's, and may differ."""
    statement = json.loads(request.data)
    rest = {key: one for key, one in statement["predicate"].items() if key != "shown"}
    return json.dumps({"subject": statement["subject"], **rest}, indent=2)


def _answer(verdict: str, options: dict[str, Any]) -> Answer:
    from govern.evidence.approvals.answering import Answer  # noqa: PLC0415 - start-up

    return Answer(
        verdict=verdict,
        role=options["role"],
        reason=options["reason"],
        ticket=options["ticket"],
        valid=duration(options["valid"]),
    )


def say_written(written: Written) -> None:
    """Say which file was written, and by whom it is."""
    by = written.signed_by
    who = f"signed by {by.person} ({by.method})" if by else "signed; nobody said by whom"
    click.echo(f"{written.path}: {who}")
