"""`govern policy push`: a bundle into a registry."""

from __future__ import annotations

import click

from govern.cli.options import plain_http_option
from govern.errors import UsageError
from govern.policies.bundles.bundle import SIGNATURES
from govern.policies.bundles.opening import REMOTE, read_archive
from govern.policies.bundles.registry import push_bundle
from govern.sources.oci.client import open_registries

_EPILOG = """\b
Examples:
  govern policy push org.tar.gz oci://registry.example/policies/org:v1
"""


@click.command("push", epilog=_EPILOG)
@click.argument("bundle")
@click.argument("reference")
@plain_http_option
def command(bundle: str, reference: str, policy_plain_http: tuple[str, ...]) -> None:
    """Store a bundle in a registry, where `opa`, `conftest` and `govern` can fetch it.

    Prints the reference with its digest. Credentials are those of `docker login`.
    """
    if not reference.startswith(REMOTE):
        raise UsageError("a registry's reference begins with oci://", path=reference)
    data, files = read_archive(bundle)
    with open_registries(plain_hosts=frozenset(policy_plain_http)) as registries:
        repository = registries.repository(reference.removeprefix(REMOTE))
        if repository.reference.digest:
            raise UsageError("push to a tag; the digest is what comes of it", path=reference)
        stored = push_bundle(repository, data, repository.reference.tag)
    click.echo(f"{REMOTE}{repository.reference.name}@{stored.digest}")
    if SIGNATURES not in files:
        click.echo("govern: the bundle is not signed; `govern check` will refuse it", err=True)
