"""`govern policy build`: policies and data → one OPA bundle, signed or not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from govern.cli.outputs import replace_bytes
from govern.errors import UsageError
from govern.policies.bundles.archive import pack
from govern.policies.bundles.building import build
from govern.policies.bundles.bundle import SIGNATURES
from govern.policies.source import PolicySource

_EPILOG = """\b
Examples:
  govern policy build policies/ -o org.tar.gz
  govern policy build policies/ -o org.tar.gz --signing-key key.pem --revision v1.4.0
  govern policy build policies/ -o org.tar.gz --signing-key 'hsm:1?label=govern'
"""


@click.command("build", epilog=_EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", required=True, metavar="FILE", help="The bundle, a .tar.gz.")
@click.option("--revision", metavar="TEXT",
              help="What the manifest says; by default a digest of policies and data.")  # fmt: skip
@click.option("--root", "roots", multiple=True, metavar="PATH",
              help="Part of `data` that the bundle owns, such as org/k8s. Repeatable.")  # fmt: skip
@click.option("--rego-version", type=click.Choice(["v0", "v1"]),
              help="What the Rego is written in; else what .manifest says, or v1.")  # fmt: skip
@click.option("--signing-key", metavar="KEY",
              help="Private key: a PEM file, or a URI of an HSM or KMS.")  # fmt: skip
@click.option("--key-id", default="default", metavar="NAME",
              help="The key's name for OPA's --verification-key-id.")  # fmt: skip
def command(
    paths: tuple[str, ...],
    output: str,
    revision: str | None,
    roots: tuple[str, ...],
    rego_version: str | None,
    signing_key: str | None,
    key_id: str,
) -> None:
    """Build a bundle of policies, and sign it.

    The bundle is what `opa build` makes: Rego as it is, without tests; one data.json; a manifest.
    The same folders give the same bytes. Sign it, so that others can verify it.
    """
    if not output.endswith((".tar.gz", ".tgz")):
        raise UsageError("the bundle's name must end in .tar.gz", path=output)
    version = int(rego_version[1:]) if rego_version else None
    sources = [PolicySource(path, rego_version=version) for path in paths]
    files = build(sources, revision=revision, roots=roots)
    if signing_key:
        # Only signing needs the cryptography library.
        from govern.attest.signing import open_signer  # noqa: PLC0415 - as said
        from govern.policies.bundles.signatures import signatures_of  # noqa: PLC0415 - as said

        files[SIGNATURES] = signatures_of(files, open_signer(signing_key), key_id, output)
    archive = pack(files)
    replace_bytes(Path(output), archive)
    signed = "signed" if signing_key else "not signed"
    digest = hashlib.sha256(archive).hexdigest()
    click.echo(f"{output}: {len(files)} files, {signed}, sha256:{digest}")
