"""`govern log`: verify the evidence log, prove an entry, and say where the log stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.cli.files import read_file, text_of, write_file
from govern.configured import below_one, log_below, read_config
from govern.errors import UsageError
from govern.evidence.log.audit import audit
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.log import Log
from govern.evidence.log.opening import open_store
from govern.evidence.verify.notes import Checkpoint, LogKey
from govern.model.predicates import SSH_NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.evidence.anchoring import Kept
    from govern.evidence.verify.anchor import Anchored

_EPILOG = """\b
Examples:
  govern log verify                                     the whole log, by its own key
  govern log verify --checkpoint monday.checkpoint      and against one kept elsewhere
  govern log checkpoint > monday.checkpoint             keep this where nobody can change it
  govern log anchor --tsa https://tsa.example           have the head time-stamped (RFC 3161)
  govern log anchor --git ../anchors                    or committed, where others have clones
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
        from govern.cli.evidence.recording import key_of  # noqa: PLC0415 - beside its only use

        config, base = read_config(options.pop("config"))
        log, log_key = options.pop("log"), options.pop("log_key")
        signing_key = options.pop("signing_key")
        if config is not None:
            log = log or log_below(base, config.evidence.log)
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
    return with_options(command, _LOG_OPTIONS)


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
@click.option("--anchor", "anchors", multiple=True, metavar="FILE",
              help="An anchor's record that was kept elsewhere; repeatable.")  # fmt: skip
@click.option("--git", "repository", metavar="REPO",
              help="A repository with committed checkpoints; best a clone.")  # fmt: skip
@click.option("--trust", metavar="FILE",
              help="Public keys, and certificates of time-stamp authorities.")  # fmt: skip
@click.option("--key", metavar="VKEY", help="The log's public key, when its private key is away.")
@log_options
def verify(
    checkpoints: tuple[str, ...], anchors: tuple[str, ...], repository: str | None,
    trust: str | None, key: str | None, **options: Any,
) -> None:  # fmt: skip
    """Check every entry, record, checkpoint and anchor of the log."""
    place = LogPlace.taken_from(options)
    log = Log(open_store(place.path))
    origin = log.store.origin
    public = LogKey.parse(key) if key else None
    if public is None and place.log_key:
        public = place.public_key(origin)
    earlier = [Checkpoint.parse(text_of(path), path=path) for path in checkpoints]
    if repository:
        earlier += _committed(repository, origin)
    known = _known_elsewhere(log, anchors, trust)
    with log.store.reading() as reader:
        heads = [*earlier, *(one.head for one in known)]
        found = audit(reader, origin, public, heads, datetime.now(UTC))
    by = "signed by its key" if public else "their signatures NOT checked: no key is named"
    click.echo(
        f"{origin}: {found.size} entries hold, {found.gaps} gaps; {found.checkpoints} checkpoints,"
        f" {by}"
    )
    for one in known:
        click.echo(one.text())
    if found.signed < found.size:
        click.echo(f"entries {found.signed} to {found.size - 1} are under no checkpoint")


def _committed(repository: str, origin: str) -> list[Checkpoint]:
    from govern.evidence.git_history import GitHistory  # noqa: PLC0415 - few need it

    name = GitHistory.file_of(origin)
    versions = GitHistory(repository).versions(name)
    if not versions:
        raise UsageError(f"no commit holds {name}", path=repository)
    return [Checkpoint.parse(text, path=f"{commit}:{name}") for commit, text in versions]


def _known_elsewhere(log: Log, paths: tuple[str, ...], trust: str | None) -> list[Anchored]:
    """Return the anchors in the log and in files, each checked by itself."""
    from govern.evidence.anchoring import anchors_in  # noqa: PLC0415 - loads cryptography

    records = [(f"entry {index}", record) for index, record in anchors_in(log)]
    records += [(path, read_file(path)) for path in paths]
    if not records and not trust:
        return []
    from govern.evidence.verify.anchor import read_anchor  # noqa: PLC0415 - as above
    from govern.evidence.verify.trust import Trust  # noqa: PLC0415 - as above

    believed = Trust.parse(text_of(trust), path=trust) if trust else None
    return [read_anchor(record, believed, path) for path, record in records]


@command.command("anchor")
@click.option("--tsa", metavar="URL|FILE",
              help="A time-stamp authority, or its response to a checkpoint.")  # fmt: skip
@click.option("--git", "repository", metavar="REPO", help="Where to commit the checkpoint.")
@click.option(
    "-o", "--output", metavar="FILE", help="Write the record here too, to keep elsewhere."
)
@log_options
def anchor(tsa: str | None, repository: str | None, output: str | None, **options: Any) -> None:
    """Let somebody else know the head of the log, and write that into the log.

    Commits are made by your own git, which signs them if it is set to, and are not pushed.
    """
    if (tsa is None) == (repository is None):
        raise UsageError("name one of --tsa and --git")
    place = LogPlace.taken_from(options)
    if not place.signing_key:
        raise UsageError("the signing key is not named", hint="name it with --signing-key")
    if not place.log_key:
        raise UsageError("the log's key is not named", hint="name it with --log-key")
    kept = _anchored(place, tsa, repository or "")
    if output:
        write_file(output, kept.record)
    click.echo(f"entry {kept.entry}: {kept.anchored.text()}")


def _anchored(place: LogPlace, tsa: str | None, repository: str) -> Kept:
    from govern.attest.signing import open_signer  # noqa: PLC0415 - loads cryptography
    from govern.evidence import anchoring  # noqa: PLC0415 - loads cryptography

    signer, log, now = open_signer(place.signing_key or ""), place.open(), datetime.now(UTC)
    if tsa is None:
        from govern.evidence.git_history import GitHistory  # noqa: PLC0415 - few need it

        return anchoring.anchor_in_git(log, signer, GitHistory(repository), now)
    if "://" not in tsa:
        return anchoring.anchor_by_response(log, signer, read_file(tsa), now)
    from govern.evidence.timestamping import ask_authority  # noqa: PLC0415 - loads a network client

    return anchoring.anchor_in_time(log, signer, partial(ask_authority, tsa), now)


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
    from govern.attest.signing import open_signer  # noqa: PLC0415 - loads cryptography

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
    asked = Request.parse(text_of(request), path=request)
    signed = Witness(own, state).cosign(asked, LogKey.parse(log_vkey), datetime.now(UTC))
    click.echo(signed.text(), nl=False)
    click.echo(f"cosigned by {own.witness_key.text()}", err=True)
