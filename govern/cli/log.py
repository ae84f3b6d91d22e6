"""`govern log`: verify the evidence log, prove an entry, and say where the log stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.configured import below_one, read_config
from govern.errors import UsageError
from govern.evidence.log.audit import audit
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.log import Log
from govern.evidence.log.opening import open_store
from govern.evidence.verify.notes import Checkpoint, LogKey
from govern.model.predicates import SSH_NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Callable

_EPILOG = """\b
Examples:
  govern log verify                                     the whole log, by its own key
  govern log verify --checkpoint monday.checkpoint      and against one kept elsewhere
  govern log checkpoint > monday.checkpoint             keep this where nobody can change it
  govern log proof 42 > 42.tlog-proof
  govern log growth 40 > 40.growth                      proof that the first 40 are still there
  govern log key                                        what verifiers need: --trust
  govern log witness 40.growth --log-vkey VKEY --key witness.pem --name auditor.example --state seen

\b
Exit codes: 0 it holds, 2 usage or configuration, 5 it was changed.
"""
_Command = TypeVar("_Command", bound="Callable[..., object]")


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Which log, and its keys, out of flags and `[evidence]`."""

    path: str
    log_key: str | None
    signing_key: str | None
    people: str | None = None

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> LogPlace:
        """Take the options of `log_options` out of what click collected.

        Raises:
            UsageError: no log is named.
        """
        from govern.cli.recording import key_of  # noqa: PLC0415 - beside its only use

        config, base = read_config(options.pop("config"))
        log, log_key = options.pop("log"), options.pop("log_key")
        signing_key = options.pop("signing_key")
        if config is not None:
            log = log or key_of(base, config.evidence.log)
            log_key = log_key or below_one(base, config.evidence.log_key)
            signing_key = signing_key or key_of(base, config.evidence.key)
        people = below_one(base, config.approvals.people) if config is not None else None
        if not log:
            raise UsageError(
                "no log is named", hint="name it with --log, or as log in [evidence] of govern.toml"
            )
        return cls(log, log_key, signing_key, people)

    def allowed_signers(self) -> str:
        """Return the public keys of people, where `[approvals]` names a directory of them."""
        if self.people is None:
            return ""
        from govern.facts.approvals.people import read_people  # noqa: PLC0415 - few need it

        return read_people(self.people).allowed_signers(SSH_NAMESPACE)

    def open(self) -> Log:
        """Open the log, with its key when one is named."""
        store = open_store(self.path)
        key = CheckpointKey.load(self.log_key, store.origin) if self.log_key else None
        return Log(store, key)

    def public_key(self, origin: str) -> LogKey:
        """Return the public half of the log's key.

        Raises:
            UsageError: none is named.
        """
        if not self.log_key:
            raise UsageError(
                "the log's key is not named", hint="name it with --log-key, or in [evidence]"
            )
        return CheckpointKey.load(self.log_key, origin).public


def log_options(command: _Command) -> _Command:
    """Add the options that choose a log and its keys; `LogPlace.taken_from` collects them."""
    for option in reversed(_LOG_OPTIONS):
        command = option(command)
    return command


_LOG_OPTIONS = (
    click.option("-c", "--config", metavar="FILE", help="Configuration, as of `govern check`."),
    click.option("--log", metavar="PLACE", help="The evidence log: FILE, or postgresql://…"),
    click.option("--log-key", metavar="FILE", help="Its key: an Ed25519 PEM file."),
    click.option("--signing-key", metavar="KEY", help="What signs records: PEM file or KMS URI."),
)


@click.group("log", epilog=_EPILOG)
def command() -> None:
    """Verify the evidence log, prove an entry, and say where the log stands."""


@command.command("verify")
@click.option("--checkpoint", "checkpoints", multiple=True, metavar="FILE",
              help="A checkpoint that was kept elsewhere; repeatable.")  # fmt: skip
@click.option("--key", metavar="VKEY", help="The log's public key, when its private key is away.")
@log_options
def verify(checkpoints: tuple[str, ...], key: str | None, **options: Any) -> None:
    """Check every entry, record and checkpoint of the log."""
    place = LogPlace.taken_from(options)
    log = Log(open_store(place.path))
    origin = log.store.origin
    public = LogKey.parse(key) if key else None
    if public is None and place.log_key:
        public = place.public_key(origin)
    earlier = [Checkpoint.parse(_text(path), path=path) for path in checkpoints]
    with log.store.reading() as reader:
        found = audit(reader, origin, public, earlier)
    by = "signed by its key" if public else "their signatures NOT checked: no key is named"
    click.echo(
        f"{origin}: {found.size} entries hold, {found.gaps} gaps; {found.checkpoints} checkpoints,"
        f" {by}"
    )
    if found.signed < found.size:
        click.echo(f"entries {found.signed} to {found.size - 1} are under no checkpoint")


@command.command("checkpoint")
@log_options
def checkpoint(**options: Any) -> None:
    """Print the signed head of the log; keep it where nobody can change it."""
    click.echo(LogPlace.taken_from(options).open().checkpoint().text(), nl=False)


@command.command("proof")
@click.argument("index", type=click.IntRange(min=0))
@log_options
def proof(index: int, **options: Any) -> None:
    """Print the proof that entry INDEX is in the log (a C2SP .tlog-proof)."""
    click.echo(LogPlace.taken_from(options).open().proof(index).text(), nl=False)


@command.command("growth")
@click.argument("old", type=click.IntRange(min=0))
@log_options
def growth(old: int, **options: Any) -> None:
    """Print the proof that the log only grew since it had OLD entries (C2SP tlog-witness)."""
    click.echo(LogPlace.taken_from(options).open().growth(old), nl=False)


@command.command("key")
@log_options
def key(**options: Any) -> None:
    """Print the public keys, as `govern evidence verify --trust` wants them."""
    from govern.attest.signing import open_signer  # noqa: PLC0415 - only this command signs nothing

    place = LogPlace.taken_from(options)
    if not place.signing_key:
        raise UsageError("the signing key is not named", hint="name it with --signing-key")
    public = place.public_key(open_store(place.path).origin)
    click.echo(open_signer(place.signing_key).public_key.pem.decode() + public.text())
    click.echo(place.allowed_signers(), nl=False)


@command.command("witness")
@click.argument("request")
@click.option("--log-vkey", required=True, metavar="VKEY", help="The log's public key.")
@click.option("--key", required=True, metavar="FILE", help="The witness's key: an Ed25519 PEM.")
@click.option("--name", required=True, metavar="NAME", help="The witness's name.")
@click.option("--state", required=True, metavar="DIR", help="Where it remembers what it cosigned.")
def witness(request: str, log_vkey: str, key: str, name: str, state: str) -> None:
    """Cosign the head in REQUEST, which `govern log growth` printed, if the log only grew.

    Run it where whoever keeps the log has no access. The cosigned checkpoint goes to standard
    output, the witness's public key to standard error.
    """
    from govern.evidence.log.witness import Request, Witness  # noqa: PLC0415 - only for witnesses

    own = CheckpointKey.load(key, name)
    asked = Request.parse(_text(request), path=request)
    signed = Witness(own, state).cosign(asked, LogKey.parse(log_vkey), datetime.now(UTC))
    click.echo(signed.text(), nl=False)
    click.echo(f"cosigned by {own.witness_key.text()}", err=True)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("cannot be read", path=path, cause=str(error)) from error
