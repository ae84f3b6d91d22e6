"""`govern policy pull`: a bundle out of a registry, verified."""

from __future__ import annotations

from pathlib import Path

import click

from govern.cli.options import plain_http_option, policy_key_option, skip_verification_option
from govern.cli.outputs import replace_bytes
from govern.errors import UsageError
from govern.policies.bundles.opening import REMOTE, BundleTrust, open_archive

_EPILOG = """\b
Examples:
  govern policy pull oci://registry.example/policies/org:v1 -o org.tar.gz --policy-key publisher.pub
"""


@click.command("pull", epilog=_EPILOG)
@click.argument("reference")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to, a .tar.gz.")
@policy_key_option
@skip_verification_option
@plain_http_option
def command(
    reference: str,
    output: str,
    policy_key: tuple[str, ...],
    insecure_skip_policy_verification: bool,
    policy_plain_http: tuple[str, ...],
) -> None:
    """Fetch a bundle from a registry, and verify it; what does not verify is not written."""
    if not reference.startswith(REMOTE):
        raise UsageError("a registry's reference begins with oci://", path=reference)
    trust = BundleTrust(
        keys=policy_key, unverified=insecure_skip_policy_verification, plain_hosts=policy_plain_http
    )
    data, bundle = open_archive(reference, trust)
    replace_bytes(Path(output), data)
    click.echo(f"{output}: {bundle.label}")
