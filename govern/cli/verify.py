"""`govern verify`: signatures of files, attestations and models."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.errors import UsageError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.attest.claims import Claims
    from govern.attest.digest import Digest
    from govern.attest.rejection import Rejected
    from govern.attest.trust import SignerPolicy, Trust
    from govern.model import JsonObject

_Command = TypeVar("_Command", bound="Callable[..., Any]")
_MAX_BUNDLE = 16 * 1024 * 1024
_MAX_FILE_IN_MEMORY = 64 * 1024 * 1024  # beyond, only the digest of a file is known

_EPILOG = """\b
Examples:
  govern verify blob app.tar.gz --bundle app.sigstore.json --key release.pub --no-log
  govern verify attestation app.tar.gz --bundle prov.json --type https://slsa.dev/provenance/v1 \\
    --issuer https://token.actions.githubusercontent.com --identity https://github.com/acme/…
  govern verify model ./model --bundle model.sig --key publisher.pub --no-log
"""


@click.group("verify", epilog=_EPILOG)
def command() -> None:
    """Verify signatures of files, attestations and models, offline."""


def _signer_options(function: _Command) -> _Command:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS = (
    click.option("--bundle", required=True, metavar="FILE", help="The Sigstore bundle."),
    click.option("--identity", metavar="ID", help="Who has to have signed, exactly."),
    click.option("--identity-regex", metavar="RE", help="A pattern for the whole identity."),
    click.option("--issuer", metavar="URL", help="Who vouches for the identity, exactly."),
    click.option("--key", multiple=True, metavar="PEM", help="A public key. Repeatable."),
    click.option("--trusted-root", metavar="FILE", help="Default: public-good root."),
    click.option("--no-log", is_flag=True, help="Accept keys' signatures that no log knows."),
    click.option("--max-age", type=click.IntRange(1), metavar="DAYS", help="Longest age."),
    click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
                 help="How to print the claims, or the reason."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the options of every subcommand say."""

    bundle: str
    identity: str | None
    identity_regex: str | None
    issuer: str | None
    key: tuple[str, ...]
    trusted_root: str | None
    no_log: bool
    max_age: int | None
    form: str

    def policy(self, types: tuple[str, ...] = ()) -> SignerPolicy:
        """Return what the signature has to satisfy.

        Raises:
            UsageError: neither or both of identity and key, or an identity without issuer.
        """
        from govern.attest.trust import KeylessIdentity, SignerPolicy  # noqa: PLC0415 - slow
        from govern.attest.trust_store import read_key  # noqa: PLC0415 - loads cryptography

        keyless = bool(self.identity or self.identity_regex or self.issuer)
        if keyless == bool(self.key):
            raise UsageError(
                "say who has to have signed",
                hint="either --issuer with --identity or --identity-regex, or --key",
            )
        signers = (
            (KeylessIdentity(self.issuer or "", self.identity, self.identity_regex),)
            if keyless
            else tuple(read_key(Path(one), one) for one in self.key)
        )
        return SignerPolicy(
            signers,
            frozenset(types),
            require_log=not self.no_log,
            max_age=timedelta(days=self.max_age) if self.max_age else None,
        )

    def trust(self) -> Trust:
        """Return the root to verify with."""
        from govern.attest.trust import Trust, TrustRoot  # noqa: PLC0415 - slow
        from govern.attest.trust_store import public_good_root  # noqa: PLC0415 - as above

        if self.trusted_root:
            return Trust(TrustRoot.read(Path(self.trusted_root)))
        return Trust() if self.key and self.no_log else Trust(public_good_root())


@command.command("blob", epilog=_EPILOG)
@click.argument("file")
@_signer_options
def blob(file: str, **options: Any) -> None:
    """Verify that FILE was signed by whom you say."""
    from govern.attest.verify import verify  # noqa: PLC0415 - as above

    asked = _Asked(**options)
    policy, trust = asked.policy(), asked.trust()
    (subject, content), bundle = _artefact(file), _read(asked.bundle, _MAX_BUNDLE)
    now = datetime.now(UTC)
    _report(
        asked,
        lambda: verify(bundle, subject, trust, policy, now, content=content),
    )


@command.command("attestation", epilog=_EPILOG)
@click.argument("file", required=False)
@click.option("--digest", metavar="sha256:HEX", help="What it is about, in place of FILE.")
@click.option(
    "--type",
    "types",
    multiple=True,
    required=True,
    metavar="URI",
    help="The predicate type it has to have; repeat to accept one of several.",
)
@_signer_options
def attestation(
    file: str | None, digest: str | None, types: tuple[str, ...], **options: Any
) -> None:
    """Verify an in-toto statement about FILE (or about a digest), and print it."""
    from govern.attest.pypi import is_pypi, verify_pypi  # noqa: PLC0415 - as above
    from govern.attest.verify import verify  # noqa: PLC0415 - as above

    if (file is None) == (digest is None):
        raise UsageError("name the file, or its digest with --digest, and not both")
    asked = _Asked(**options)
    policy, trust = asked.policy(types), asked.trust()
    bundle, now = _read(asked.bundle, _MAX_BUNDLE), datetime.now(UTC)
    subject = _digest(digest) if digest else _artefact(file or "")[0]
    _report(
        asked,
        lambda: (verify_pypi if is_pypi(bundle) else verify)(bundle, subject, trust, policy, now),
    )


@command.command("model", epilog=_EPILOG)
@click.argument("folder")
@click.option("--ignore", multiple=True, metavar="PATH", help="A path below it to leave out.")
@_signer_options
def model(folder: str, ignore: tuple[str, ...], **options: Any) -> None:
    """Verify an OpenSSF model signature over each file in FOLDER."""
    from govern.attest.model import verify_model  # noqa: PLC0415 - as above

    asked = _Asked(**options)
    policy, trust = asked.policy(), asked.trust()
    if not Path(folder).is_dir():
        raise UsageError("is not a folder", path=folder)
    bundle, now = _read(asked.bundle, _MAX_BUNDLE), datetime.now(UTC)
    left_out = frozenset({Path(asked.bundle).resolve(), *(Path(one).resolve() for one in ignore)})
    _report(asked, lambda: verify_model(bundle, Path(folder), trust, policy, now, left_out))


def _report(asked: _Asked, work: Callable[[], Claims]) -> None:
    """Print what was verified; a rejection is printed as JSON if asked for, and exits with 5."""
    from govern.attest.rejection import Rejected  # noqa: PLC0415 - as above

    try:
        claims = work()
    except Rejected as error:
        if asked.form == "json":
            click.echo(json.dumps(_rejection(error), indent=2))
        raise VerificationError(
            f"rejected ({error.reason.value}): {error.message}",
            path=asked.bundle,
            cause=error.cause,
            hint=error.hint,
        ) from error
    if asked.form == "json":
        statement = json.loads(claims.statement.data) if claims.statement else None
        result = {"verified": True, "claims": claims.to_object(), "statement": statement}
        click.echo(json.dumps(result, indent=2))
        return
    signer = claims.signer
    who = f"{signer.identity} ({signer.issuer})" if signer.issuer else f"key {signer.name}"
    when = f", {claims.time.isoformat()}" if claims.time else ", at a time nobody vouches for"
    click.echo(f"verified: {claims.subject}, signed by {who}{when}")


def _rejection(error: Rejected) -> JsonObject:
    return {
        "verified": False,
        "reason": error.reason.value,
        "message": error.message,
        "cause": error.cause,
    }


def _digest(text: str) -> Digest:
    from govern.attest.digest import Digest  # noqa: PLC0415 - as above
    from govern.attest.rejection import Rejected  # noqa: PLC0415 - as above

    try:
        return Digest.parse(text)
    except Rejected as error:
        raise UsageError(
            "--digest is not a digest", cause=error.message, hint="sha256:<64 hex digits>"
        ) from error


def _artefact(path: str) -> tuple[Digest, bytes | None]:
    """Return the digest of a file, and its bytes unless they are too many to keep."""
    from govern.attest.digest import Digest  # noqa: PLC0415 - as above

    try:
        with Path(path).open("rb") as file:
            digest = Digest("sha256", hashlib.file_digest(file, "sha256").hexdigest())
            if file.tell() > _MAX_FILE_IN_MEMORY:
                return digest, None
            file.seek(0)
            return digest, file.read()
    except OSError as error:
        raise UsageError("cannot be read", path=path, cause=error.strerror) from error


def _read(path: str, limit: int) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise UsageError("cannot be read", path=path, cause=error.strerror) from error
    if len(data) > limit:
        raise UsageError(f"is larger than {limit} bytes", path=path)
    return data
