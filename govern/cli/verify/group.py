"""`govern verify`: signatures of files, attestations and models."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import text_or_json
from govern.cli.files import read_file, read_start
from govern.cli.verify.image import image
from govern.cli.verify.predicate_type import PredicateType
from govern.cli.verify.signers import SignerFlags, signer_options
from govern.errors import UsageError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.attest.claims import Claims
    from govern.attest.digest import Digest
    from govern.attest.rejection import Rejected
    from govern.model import JsonObject

_Command = TypeVar("_Command", bound="Callable[..., Any]")
_MAX_BUNDLE = 16 * 1024 * 1024
_MAX_FILE_IN_MEMORY = 64 * 1024 * 1024  # beyond, only the digest of a file is known

_EPILOG = """\b
Examples:
  govern verify blob app.tar.gz --bundle app.sigstore.json --key release.pub --no-log
  govern verify attestation app.tar.gz --bundle prov.json --type https://slsa.dev/provenance/v1 \\
    --issuer https://token.actions.githubusercontent.com --identity https://github.com/acme/…
  govern verify attestation registry.acme.test/api:1.2 --type slsaprovenance1 --key release.pub
  govern verify model ./model --bundle model.sig --key publisher.pub --no-log
  govern verify image registry.acme.test/api:1.2
"""


@click.group("verify", epilog=_EPILOG)
def command() -> None:
    """Verify signatures of files, attestations and models, offline; and of images.

    Only `image`, and `attestation` of an image, use the network.
    """


command.add_command(image)


def _options(*, needs_bundle: bool = True) -> Callable[[_Command], _Command]:
    form = text_or_json("--format", "form", shows="How to print the claims, or the reason.")
    bundle = click.option(
        "--bundle", required=needs_bundle, metavar="FILE", help="The Sigstore bundle."
    )
    return lambda function: bundle(signer_options(form(function)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the options of every subcommand say."""

    bundle: str
    form: str
    signers: SignerFlags

    @classmethod
    def of(cls, options: dict[str, Any]) -> _Asked:
        return cls(signers=SignerFlags.taken_from(options), **options)


@command.command("blob", epilog=_EPILOG)
@click.argument("file")
@_options()
def blob(file: str, **options: Any) -> None:
    """Verify that FILE was signed by whom you say."""
    from govern.attest.verify import verify  # noqa: PLC0415 - as above

    asked = _Asked.of(options)
    policy, trust = asked.signers.policy(), asked.signers.trust()
    (subject, content), bundle = _artefact(file), read_file(asked.bundle, _MAX_BUNDLE)
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
    type=PredicateType(),
    multiple=True,
    required=True,
    metavar="URI",
    help="The predicate type it has to have, or cosign's name for it; repeat to accept several.",
)
@click.option("--plain-http", multiple=True, metavar="HOST", help="Speak to HOST without TLS.")
@_options(needs_bundle=False)
def attestation(
    file: str | None,
    digest: str | None,
    types: tuple[str, ...],
    plain_http: tuple[str, ...],
    **options: Any,
) -> None:
    """Verify an in-toto statement about FILE, a digest or an image, and print it.

    With --bundle it is about FILE, or about the digest. Without, FILE is the reference of an image,
    and its registry is asked for what is attached to it.
    """
    if not options["bundle"]:
        _on_image(file, digest, types, plain_http, options)
        return
    from govern.attest.pypi import is_pypi, verify_pypi  # noqa: PLC0415 - as above
    from govern.attest.verify import verify  # noqa: PLC0415 - as above

    if (file is None) == (digest is None):
        raise UsageError("name the file, or its digest with --digest, and not both")
    asked = _Asked.of(options)
    policy, trust = asked.signers.policy(types), asked.signers.trust()
    bundle, now = read_file(asked.bundle, _MAX_BUNDLE), datetime.now(UTC)
    subject = _digest(digest) if digest else _artefact(file or "")[0]
    _report(
        asked,
        lambda: (verify_pypi if is_pypi(bundle) else verify)(bundle, subject, trust, policy, now),
    )


def _on_image(
    reference: str | None,
    digest: str | None,
    types: tuple[str, ...],
    plain_http: tuple[str, ...],
    options: dict[str, Any],
) -> None:
    from govern.cli.verify.image_attestation import verify_on_image  # noqa: PLC0415 - loads HTTP

    if reference is None or digest is not None or Path(reference).exists():
        raise UsageError(
            "the statement about it is not named",
            path=reference,
            hint="name the file with the Sigstore bundle with --bundle",
        )
    signers = SignerFlags.taken_from(options)
    verify_on_image(reference, types, signers, plain_http, options["form"])


@command.command("model", epilog=_EPILOG)
@click.argument("folder")
@click.option("--ignore", multiple=True, metavar="PATH", help="A path below it to leave out.")
@_options()
def model(folder: str, ignore: tuple[str, ...], **options: Any) -> None:
    """Verify an OpenSSF model signature over each file in FOLDER."""
    from govern.attest.model import verify_model  # noqa: PLC0415 - as above

    asked = _Asked.of(options)
    policy, trust = asked.signers.policy(), asked.signers.trust()
    if not Path(folder).is_dir():
        raise UsageError("is not a folder", path=folder)
    bundle, now = read_file(asked.bundle, _MAX_BUNDLE), datetime.now(UTC)
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

    content = read_start(path, _MAX_FILE_IN_MEMORY + 1)
    if len(content) > _MAX_FILE_IN_MEMORY:
        return Digest.of_file(Path(path)), None
    return Digest.of(content), content
