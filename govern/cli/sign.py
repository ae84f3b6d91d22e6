"""`govern sign`: signatures of files, attestations about them, and both for images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.cli.files import read_file, write_file
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.attest.artefact_signing import ReleaseKey
    from govern.model import JsonObject

_Command = TypeVar("_Command", bound="Callable[..., Any]")
_MAX_FILE = 512 * 1024 * 1024  # what is signed is held in memory
_MAX_PREDICATE = 16 * 1024 * 1024

_EPILOG = """\b
Examples:
  govern sign blob dist/app.whl --key release.pem          writes dist/app.whl.sigstore.json
  govern sign attestation dist/app.whl --predicate sbom.json --type https://cyclonedx.org/bom \\
    --key awskms:///alias/release -o dist/app.sbom.sigstore.json
  govern sign image registry.acme.test/app@sha256:… --key release.pem
  govern sign image registry.acme.test/app@sha256:… --keyless --predicate sbom.json \\
    --type https://cyclonedx.org/bom

\b
Exit codes: 0 signed, 2 usage, 4 the registry, the key's keeper or the log refused.
"""


@click.group("sign", epilog=_EPILOG)
def command() -> None:
    """Sign files and images, or statements about them; `govern verify` and cosign verify both."""


_KEY = (
    click.option(
        "--key", metavar="KEY",
        help="PEM file, or the URI of an HSM, KMS or Vault; a passphrase or PIN is taken from"
             " GOVERN_KEY_PASSWORD.",
    ),
    click.option(
        "--keyless", is_flag=True,
        help="Sign as the identity token in SIGSTORE_ID_TOKEN says; uses the network.",
    ),
)  # fmt: skip
_OUTPUT = click.option(
    "-o", "--output", metavar="PATH", help="Where to; the default is FILE.sigstore.json."
)


def _key_options(function: _Command) -> _Command:
    return with_options(function, _KEY)


def _predicate_options(*, required: bool) -> Callable[[_Command], _Command]:
    return lambda function: with_options(
        function,
        (
            click.option("--predicate", required=required, metavar="FILE",
                         help="What is said: a JSON object."),
            click.option("--type", "kind", required=required, metavar="URI",
                         help="What kind of thing is said."),
        ),
    )  # fmt: skip


@command.command("blob", epilog=_EPILOG)
@click.argument("file")
@_OUTPUT
@_key_options
def blob(file: str, output: str | None, **options: Any) -> None:
    """Sign FILE; `govern verify blob` and `cosign verify-blob` verify it."""
    _write(output or f"{file}.sigstore.json", _key(options).sign_file(read_file(file, _MAX_FILE)))


@command.command("attestation", epilog=_EPILOG)
@click.argument("file")
@_predicate_options(required=True)
@_OUTPUT
@_key_options
def attestation(file: str, predicate: str, kind: str, output: str | None, **options: Any) -> None:
    """Sign a statement about FILE: an SBOM, a provenance, a test result."""
    from govern.attest.artefact_signing import statement_about  # noqa: PLC0415 - slow
    from govern.attest.digest import Digest  # noqa: PLC0415 - as above

    key, said = _key(options), _object(predicate)
    statement = statement_about(Path(file).name, Digest.of_file(Path(file)), kind, said)
    signed = key.sign_statement(statement)
    _write(output or f"{file}.sigstore.json", signed)


@command.command("image", epilog=_EPILOG)
@click.argument("reference")
@_predicate_options(required=False)
@click.option("--plain-http", multiple=True, metavar="HOST", help="Speak to HOST without TLS.")
@_key_options
def image(
    reference: str,
    predicate: str | None,
    kind: str | None,
    plain_http: tuple[str, ...],
    **options: Any,
) -> None:
    """Sign an image in its registry, or with --predicate a statement about it.

    What the reference stands for now is signed, by its digest. Credentials are those of
    `docker login`.
    """
    from govern.attest.artefact_signing import IMAGE_SIGNATURE, statement_about  # noqa: PLC0415 - slow
    from govern.attest.digest import Digest  # noqa: PLC0415 - as above
    from govern.facts.images.attaching import attach  # noqa: PLC0415 - as above
    from govern.sources.oci.client import open_registries  # noqa: PLC0415 - as above

    if (predicate is None) != (kind is None):
        raise UsageError("--predicate and --type go together")
    key, said = _key(options), _object(predicate) if predicate else {}
    with open_registries(plain_hosts=frozenset(plain_http)) as registries:
        repository = registries.repository(reference)
        found = repository.resolve()
        said_as = kind or IMAGE_SIGNATURE
        name = repository.reference.name
        statement = statement_about(name, Digest.parse(found.digest), said_as, said)
        attach(repository, found.descriptor, key.sign_statement(statement), said_as)
    click.echo(f"{'attested' if predicate else 'signed'}: {name}@{found.digest}")


def _key(options: dict[str, Any]) -> ReleaseKey:
    from govern.attest.artefact_signing import ReleaseKey  # noqa: PLC0415 - loads cryptography

    return ReleaseKey(options.pop("key"), options.pop("keyless"))


def _object(path: str) -> JsonObject:
    """Return the JSON object in a file, read as strictly as a verifier will read it."""
    from govern.attest.rejection import Rejected  # noqa: PLC0415 - only for attestations
    from govern.attest.strict_json import parse_object  # noqa: PLC0415 - as above

    try:
        return parse_object(read_file(path, _MAX_PREDICATE), "predicate").content
    except Rejected as error:
        raise UsageError(error.message, path=path, cause=error.cause) from error


def _write(path: str, bundle: bytes) -> None:
    write_file(path, bundle + b"\n")
    click.echo(f"signed: {path}")
