"""What the commands about approvals share: where things lie, and how a person signs."""

from __future__ import annotations

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
    from datetime import datetime

    from govern.attest.person_signing import PersonKey
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


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs at the terminal: with which key, and sure of it or asked once more."""

    key: PersonKey
    sure: bool

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> Signatory:
        """Take the options of `key_options` out of what click collected."""
        from govern.attest.person_signing import PersonKey  # noqa: PLC0415 - loads cryptography

        key = PersonKey(options.pop("key"), options.pop("certificate"), options.pop("keyless"))
        return cls(key, options.pop("yes"))

    def sign(
        self, statement: bytes, question: str, target: Path, people: Directory | None, now: datetime
    ) -> None:
        """Show a statement and ask whether to sign it; sign, write and say which file it became.

        Args:
            statement: What is signed.
            question: Asked unless the person is sure.
            target: The file without its ending.
            people: When given, the signer has to be in it.
            now: The time of signing.

        Raises:
            Abort: the answer is no.
            UsageError: the signature would not count, or the file cannot be written.
            SigningError: nobody signed.
        """
        from govern.evidence.approvals.answering import sign_and_write  # noqa: PLC0415 - as above

        click.echo(f"This is signed:\n{statement.decode()}\n")
        if not self.sure:
            click.confirm(question, abort=True, err=True)
        written = sign_and_write(statement, self.key, target, people, now)
        by = written.signed_by
        who = f"signed by {by.person} ({by.method})" if by else "signed; nobody said by whom"
        click.echo(f"{written.path}: {who}")


def place_options(command: _Command) -> _Command:
    """Add the options that say where things lie; `ApprovalPlace.taken_from` collects them."""
    return with_options(command, _PLACE)


def key_options(command: _Command) -> _Command:
    """Add the options that say what a person signs with; `Signatory.taken_from` collects."""
    return with_options(command, _KEY)


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
