"""`govern log`: verify the evidence log, prove an entry, and say where the log stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from govern.cli.evidence.anchor import command as anchor
from govern.cli.evidence.elsewhere import Elsewhere, elsewhere_options
from govern.cli.evidence.log_place import LogPlace, log_options
from govern.cli.files import text_of
from govern.errors import UsageError
from govern.evidence.log.audit import audit
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.log import Log
from govern.evidence.log.opening import open_store
from govern.evidence.verify.notes import LogKey

_EPILOG = """\b
Examples:
  govern log verify                                     the whole log, by its own key
  govern log verify --checkpoint monday.checkpoint      and against one kept elsewhere
  govern log checkpoint > monday.checkpoint             keep this where nobody can change it
  govern log anchor --tsa https://tsa.example           have the head time-stamped (RFC 3161)
  govern log anchor --git ../anchors                    or committed, where others have clones
  govern log anchor --s3 s3://anchors/q4 --retain-days 3650   or stored where nobody can delete it
  govern log proof 42 > 42.tlog-proof
  govern log growth 40 > 40.growth                      proof that the first 40 are still there
  govern log key                                        what verifiers need: --trust
  govern log witness 40.growth --log-vkey VKEY --key witness.pem --name auditor.example --state seen

\b
Exit codes: 0 it holds, 2 usage or configuration, 4 an authority or a store gave no
answer, 5 it was changed.
"""


@click.group("log", epilog=_EPILOG)
def command() -> None:
    """Verify the evidence log, prove an entry, and say where the log stands."""


@command.command("verify")
@elsewhere_options
@click.option("--key", metavar="VKEY", help="The log's public key, when its private key is away.")
@log_options
def verify(key: str | None, **options: Any) -> None:
    """Check every entry, record, checkpoint and anchor of the log."""
    place = LogPlace.taken_from(options)
    log, now = Log(open_store(place.path)), datetime.now(UTC)
    origin = log.store.origin
    public = LogKey.parse(key) if key else None
    if public is None and place.log_key:
        public = place.public_key(origin)
    known = Elsewhere.gathered(log, public, options, now)
    with log.store.reading() as reader:
        heads = [*known.heads, *(one.head for one in known.anchors)]
        found = audit(reader, origin, public, heads, now)
    by = "signed by its key" if public else "their signatures NOT checked: no key is named"
    click.echo(
        f"{origin}: {found.size} entries hold, {found.gaps} gaps; {found.checkpoints} checkpoints,"
        f" {by}"
    )
    for line in known.told:
        click.echo(line)
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


command.add_command(anchor)
